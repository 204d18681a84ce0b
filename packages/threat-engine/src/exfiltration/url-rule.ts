import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { entropyOf } from "../secrets/entropy.ts";
import { readableText } from "../views/printable.ts";

const urlCharacters = characterSet("!#-;=?-Z_a-z~[]{}|^@%&+$*");
const longestUrl = 4_096;
const lookBehind = 200;

/** Hosts whose URLs carry long random parts by nature: badges, code, package and content hosts. */
const ordinaryHosts =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|npmjs\.com|npmjs\.org|pypi\.org|shields\.io|badge\.fury\.io|codecov\.io|circleci\.com|travis-ci\.com|google\.com|googleapis\.com|gstatic\.com|youtube\.com|youtu\.be|wikipedia\.org|wikimedia\.org|microsoft\.com|mozilla\.org|stackoverflow\.com|amazonaws\.com|cloudfront\.net|jsdelivr\.net|unpkg\.com|readthedocs\.io|python\.org|nodejs\.org|docker\.com|huggingface\.co|opencollective\.com|discord\.gg|discord\.com|twitter\.com|x\.com|linkedin\.com|medium\.com|vercel\.app|netlify\.app|imgur\.com|giphy\.com|gravatar\.com|arxiv\.org|doi\.org|pkg\.go\.dev|crates\.io|docs\.rs|rust-lang\.org|apache\.org|w3\.org|ietf\.org|localhost)$/i;
const rentedHosts =
  /(?:^|\.)(?:amazonaws\.com|cloudfront\.net|vercel\.app|netlify\.app|googleapis\.com|readthedocs\.io|discord\.com|huggingface\.co)$/i;
const suspiciousHosts =
  /\b(?:attacker|evil|exfil|collect(?:or)?|leak|steal|webhook\.site|requestbin|pipedream|ngrok|burpcollaborator|oast|interact\.sh|beeceptor|hookbin|dnslog|canarytokens)\b/i;
const secretValue =
  /IFSX_|(?:sk-|ghp_|gho_|github_pat_|xox[a-z]-|AKIA|AIza|hf_|npm_|glpat-|sk_live_|eyJ)[\w-]{10}|-----BEGIN|password|api_?key=/i;

/** Names that a parameter has when it carries what somebody wants to know, rather than how an image is drawn. */
const tellingName =
  /^(?:data|d|q|c|m|msg|message|secrets?|info|payload|content|exfil|leak|log|key|user(?:name)?|e?mail|history|chat|conversation|prompt|te?xt|input|summary|context|ctx|session|cookies?|pass(?:word|wd|phrase)?|pwd|cred(?:ential)?s?|api_?key|body|note|collect|name|phone|address|id|ssn|card)$/i;

