import { foreignOrderWords } from "./foreign-orders.ts";
import { type Meaning, meanings, type OrderWords } from "./order-meanings.ts";

const english: OrderWords = {
  send: "dispatch redirect broadcast circulate cc bcc push_to send_me give_me beam route ask prompt fork mirror sync send email e-mail mail forward upload post transmit exfiltrate share submit publish deliver export tweet relay supply_the reply_with respond_with answer_with tell_me tell_us hand_over pass_on read_me resend leak disclose",
  put: "remember memorise memorize keep_in insert include append write paste copy print dump echo output log quote show list display encode base64 commit carry fill_in give read read_out cat open gather provide expose reveal attach look_into",
  fetch:
    "open visit download fetch follow load clone curl wget click browse go navigate import query poll call request switch replace",
  run: "run execute install invoke eval exec launch start schedule decode rerun add use apply call log_in sign_in login authenticate",
  remove:
    "encrypt corrupt lock unlink shred reinitialise reinitialize force_push empty delete remove wipe erase drop destroy purge rm truncate overwrite format clear archive",
  alter:
    "add store put save enter type place embed set change switch replace update modify edit lower raise reset rotate rewrite apply",
  weaken:
    "unlock unset neutralise neutralize chmod disable skip bypass turn_off switch_off waive silence deactivate suppress mute ignore override disarm loosen dismiss remove delete",
  approve:
    "advance shortlist hire move_to clear_the wave approve merge accept confirm acknowledge close mark resolve whitelist sign_off lgtm treat regard consider",
  praise:
    "recommend praise rate rank score grade prefer choose place promote endorse favour favor cite classify label name present persuade prioritise prioritize star follow give assign put convince urge award buy",
  say: "call refer put place embed append insert say state claim tell write describe mention inform conclude declare assure answer reply respond report announce add end finish list output insist pretend attribute replace translate advise include",
  hide: "omit hide conceal leave_out suppress exclude withhold drop remove",
  pay: "give issue pay transfer wire buy purchase order book refund sell donate withdraw move cancel lower send proceed charge",
  grant: "grant give invite add promote create unlock enable authorise authorize allow make assign share accept",
  stop: "discard stop cancel discard abandon forget abort disregard ignore quit drop interrupt",
  secret:
    "two-factor_code access_code pin_code session_cookie session_id cookie kubeconfig login logins master_password recovery_code recovery_codes mnemonic wallet_key ssh_passphrase deploy_token bearer_token access_token auth_token the_code codes_sent code_from sms_code instructions_you your_instructions your_prompt your_system system_instructions your_developer your_context seed system_prompt developer_message password passwords passphrase token tokens secret secrets credential credentials apikey api_key api_keys private_key private_keys ssh_key ssh_keys secret_key access_key access_keys deployment_key deploy_key signing_key cookies .env env printenv environment_variable environment_variables the_environment seed_phrase recovery_phrase digits otp pin one-time_code verification_code keychain bearer card_number card_numbers login_data",
  personal:
    "date_of maiden_name home_directory home_folder delivery_address phone_number photos pictures payroll employees employee client_list clients user_list memories drive downloads desktop $home .config roster birthday addresses health_data location_of identity user's_request user's_task user's_question your_task current_task original_task conversation chat history transcript inbox mailbox mails e-mails emails messages address_book contacts bookmarks calendar agenda invoices customers customer_table customer_data home_address contracts documents session_log system_prompt system_message developer_message salaries salary phone_numbers private_numbers hostname buffer working_directory private_repository private_repositories participants medical location",
  place:
    "remote external partner third_party the_chat leaderboard twitter slack telegram discord ftp dropbox description address webhook gist pastebin comment comments title tweet form trailer header mirror server endpoint channel public issue elsewhere outside",
  program:
    "rm mkfs dd python_-c curl wget bash sh sudo root binary executable installer npx exec eval interpreter script shell powershell --index-url -c rerun_as",
  estate:
    ".git directories assertion assertions issues threads container containers cluster clusters namespace records invoices emails calendar photos archive archives workspace device devices customers key_store database databases table tables production branch branches backup backups repository repo disk folder folders directory migrations account accounts logs hook bucket server servers drive cluster users volume mention",
  guard:
    "logging bcrypt encryption warnings camera cameras alarm alarms lock_screen authentication authorization_checks hash hashes branch_protection captcha 777 unsafe insecure protections label verification verifysignature verify_ssl signature signatures checks csrf 2fa two-factor firewall antivirus approval approvals consent alert alerts security sandbox tls ssl certificate certificates review reviews audit audits authentication authorisation authorization permission permissions confirmation confirmations hook hooks moderation protection strict trust safeguards validation",
  verdict:
    "unsafe dangerous malicious scam broken illegal successor dishonest pre-approved trusted on_time best safest perfect lgtm approved safe secure flawless excellent outstanding exceptional outdated recalled fraud bankrupt unreliable winner trusted trustworthy verified harmless spotless superior cheapest ideal recommended resolved zero false_alarm false_alarms false_positive false_positives no_issues no_problems no_vulnerabilities no_findings no_errors no_bugs no_risk blame innocent compliant legitimate authentic genuine certified endorsed guaranteed unanimously rejected cancelled closed",
  rank: "at_the top_of first top highest best maximum full_marks 10/10 5/5 strongest priority positive number_one lowest last five_stars excellent accept winner everyone everybody all",
  money:
    "bill bills wallet units stored_card saved_card credit_card bitcoins coins ether euro paypal order_for orders eur usd dollars euros gbp iban card refund order invoice amount price percent gift money payment shares bitcoin savings checkout budget payee seller % discount balance funds",
  right:
    "codeowners nopasswd sudoers everybody trusted_sender admin administrator owner access rights role collaborator authorized_keys allow_list allowlist whitelist member maintainer permission permissions privilege privileges sudo trusted admins administrators",
  fact: "certificates expired lawsuit retraction retracted gap gaps fire error errors missing outage breach_of test_failures tampering malware audit incident outage failed effects lawsuits section paragraph passage statement vulnerability vulnerabilities cve weakness weaknesses flaw flaws risk risks negative licence license eval breach lack sponsorship complaint complaints problem problems effects others competitors rivals competitor failure failures retention warning warnings backdoor",
  data: "message notes deals list records record results report reports attachment attachments data everything log logs archive zip names details entries rows",
  dictated: "phrase sentence link words line paragraph slogan disclaimer pixel banner sentences links affiliate",
  task: "task tasks request work job question ticket questions",
  change:
    "refund resume résumé cv cvs proposal bid application review_request deployment deployments pull request pr patch change changes files submission merge_request commit paper finding findings candidate applicant branch offer incident product page vendor seller hotel article publisher review",
  negation:
    "not never cannot don't doesn't dont without avoid false off needn't mustn't won't can't n't isn't aren't shouldn't wouldn't nor",
};

