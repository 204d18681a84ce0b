import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { passesLuhn } from "../secrets/checksum.ts";

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const numberCharacters = characterSet("0-9 -");
const joined = characterSet("A-Za-z0-9_.,/=+-");
const longestNumber = 24;
const [shortestCard, longestCard] = [12, 19];
const ssnDigits = 9;

/** Card brands: leading digits and lengths (ISO/IEC 7812, published ranges of the networks). */
const brands: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/,
  /^3[47]\d{13}$/,
  /^(?:6011|65\d\d|64[4-9]\d)\d{12}$/,
  /^3(?:0[0-5]|[689]\d)\d{11}$/,
  /^(?:2131|1800)\d{11}$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^62\d{14,17}$/,
  /^(?:50|5[6-9]|6[37])\d{10,17}$/,
];

/** Numbers that the networks and payment companies publish for tests. */
const testCards: ReadonlySet<string> = new Set([
  "4111111111111111",
  "4242424242424242",
  "4000056655665556",
  "4012888888881881",
  "4000000000000002",
  "5555555555554444",
  "5200828282828210",
  "5105105105105100",
  "378282246310005",
  "371449635398431",
  "6011111111111117",
  "6011000990139424",
  "30569309025904",
  "38520000023237",
  "3530111333300000",
  "3566002020360505",
]);

/** Reads digits with single spaces or dashes between them, from the first digit of a number on. */
function readNumber(hit: LiteralHit): { readonly end: number; readonly raw: string } | "none" | "more" {
  const { text, start } = hit;
  if (start > 0 && joined[text.charCodeAt(start - 1)] === 1 && !isGivenAt(text, start)) return "none";
  // `1 4111…`: the number began earlier.
  if (start > 1 && text[start - 1] === " " && isDigitAt(text, start - 2)) return "none";
  const limit = runEnd(text, start, numberCharacters, longestNumber + 2);
  if (limit === text.length && !hit.ended && limit - start <= longestNumber) return "more";
  let end = limit;
  while (!isDigitAt(text, end - 1)) end -= 1;
  const after = text.charCodeAt(limit);
  if (end === limit && limit < text.length && joined[after] === 1 && !isSentenceEnd(text, limit)) return "none";
  return { end, raw: text.slice(start, end) };
}

/** Behind `name=` and behind a comma that follows no digit a number may begin. */
function isGivenAt(text: string, start: number): boolean {
  return /[A-Za-z_"' ]=$|[^\d=],$/.test(text.slice(Math.max(0, start - 2), start));
}

/** A full stop that is followed by white space or nothing, or a comma by no digit. */
function isSentenceEnd(text: string, at: number): boolean {
  const next = text[at + 1] ?? " ";
  return text[at] === "." ? /\s/.test(next) : text[at] === "," && !/\d/.test(next);
}

function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function matchCard(hit: LiteralHit): MatchResult {
  const number = readNumber(hit);
  if (typeof number === "string") return number;
  if (number.raw.length < shortestCard || /[ -]{2}/.test(number.raw)) return "none";
  const plain = number.raw.replace(/[ -]/g, "");
  if (plain.length < shortestCard || plain.length > longestCard || !brands.some((brand) => brand.test(plain)))
    return "none";
  if (!passesLuhn(plain) || testCards.has(plain) || /^(\d)\1*$/.test(plain)) return "none";
  const grouped = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^\d{4}([ -])\d{6}\2\d{4,5}$/.test(number.raw);
  const separated = number.raw.length > plain.length;
  if (separated && !grouped) return "none";
  const spoken = /card|visa|mastercard|amex|credit|debit|payment|\bpan\b|cvv|cvc/i.test(contextOf(hit));
  return { start: hit.start, end: number.end, score: grouped || spoken ? 90 : 60 };
}

/** United States social security numbers: areas 000, 666 and 900–999, group 00 and serial 0000 are never issued. */
function matchSsn(hit: LiteralHit): MatchResult {
  const number = readNumber(hit);
  if (typeof number === "string") return number;
  if (number.raw.length < ssnDigits || number.raw.length > ssnDigits + 2) return "none";
  const parts = /^(\d{3})([ -]?)(\d{2})\2(\d{4})$/.exec(number.raw);
  if (parts === null) return "none";
  const [, area = "", separator, group = "", serial = ""] = parts;
  if (area === "000" || area === "666" || area >= "900" || group === "00" || serial === "0000") return "none";
  if (/^(?:078-?05-?1120|219-?09-?9999|123-?45-?6789|(\d)\1{2}-?\1{2}-?\1{4})$/.test(number.raw)) return "none";
  const spoken = /ssn(?![a-z])|social.?security|\bss#|tax(?:payer)?.?id|\bitin\b/i.test(contextOf(hit));
  if (spoken) return { start: hit.start, end: number.end, score: 90 };
  return separator === "-" ? { start: hit.start, end: number.end, score: 55 } : "none";
}

/** The characters just before: context behind a number would make the answer depend on text not yet seen. */
function contextOf(hit: LiteralHit): string {
  return hit.text.slice(Math.max(0, hit.start - 64), hit.start);
}

/** Card and social security numbers. */
export const numberRules: readonly LiteralRule[] = [
  {
    id: "personal.credit_card",
    category: "personal_data",
    severity: "high",
    explanation: "The text holds a payment card number with a right check digit.",
    literals: digits,
    wordStart: true,
    follow: numberCharacters,
    leastFollowing: 11,
    match: matchCard,
  },
  {
    id: "personal.ssn",
    category: "personal_data",
    severity: "high",
    explanation: "The text holds a United States social security number.",
    literals: digits,
    wordStart: true,
    follow: numberCharacters,
    leastFollowing: 8,
    match: matchSsn,
  },
];