/** Whether a parameter of an image with a telling name holds a word: a browser sends it without being asked. */
function tells(rest: string): boolean {
  const query = rest.slice(rest.search(/[?#]/) + 1 || rest.length);
  return query.split(/[&#?]/).some((pair) => {
    const equals = pair.indexOf("=");
    const value = decodePercent(pair.slice(equals + 1));
    return (
      equals > 0 &&
      tellingName.test(pair.slice(0, equals)) &&
      value.length >= 6 &&
      (/[a-z]{2}/i.test(value) || value.replace(/\D/g, "").length >= 6)
    );
  });
}

/** Names of parameters that hold what only its owner knows. */
const secretName =
  /^(?:pass(?:word|wd|phrase)?|pwd?|secrets?|cred(?:ential)?s?|api_?key|cookies?|ssn|card(?:_?number)?|private_?key)$/i;

/** Whether a parameter of a link holds a secret under its own name. */
function confides(rest: string): boolean {
  return rest
    .slice(rest.search(/[?#]/) + 1 || rest.length)
    .split(/[&#?]/)
    .some((pair) => secretName.test(pair.split("=", 1)[0] ?? "") && /=[^=&{<[$]{6}/.test(pair));
}

/** Whether the client fetches the URL without a click: images, frames, styles, and Markdown's link definitions. */
function fetchedUnasked(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - lookBehind), start);
  const image = before.lastIndexOf("![");
  if (image >= 0 && /^!\[[^\]\n]{0,180}\]\(\s{0,3}<?$/.test(before.slice(image))) return true;
  const tag = before.lastIndexOf("<");
  if (
    tag >= 0 &&
    /^<(?:img|iframe|script|link|video|audio|source|embed|object|form)\b[^<>]{0,180}=\s?["']?$/i.test(before.slice(tag))
  )
    return true;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return /^\s{0,3}\[[^\]]{1,60}\]:\s{0,3}$/.test(line) || /url(?:\(\s?["']?|=)$/i.test(before.slice(-8));
}

function linked(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 40), start);
  return /\]\(\s{0,3}<?$|href\s?=\s?["']?$|\]:\s{0,3}<?$|click\s\w{1,10}\s"$|<$/i.test(before);
}

/** Reads the URL to its end and weighs what its path, query and host name carry. */
function matchUrl(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const end = runEnd(text, hit.end, urlCharacters, longestUrl);
  if (end === text.length && !ended && end - hit.end < longestUrl) return "more";
  const trimmed = trimUrl(text, hit.end, end);
  const url = text.slice(hit.end, trimmed);
  const cut = url.search(/[/?#]/);
  const host = (cut < 0 ? url : url.slice(0, cut)).replace(/^.*@/, "").replace(/:\d+$/, "");
  const rest = cut < 0 ? "" : url.slice(cut);
  const start = text[hit.end - 3] === ":" ? hit.start : hit.end - 2;
  const unasked = fetchedUnasked(text, start);
  const names = cut < 0 ? url : url.slice(0, cut);
  const carried = unasked && /^[^@:]{1,64}:[^@]{4,64}@/.test(names) ? 80 : weigh(host, rest, unasked);
  if (carried === 0) return "none";
  const position = unasked ? 0 : linked(text, start) ? -5 : -14;
  const score = carried + position + (suspiciousHosts.test(host) ? 10 : 0);
  return score < 50 ? "none" : { start, end: trimmed, score: Math.min(95, score) };
}

/** Closing brackets and punctuation belong to the sentence or to Markdown. */
function trimUrl(text: string, start: number, end: number): number {
  const bracket = text.slice(start, end).search(/[)\]}]/);
  let trimmed = bracket < 0 ? end : start + bracket;
  while (/[.,;:!?'*_~]/.test(text[trimmed - 1] ?? "")) trimmed -= 1;
  return trimmed;
}

/** 0–90: how much the URL looks like a carrier of data. */
function weigh(host: string, rest: string, unasked: boolean): number {
  const ordinary = ordinaryHosts.test(host);
  const decoded = decodePercent(rest);
  if (secretValue.test(decoded) || secretValue.test(host)) return ordinary ? 70 : 92;
  // Where anybody can rent a name, encoded words are as telling as elsewhere; long random parts are signatures.
  if (ordinary) return rentedHosts.test(host) && valuesOf(rest).some(carriesText) ? 82 : 0;
  const label = host.split(".").find((part) => part.length >= 24 && entropyOf(part) > 3.3);
  if ((label !== undefined && !label.includes("-")) || host.split(".").some(carriesText)) return 82;
  const values = valuesOf(rest);
  if (values.some((value) => /\w@[a-z][\w-]*\.[a-z]{2}/i.test(value))) return 80;
  if (suspiciousHosts.test(host) && values.some((value) => value.length >= 8)) return 80;
  if (values.some(carriesText)) return 88;
  if (values.some((value) => /\s/.test(value) && value.length >= 24 && value.split(/\s+/).length >= 4)) return 84;
  if (values.some((value) => value.length >= 32 && entropyOf(value) >= 3.9 && !/[-/.]/.test(value) && /\d/.test(value)))
    return 76;
  if (!unasked && confides(rest)) return 66;
  if (unasked && (tells(rest) || namesOf(rest).some(carriesText))) return 80;
  if (unasked && host.split(".").some((part) => part.length >= 16 && /\d/.test(part) && entropyOf(part) > 3)) return 72;
  if (
    unasked &&
    values.some((value) => value.length >= 20 && /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3.5)
  )
    return 72;
  return 0;
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2}){1,500}/g, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

/** Values of the query and of the fragment, the bare query, and long path segments. */
function valuesOf(rest: string): readonly string[] {
  const [path = "", ...tail] = rest.split(/[?#]/);
  const values = tail
    .flatMap((part) => part.split("&"))
    .map((pair) => pair.slice(/^\w{1,40}=/.test(pair) ? pair.indexOf("=") + 1 : 0));
  const segments = path
    .split("/")
    .filter(
      (segment) =>
        segment.length >= 20 &&
        !/\.\w{2,5}$/.test(segment) &&
        !/^[a-z0-9]{1,40}(?:[-_][a-z0-9]{1,40}){2,20}$/i.test(segment),
    );
  return [...values, ...segments].map((value) => decodePercent(value.replaceAll("+", " ")));
}

/** Path segments without their endings: an image may be called by what it carries. */
function namesOf(rest: string): readonly string[] {
  const [path = ""] = rest.split(/[?#]/, 1);
  return path
    .split("/")
    .map((segment) => segment.replace(/\.\w{2,5}$/, ""))
    .filter((name) => name.length >= 12);
}

/** Base64 or hex that decodes to readable text. */
function carriesText(value: string): boolean {
  const compact = value.replaceAll(" ", "+");
  if (/^[0-9a-f]{16,}$/i.test(compact) && compact.length % 2 === 0)
    return readableText(Buffer.from(compact, "hex")) !== undefined;
  if (!/^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(compact) || /^[a-z]+(?:[-_][a-z0-9]+)*$/i.test(compact)) return false;
  const text = readableText(Buffer.from(compact, "base64"));
  return text !== undefined && /^[\x20-\x7e\n\r\t]+$/.test(text);
}

/** URLs in answers that carry data out: whoever renders an image sends its query to the host. */
export const exfiltrationRules: readonly LiteralRule[] = [
  {
    id: "exfiltration.url",
    category: "exfiltration",
    severity: "high",
    explanation: "A link or image in the answer carries what looks like encoded or confidential data to a host.",
    // A browser takes the page's own scheme where none is written.
    literals: ["https://", "http://", "ftp://", "ws://", "wss://", "](//", "](<//", '="//', "='//", "url(//"],
    wordStart: false,
    match: matchUrl,
  },
];
