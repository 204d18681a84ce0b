import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { entropyOf } from "./entropy.ts";
import { isExampleValue } from "./example-value.ts";

const nameCharacters = characterSet("A-Za-z0-9_.-");
const spaces = characterSet(" \t");
/** A value ends at white space, a quote or a bracket. */
const bareValue = characterSet("A-Za-z0-9+/=_.~!@#$%^&*:?|-");
const longestValue = 256;

const passwordNames = ["password", "passwd", "passphrase", "pwd"];
const keyNames = [
  "secret",
  "token",
  "apikey",
  "api_key",
  "api-key",
  "access_key",
  "access-key",
  "accesskey",
  "private_key",
  "privatekey",
  "encryption_key",
  "signing_key",
  "auth_key",
  "accountkey",
  "credential",
  "master_key",
];

/** Names that hold digests or public values although they contain a key word. */
const publicNames =
  /public|sha\d|hash|digest|checksum|integrity|commit|etag|tokeni[sz]er|_url|uri|path|file|publishable/i;
/** Values that are code or names rather than data. */
const codeValues =
  /^[a-z_$][\w$]*(?:[.:?][\w$]*){1,40}$|^(?:https?|file|ssh):|^[./~]|^\$|^%|^@|^[0-9.]+$|^[0-9a-f]{8}-[0-9a-f]{4}-|[(){}]|^[a-z]+(?:[-_/][a-z]+)*[0-9]{0,2}$/i;

/** Reads `name = "value"` from the key word in the name on; the match is the value alone. */
function matchAssignment(hit: LiteralHit): MatchResult {
  const { text, ended } = hit;
  const nameEnd = runEnd(text, hit.end, nameCharacters, 40);
  let at = nameEnd;
  // A JSON inside a JSON string escapes its quotes.
  while (text[at] === "\\" || text[at] === '"' || text[at] === "'" || text[at] === "]") {
    at += 1;
    if (at - nameEnd > 4) return "none";
  }
  at = runEnd(text, at, spaces, 8);
  if (at === text.length) return ended ? "none" : "more";
  const operator = text[at];
  if (operator !== "=" && operator !== ":") return "none";
  at += 1;
  if (text[at] === "=" && operator === ":") at += 1;
  else if (text[at] === ">" && operator === "=") at += 1;
  else if (text[at] === "=") return "none";
  at = runEnd(text, at, spaces, 8);
  const opened = at;
  while (at - opened < 3 && (text[at] === "\\" || text[at] === '"' || text[at] === "'" || text[at] === "`")) at += 1;
  const quote = at > opened ? text[at - 1] : undefined;
  const end = runEnd(text, at, bareValue, longestValue + 1);
  if (end === text.length && !ended && end - at <= longestValue) return "more";
  if (end - at > longestValue) return "none";
  const valueEnd = text[end - 1] === "\\" ? end - 1 : end;
  // Part of a longer quoted string is prose or a template, not a secret.
  if (quote !== undefined && text[end] !== quote && text[end] !== "\\") return "none";
  const name = text.slice(Math.max(0, hit.start - 20), nameEnd);
  const score = scoreValue(name, text.slice(at, valueEnd), isPassword(hit), quote !== undefined);
  return score === 0 ? "none" : { start: at, end: valueEnd, score };
}

function isPassword(hit: LiteralHit): boolean {
  return passwordNames.includes(hit.text.slice(hit.start, hit.end).toLowerCase());
}

/** 0 when the value is no secret. */
function scoreValue(name: string, value: string, password: boolean, quoted: boolean): number {
  if (value.length < 8 || publicNames.test(lastName(name)) || codeValues.test(value) || isExampleValue(value)) return 0;
  const kinds = countKinds(value);
  const entropy = entropyOf(value);
  if (value.length >= 16 && kinds >= 2 && /\d/.test(value) && entropy >= 3.5) return 75;
  return password && kinds >= 3 && entropy >= 2.75 && (quoted || value.length >= 10) ? 65 : 0;
}

/** The identifier that stands before the operator, without what precedes it on the line. */
function lastName(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n"), text.lastIndexOf('"')) + 1);
}

/** How many of lower case, upper case, digits and symbols occur. */
function countKinds(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
}

/** Finds high-entropy values assigned to names such as `api_key`, in code, settings and JSON. */
export const assignmentRule: LiteralRule = {
  id: "secret.assignment",
  category: "secret",
  severity: "high",
  explanation: "A name that means a secret is given a value that looks random.",
  literals: [...passwordNames, ...keyNames],
  wordStart: false,
  match: matchAssignment,
};
