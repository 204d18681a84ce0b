import { entropyOf } from "../secrets/entropy.ts";
import { readableText } from "../views/printable.ts";
import { decodePercent, type UrlParts } from "./url-parts.ts";

/** A secret by its form, or by the name before it. */
const secretValue =
  /IFSX_|(?:sk-|ghp_|gho_|github_pat_|xox[a-z]-|AKIA|AIza|hf_|npm_|glpat-|sk_live_|eyJ)[\w-]{10}|-----BEGIN|(?:password|passwd|passphrase|api_?key|secret)(?:\s{0,2}[=:]\s{0,2}|\s{1,2}is\s{1,2})[^\s&<{[]{4}/i;
/** Names of parameters that hold what only its owner knows. */
const secretName =
  /^(?:pass(?:word|wd|phrase)?|pwd?|secrets?|cred(?:ential)?s?|api_?key|cookies?|ssn|card(?:_?number)?|private_?key)$/i;
/** Names that a parameter has when it carries what somebody wants to know, rather than how an image is drawn. */
const tellingName =
  /^(?:data|d|q|c|m|msg|message|secrets?|info|payload|content|exfil|leak|log|key|user(?:name)?|e?mail|history|chat|conversation|prompt|te?xt|input|summary|context|ctx|session|cookies?|pass(?:word|wd|phrase)?|pwd|cred(?:ential)?s?|api_?key|body|note|collect|name|phone|address|id|ssn|card)$/i;
const address = /@[a-z][\w-]{0,60}\.[a-z]{2}/i;
const shortestAddress = 5;
const securityNumber = /\b\d{3}-\d{2}-\d{4}\b/;

/** Nothing shorter carries anything by its characters alone. */
export const shortestCarrier = 12;

/** Whether a part holds a secret by its form or name. */
export function holdsSecret({ host, rest }: UrlParts): boolean {
  return secretValue.test(decodePercent(rest.replaceAll("+", " "))) || secretValue.test(host);
}

/** Whether a value names a person: an address, a card or a social security number. */
export function namesPerson(value: string): boolean {
  if (value.length < shortestAddress) return false;
  return address.test(value) || securityNumber.test(value) || /\d{16}/.test(value.replace(/[ -]/g, ""));
}

/** Whether a parameter of a link holds a secret under its own name. */
export function confides({ parameters }: UrlParts): boolean {
  return parameters.some(({ name, value }) => secretName.test(name) && /^[^&{<[$]{6}/.test(value));
}

/** Names of parameters that nothing but a collector gives. */
const collectorName =
  /^(?:data|secrets?|payload|exfil\w{0,8}|leak(?:ed)?|stolen|loot|dump|msg|message|history|chat|conversation|transcript|prompt|system_?prompt|context|ctx|cookies?|pass(?:word|wd|phrase)?|pwd|creds?|credentials?|api_?key|private_?key|env|memory|notes?|ssn|card)$/i;

/** Whether a link hands what a conversation holds to a parameter that is called so. */
export function collects({ parameters }: UrlParts): boolean {
  return parameters.some(
    ({ name, value }) => collectorName.test(name) && value.length >= 6 && /[a-z]{3}|\d{4}/i.test(value),
  );
}

/** Whether a parameter stands open for what is to be filled in: `?data={secret}`. */
export function isTemplate({ parameters }: UrlParts): boolean {
  return parameters.some(({ name, value }) => {
    const open = /^(?:\$?\{{1,2}|<|\[|%)\s?([\w. -]{2,40})/.exec(value)?.[1];
    return (
      open !== undefined &&
      (collectorName.test(name) || collectorName.test(open.replace(/^(?:the|your|user)[ _.-]/i, "")))
    );
  });
}

/** Whether a parameter with a telling name holds a word or a number: a browser sends that of an image without being asked. */
export function tells({ parameters }: UrlParts): boolean {
  return parameters.some(
    ({ name, value }) =>
      tellingName.test(name) && value.length >= 6 && (/[a-z]{2}/i.test(value) || value.replace(/\D/g, "").length >= 6),
  );
}

/** Whether a sentence is spread over parameters, a word each, under names that mean nothing. */
export function spellsWords({ parameters }: UrlParts): boolean {
  const words = parameters.filter(
    ({ name, value }) => /^[a-z]\d?$/i.test(name) && /^[a-z0-9',.:;=-]{1,24}(?: |$)/i.test(value),
  );
  return words.length >= 4 && words.filter(({ value }) => /[a-z]{2}/i.test(value)).length >= 3;
}

/** How many words a text has, however they are joined. */
function wordsOf(text: string): number {
  return text.split(/[\s_+-]+/).filter((word) => /[a-z0-9]/i.test(word)).length;
}

/** Whether a value is a sentence: words with blanks between them. */
export function isSentence(value: string): boolean {
  if (!/\s/.test(value)) return false;
  const words = value.split(/\s+/).length;
  return (value.length >= 24 && words >= 4) || (value.length >= 16 && words >= 3 && /[=:;,@]|\d{3}/.test(value));
}

/** Whether a parameter is a sentence with its blanks replaced. */
export function isJoinedSentence(value: string): boolean {
  return value.length >= 20 && wordsOf(value) >= 5 && !/^\d{4}-\d{2}/.test(value) && !/[/]/.test(value);
}

/** Whether a name of a file or folder is a sentence: longer than names with blanks are. */
export function isSpokenName(name: string): boolean {
  if (namesPerson(name)) return true;
  const blanks = name.split(/\s+/).length - 1;
  return blanks >= 5 || (blanks >= 2 && /[=;]|: /.test(name)) || (/[=;]/.test(name) && wordsOf(name) >= 4);
}

/** Base64, base32 or hex that decodes to readable text. */
export function carriesText(value: string): boolean {
  if (value.length < shortestCarrier) return false;
  const compact = value.replaceAll(" ", "+");
  if (/^[0-9a-f]{16,}$/i.test(compact) && compact.length % 2 === 0)
    return readableText(Buffer.from(compact, "hex")) !== undefined;
  if (/^(?:[a-z2-7]{16,}|[A-Z2-7]{16,})={0,6}$/.test(compact) && /[2-7]/.test(compact)) {
    const text = readableText(decodeBase32(compact));
    if (text !== undefined && isPlain(text)) return true;
  }
  if (!/^[A-Za-z0-9+/_-]{12,}={0,2}$/.test(compact) || /^[a-z]+(?:[-_/][a-z0-9]+)*$/i.test(compact)) return false;
  const text = readableText(Buffer.from(compact, "base64"));
  return text !== undefined && isPlain(text);
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e\n\r\t]+$/.test(text);
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567";
const bitsPerDigit = 5;

function decodeBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.toLowerCase()) {
    const digit = base32.indexOf(character);
    if (digit < 0) break;
    held = ((held << bitsPerDigit) | digit) & 0xfff;
    bits += bitsPerDigit;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

/** Whether a value is long and drawn at random, and no digest that addresses a file. */
export function isLongRandom(value: string): boolean {
  return value.length >= 32 && entropyOf(value) >= 3.9 && !/[-/.]/.test(value) && /\d/.test(value);
}

/** Whether a value of an image is random: a name given to one reader. */
export function isRandomMark(value: string): boolean {
  return (
    value.length >= 20 &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    entropyOf(value) >= 3.5 &&
    !/^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(value)
  );
}