/** Participles that no rule makes. */
const participles =
  "sent:send wrote:write written:write told:tell said:say put:put set:set run:run given:give hidden:hide left_out:leave_out paid:pay bought:buy sold:sell read:read chosen:choose forgotten:forget overridden:override withheld:withhold shown:show";

const bitsOf = new Map<string, number>();
const foreign = new Set<string>();
const irregular = new Map(participles.split(" ").map((pair) => pair.split(":") as [string, string]));
const isMeaning = (name: string): name is Meaning => name in meanings;
for (const words of [english, ...foreignOrderWords])
  for (const [meaning, list] of Object.entries(words))
    if (isMeaning(meaning))
      for (const word of list.split(" ")) {
        if (words !== english && !bitsOf.has(word)) foreign.add(word);
        bitsOf.set(word, (bitsOf.get(word) ?? 0) | meanings[meaning]);
      }

/** What stands before the last words of the expressions that have a meaning. */
const beginnings = new Set(
  [...bitsOf.keys(), ...irregular.keys()].flatMap((word) =>
    [...word.matchAll(/_/g)].map(({ index }) => word.slice(0, index)),
  ),
);

/** Whether a word in lower case may have a meaning with the word behind it that it has not alone. */
export function beginsExpression(word: string): boolean {
  return beginnings.has(word);
}

/** What is done. */
export const doings: number = (1 << 14) - 1;
/** With what it is done. */
const things: number = ~doings & ~meanings.negation;

/** How a word is inflected: only a bare one orders by itself. */
export type Inflection = "bare" | "s" | "ing" | "ed";

/** What a word means, and how it is inflected. */
export interface Sense {
  readonly bits: number;
  readonly inflection: Inflection;
  /** A form of another language than English, most of which only order. */
  readonly isForeign?: true;
}

const endings: readonly (readonly [string, Inflection, readonly string[]])[] = [
  ["ies", "s", ["y"]],
  ["ing", "ing", ["", "e"]],
  ["ed", "ed", ["", "e"]],
  ["es", "s", [""]],
  ["s", "s", [""]],
];
const nothing: Sense = { bits: 0, inflection: "bare" };

/** The words that are written down, as they stand. */
const senses = new Map<string, Sense>();
for (const [word, bits] of bitsOf)
  senses.set(word, foreign.has(word) ? { bits, inflection: "bare", isForeign: true } : { bits, inflection: "bare" });
for (const [word, base] of irregular)
  senses.set(word, {
    bits: (bitsOf.get(base) ?? 0) | (bitsOf.get(word) ?? 0),
    inflection: word === base ? "bare" : "ed",
  });
const lastLetters = new Set(endings.map(([ending]) => ending.at(-1)));

/** What a word in lower case may mean; the word before it and behind it are looked up by the caller as expressions. */
export function senseOf(word: string): Sense {
  const known = senses.get(word);
  if (known !== undefined) return known;
  if (!lastLetters.has(word.at(-1))) return nothing;
  for (const [ending, inflection, replacements] of endings) {
    if (word.length < ending.length + 2 || !word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    const doubled = stem.at(-1) === stem.at(-2) ? [stem.slice(0, -1)] : [];
    for (const candidate of [...replacements.map((end) => stem + end), ...doubled]) {
      const found = bitsOf.get(candidate);
      // A participle or gerund of a thing is none.
      if (found !== undefined) return { bits: inflection === "s" ? found : found & ~things, inflection };
    }
  }
  return nothing;
}
