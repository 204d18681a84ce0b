import { joinLines } from "./spoken-to.ts";

/** An act that serves who wrote a text and not who lets it be read. */
interface ServingAct {
  readonly verbs: RegExp;
  /** What it is done with or how, looked for behind the verb in the same sentence. */
  readonly objects: readonly RegExp[];
  /** How likely an order to an automated reader is one against its user: from 50 on it is one by itself. */
  readonly score: number;
  /** It is one only where it is forbidden: what must not be said. */
  readonly isForbidden?: true;
  /** What has to stand behind the verb too. */
  readonly besides?: RegExp;
  /** What it is done after makes it none: people are asked, or the checks have passed. */
  readonly allowedAfter?: readonly RegExp[];
  /** People are asked for it too: it is one only of a reader that must be a machine. */
  readonly isOfMachines?: true;
}

/** An act that was found, and how sure it is. */
export interface FoundAct {
  readonly score: number;
  /** How sure it is where the reader must be a machine: at least as sure. */
  readonly ofMachines: number;
}

/** Files and names in which a user keeps secrets; a sample of settings holds none, and to write into one takes nothing away. */
const secretFiles =
  /(?<!\b(?:to|in|into|from) [`"']?)(?<![\w*])\.env(?:\.production|\.local)?\b(?![.-](?:example|sample|template|dist))|\w\.env\b|\bprintenv\b|\boutput of `?env\b|\bmaster\.key\b|\bsecrets\.\w|(?<!\w)\.(?:git\/config)\b/i;
const secretStores =
  /(?<!\b(?:to|into) [`"']?)~\/\.(?:ssh|aws|netrc|npmrc|pypirc|kube|gnupg|docker|git-?config|git-credentials|cursor|config\/gh|claude\.json)|\bid_(?:rsa|ed25519)\b(?!\.pub)/i;
const secretNames = /(?<=[A-Z0-9])(?<!\b(?:YOUR|MY)(?:_[A-Z]{1,12})?)_(?:TOKEN|KEY|SECRET|PASSWORD|URL|PAT)\b/;
const secretWords =
  /\b(?:all|every|any|these|both|their|stored|saved|production|real|my)(?: [\w'-]{1,20}){0,2} (?:environment variables|environment|env vars|secrets|tokens?|passwords?|credentials|cookies?|keys?)\b|\bthe (?:stored |saved |user |production )(?:secrets|tokens?|passwords?|credentials|cookies?|keys)\b|\bpassword reset|\bsession cookie|\blast (?:two|three|five|ten|\d{1,3}) (?:messages|e-?mails)|\b(?:user ?name|login) and password\b/i;
const readersOwn =
  /(?<!\b(?:in|into|to|of|either) (?:the |your |a )?)\bsystem prompt|\b(?:conversation|chat|session|message) (?:history|transcript|log|so far)|\b(?:entire|full|whole|complete) (?:conversation|chat|context|prompt)|\b(?:user|developer|operator|recipient|owner)(?:'s|\u2019s|s') (?:[\w-]{1,15} ){0,3}(?:token|password|keys?|keychain|card|messages?|calendar|tabs|contacts|inbox|cookies?|credentials|\.env)|\bremote url\b|\bhome (?:folder|directory)\b|\b(?:previous|earlier|last) (?:[\w-]{1,12} )?messages\b|\b(?:contents of|your|their|its) (?:own )?instructions\b|\bfile tree\b/i;
const ofPeople =
  /\b(?:customer|person|user|recipient)(?:'s|\u2019s|s') (?:[\w-]{1,15} ){0,3}(?:name|number|e-?mail|address|record|details)|\bcard (?:number|details)|\baccount number|\bdate of birth|\bemployee number|\bcontact list|\bauthenticator\b|\b(?:his|her|their) calendar\b/i;
const praised =
  /\b(?:highest|top|maximum|full|perfect|best possible) (?:score|rating|marks?|priority)|\bfive stars|\bfirst\b.{0,40}\bwhatever\b|\bthis candidate\b|\bnumber one\b|\bover (?:every|all|any)\b|\bonly maintained\b|\bcompetitors?\b|\bendorsed\b|\bofficial source\b|\boutstanding\b|\bexceptional\b|\bacceptance\b|\bimpossible\b|\b(?:compromised|infected|hacked)\b|\bunreliable\b|\bas the (?:lowest|best|safest|only)\b|\bagreed to\b/i;
const asJudged =
  /\bas (?:an? |being )?(?:safe|secure|clean|approved|passed|resolved|verified|official|trusted|reviewed|green|flaky|void|successful|paid|false positives?|important and not|not spam)\b|-approved\b|\b(?:have|has|having) been (?:verified|audited|approved|reviewed|tested)\b|^ (?:only )?(?:with )?["'`\u201c]?(?:lgtm|approved|no (?:issues|findings|problems)|looks good|passed)\b/i;
const weaker =
  /\bverify ?= ?false\b|["']?strict["']?: ?false|\bchmod -?r? ?777|\b777\b|\b0\.0\.0\.0\/0|--dangerously|--insecure\b|"allow": ?\["\*|\beven if (?:the )?(?:hash|signature|checksum|certificate)|\bNODE_TLS_REJECT|\bskip (?:signature|certificate)|\bwithout the confirmation\b|<script src=|\bunread\b|password = ["'`]\w/i;
const guards =
  /^ (?:off )?(?:(?:all|any|the|every|its|this|these|those|second|failing|remaining|further|human) ){0,3}(?:[\w-]{1,15} ){0,1}(?:permission|security|signature|approvals?|verification|confirmations?|sandbox|csrf|2fa|two-factor|authentication|findings|assertions?|reviewer's|auditor's|branch protection|policy|firewall|safety|audit|logs?\b|manual gate|tls|failing test|two tests|these (?:two )?tests|negative reviews|license header|review threads|src\/security|guard)/i;

const asksPeople =
  /\b(?:when|after|once|until|unless|if|before) (?:the |a |an |your |all )?(?:[\w-]{1,12} )?(?:user|human|person|people|maintainers?|owner|reviewers?|team)\b[^.!?]{0,40}?(?:ask|sa[iy]|approv|confirm|agree|told|tell|request|want)|\bonly (?:if|when|after|with)\b|\bask (?:the user|first|me|a human)\b|\bafter (?:approval|confirmation)\b|\bapproval (?:by|of|from) (?:a |the )?(?:human|person|user|maintainer)/i;
const passesChecks =
  /\b(?:when|after|once|until|unless|if) (?:the |all )?(?:[\w-]{1,12} )?(?:ci|checks?|tests?|builds?)\b|\bwhen (?:there (?:are|is) no|green)\b/i;

const readingVerbs = /^(?:read|open|copy|write|list|translate|store|collect|gather|show|add|base64)$/i;
const fetchingVerbs =
  /^(?:run|running|execute|executing|install|installing|curl|fetch|pipe|pull|clone|open|visit|load|follow|use|set)$/i;

const acts: readonly ServingAct[] = [
  {
    verbs:
      /^(?:send|sending|upload|uploading|post|posting|forward|forwarding|attach|include|e-?mail|share|submit|publish|transmit|output|print|dump|echo|log|append|quote|export|pass|hand|hand over|supply|paste|reply|respond|answer|encode|base64|commit|release|bcc|give|put|leave)$/i,
    objects: [secretFiles, secretStores, secretNames, secretWords, readersOwn],
    score: 58,
  },
  {
    verbs:
      /^(?:send|sending|upload|post|forward|attach|include|e-?mail|share|output|append|pass|put|give|ask|fill in|reply|log|collect|submit|export)$/i,
    objects: [ofPeople],
    score: 54,
    isOfMachines: true,
  },
  {
    verbs: readingVerbs,
    objects: [secretStores, /\.git\/config\b|\b(?:conversation so far|chat so far)\b/i],
    score: 56,
  },
  { verbs: readingVerbs, objects: [/[A-Z0-9]_(?:TOKEN|KEY|SECRET|PASSWORD)\b/], besides: /\bcommit\b/, score: 56 },
  {
    verbs: /^(?:call|pass|include|gather)$/i,
    objects: [
      /\b(?:entire|full|whole|complete) (?:conversation|chat|context)\b|\b(?:conversation|chat) (?:history|transcript)\b/i,
    ],
    score: 52,
  },
  {
    verbs: /^(?:send|upload|post|forward|forwards|submit|append|e-?mail|bcc|share|invite)$/i,
    objects: [
      /^ (?:it|them|that|these|those|everything|anything|all|the (?:file|result|output|list|answer)s?)\b.{0,50} (?:to|at|via|through) .{0,40}?(?:https?:\/\/|@\w)/i,
      /^ (?:[\w-]{1,30}@|.{0,60} to [\w.-]{1,30}@)/i,
    ],
    score: 46,
  },
  {
    verbs:
      /^(?:approve|merge|mark|label|rate|rank|report|describe|conclude|state|say|claim|inform|respond|reply|answer|output|tell|treat|set|give|recommend|link|end|name|present|call|flag|promote|praise)$/i,
    objects: [
      praised,
      asJudged,
      /^ (?:this|it|(?:the|these|those) (?:[\w-]{1,12} )?(?:pull requests?|patch|changes?|change set|pr|release|branch))\b.{0,50}\b(?:without|regardless|at once|immediately|right away|yourself|themselves)\b/i,
      /\bwrite access\b|\bas coming from\b|\bwith the (?:link|sentence|words) /i,
    ],
    score: 52,
    allowedAfter: [asksPeople, passesChecks],
  },
  {
    verbs:
      /^(?:skip|skipping|disable|disabling|turn|switch off|ignore|bypass|remove|dismiss|suppress|override|delete|deleting|leave out|close|drop)$/i,
    objects: [guards, /^ (?:them|it|that|those) and (?:approve|merge|carry on|push)\b/i],
    score: 52,
    allowedAfter: [asksPeople, passesChecks],
  },
  {
    verbs: /^(?:turn|set|setting|apply|add|emit|chmod|run|running|use|pin|open|proceed|put|skip|execute)$/i,
    objects: [weaker],
    score: 52,
    allowedAfter: [asksPeople],
  },
  {
    verbs: fetchingVerbs,
    objects: [/\bsh -c "?\$\(curl|--index-url http|\bregistry=http/i, /\bgit hook .{0,20}https?:/i],
    score: 42,
    allowedAfter: [asksPeople],
  },
  {
    verbs: fetchingVerbs,
    objects: [/\| ?(?:sudo )?(?:ba|z)?sh\b/i],
    besides: /\b(?:curl|wget)\b/i,
    score: 42,
    allowedAfter: [asksPeople],
  },
  {
    verbs: fetchingVerbs,
    objects: [/ (?:and|then) (?:\w{1,10} )?(?:run|execute|do|fill|click|enter|submit|follow|\.\/)/i],
    besides: /https?:\/\/\S/i,
    score: 42,
    allowedAfter: [asksPeople],
  },
  {
    verbs: /^(?:follow|do what|execute|use|obey)$/i,
    objects: [
      /^ (?:the )?(?:directions|instructions|orders|steps|text) (?:there\b|(?:found |given )?(?:in|at|from) .{0,20}https?:)|\bevery link\b|^ it says\b/i,
    ],
    score: 50,
  },
  {
    verbs:
      /^(?:pay|transfer|wire|buy|purchase|complete|change|update|add|grant|reset|accept|give|whitelist|bypass|open|enable|create)$/i,
    objects: [
      /^.{0,60}\b(?:as a collaborator|collaborator with|(?:admin|administrator|maintain|owner|write|push) (?:rights|access|permissions?)|authorized_keys|trusted sender|calendar access|two-factor|fallback password|checkout|saved card|iban|auto-merge|gift cards?|forwards (?:any|every|all)\w{0,5})\b/i,
      /^ (?:the )?(?:attached |open )?invoices? .{0,40}\baccount\b/i,
      /^ (?:\d{1,3}\.){3}\d{1,3}\b/,
      /^ (?:the )?(?:recipient|payee|account's|all (?:meeting )?invitations)\b/i,
    ],
    score: 52,
    allowedAfter: [asksPeople],
    isOfMachines: true,
  },
  {
    verbs: /^(?:delete|deleting|wipe|drop|remove|erase|call|close)$/i,
    objects: [
      /^ (?:the |all |every |its )?(?:[`"'\w-]{1,18} )?(?:tables?|databases?|working directory|backups?|repository|account|competing)\b/i,
      /^ (?:the )?(?:delete_|transfer_|wipe_)\w/i,
      /^ every mention\b/i,
    ],
    score: 52,
    allowedAfter: [asksPeople],
    isOfMachines: true,
  },
  {
    verbs: /^(?:push|deploy|release|commit|run|merge|approve|apply)$/i,
    objects: [
      /^ (?:it |them )?(?:without|unread)\b/i,
      /\b(?:directly|straight) to (?:main|master|production)\b|\bagainst production\b|\bsigned or not\b/i,
    ],
    score: 50,
    allowedAfter: [asksPeople, passesChecks],
  },
  {
    verbs: /^(?:put|append|add|store|save|write|remember)$/i,
    objects: [/\.(?:bashrc|zshrc|profile)\b|\bcrontab\b|\b(?:long-term|permanent|persistent) memory\b/i],
    score: 50,
  },
  {
    verbs: /^(?:warn|mention|report|list|explain|tell|flag|open|reveal|disclose)$/i,
    objects: [
      /\b(?:eval|vulnerabilit|cve-|weakness|hard-?coded|advisor|breach|backdoor|negative)/i,
      /^ (?:about )?(?:this|that|the) (?:rule|step|instruction|command|note|comment|address|source)\b/i,
    ],
    score: 50,
    isForbidden: true,
  },
  {
    verbs: /^(?:forget|ignore|disregard)$/i,
    objects: [
      /^ (?:the|your|any|all|every|what) (?:\w{1,12} ){0,2}(?:questions?|tasks?|requests?|instructions|rules|you were (?:asked|told))\b/i,
    ],
    score: 46,
  },
  {
    verbs: /^(?:import|install|add|delete|remove|pull)$/i,
    objects: [/^ (?:them|it|these)\b/i, /\binstead of\b/i],
    score: 43,
  },
  {
    verbs:
      /^(?:approve|merge|rate|rank|recommend|grant|transfer|pay|buy|forward|upload|bypass|disable|conclude|state|say|claim|inform|push|deploy|dump|wipe|accept|promote|praise|whitelist|override|star|close|urge|hide)$/i,
    objects: [/^(?! (?:if|when|only|unless|after|until|once|is|was|are|has|button|queue)\b)[ ;,.]/],
    score: 44,
    allowedAfter: [asksPeople, passesChecks],
  },
];

const actsOfVerbs = new Map<string, readonly ServingAct[]>();

/** Behind its sentence, and behind what is forbidden in it, nothing belongs to a verb. */
const clauseEnd =
  /[.!?](?=["')\]]?\s)|; |\b(?:may|must|should|do|can|shall) not (?:read|open|touch|copy|print|commit|send|share|include|edit)\b|\bnever (?:read|open|touch|copy|print|commit|send|share|include|edit)\b/;
/** Only what follows the verb in its sentence belongs to it. */
const reach = 150;
const reachBefore = 40;
const forbidden =
  /\b(?:not|never|cannot|avoid|refuse to|instead of|rather than|able to|how to|used to|no need to)(?: (?!fail |forget |hesitate )\w{1,15}){0,2} $|n['\u2019]t (?:\w{1,15} )?$/i;
/** A thing, not something to do; what somebody else does or is able to do. */
const noOrder =
  /\b(?:the|an?|this|that|each|every|my|our|via|per|of|(?:it|they|which|that|who|he|she|users|people) (?:can|could|may|might)) $|\b(?:ai|llms?|gpt|models?) $|[\w$"'][.:/-]$/i;
/** The name of a function or a part of a longer name. */
const isName = /^(?:\(|[-_/.][\w*{<])/;
/** At the beginning of a line a word with a colon may be the key of a setting, to which its own line belongs only. */
const keyBefore = /(?:^|\n)[ \t]*(?:- )?["']?$/;
const keyBehind = /^["']?\s?[:=][^\n]*/;

/** The surest act against the reader's user that the verb at a place of a text orders; undefined for the many that order none. */
export function findServingAct(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): FoundAct | undefined {
  const name = text.slice(start, end).toLowerCase();
  const suited = actsOfVerbs.get(name) ?? acts.filter(({ verbs }) => verbs.test(name));
  actsOfVerbs.set(name, suited);
  if (suited.length === 0) return undefined;
  const rest = text.slice(end, end + reach);
  const above = text.slice(Math.max(0, start - reachBefore), start);
  const before = joinLines(above);
  if (isName.test(rest) || noOrder.test(before)) return undefined;
  const own = (keyBefore.test(above) ? keyBehind.exec(rest)?.[0] : undefined) ?? rest;
  const behind = joinLines(own).split(clauseEnd, 1)[0] ?? "";
  const isForbidden = forbidden.test(before);
  const found = suited
    .filter((act) => (act.isForbidden === true) === isForbidden)
    .filter((act) => act.objects.some((object) => object.test(behind)) && act.besides?.test(behind) !== false)
    .filter((act) => act.allowedAfter?.some((excuse) => excuse.test(behind)) !== true);
  const surest = (those: readonly ServingAct[]): number => Math.max(0, ...those.map(({ score }) => score));
  return found.length === 0
    ? undefined
    : { score: surest(found.filter(({ isOfMachines }) => isOfMachines !== true)), ofMachines: surest(found) };
}

/** Whether a text names a place where its reader's user keeps secrets. */
export function namesSecrets(text: string): boolean {
  return secretStores.test(text) || secretFiles.test(text);
}
