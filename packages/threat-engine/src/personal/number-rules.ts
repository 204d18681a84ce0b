import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { passesLuhn } from "../secrets/checksum.ts";

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const numberCharacters = characterSet("0-9 -");
const joined = characterSet("A-Za-z0-9_.,/=+-");
const longestNumber = 24;
const [shortestCard, longestCard] = [12, 19];
/** Digits that stand together at the beginning of every card. */
const shortestGroup = 4;
const [ssnDigits, areaDigits] = [9, 3];

/** Card brands: leading digits and lengths (ISO/IEC 7812, published ranges of the networks). */
const brands: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/,
  /^3[47]\d{13}$/,
  /^(?:6011|65\d\d|64[4-9]\d)\d{12}$/,
  /^3(?:0[0-59]|[689]\d)\d{11}$/,
  /^(?:2131|1800)\d{11}$/,
  /^3(?:52[89]|5[3-8]\d|08[89]|09[0-46-9]|10[0-2]|11[2-9]|120|15[89]|33[7-9]|34\d)\d{12}$/,
  /^62\d{14,17}$/,
  /^220[0-4]\d{12}$/,
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

/** Digits with blanks and dashes between them; `isWhole`: nothing behind them belongs to the same number or word. */
interface ReadNumber {
  readonly raw: string;
  readonly isWhole: boolean;
}

/** Whether so many digits stand together, as far as the text goes: most numbers end here. */
function beginsWithDigits({ text, start }: LiteralHit, count: number): boolean {
  const last = Math.min(text.length, start + count);
  for (let index = start; index < last; index += 1) if (!isDigitAt(text, index)) return false;
  return true;
}

/** Reads from the first digit of a number on. */
function readNumber(hit: LiteralHit): ReadNumber | "none" | "more" {
  const { text, start } = hit;
  if (start > 0 && joined[text.charCodeAt(start - 1)] === 1 && !isGivenAt(text, start)) return "none";
  // `1 4111…`: the number began earlier.
  if (start > 1 && text[start - 1] === " " && isDigitAt(text, start - 2)) return "none";
  const limit = runEnd(text, start, numberCharacters, longestNumber + 2);
  // The character behind a comma or full stop is looked at too.
  if (limit + 1 >= text.length && !hit.ended && limit - start <= longestNumber) return "more";
  // `arn:aws:iam::630471920003:role`: a part of a name.
  if (text[start - 1] === ":" && text[limit] === ":") return "none";
  let end = limit;
  while (!isDigitAt(text, end - 1)) end -= 1;
  const goesOn = end === limit && limit < text.length && joined[text.charCodeAt(limit)] === 1;
  return { raw: text.slice(start, end), isWhole: !goesOn || endsNumber(text, limit) };
}

/** Behind `name=` and behind a comma that follows no digit a number may begin. */
function isGivenAt(text: string, start: number): boolean {
  return /[A-Za-z_"' ]=$|[^\d=],$/.test(text.slice(Math.max(0, start - 2), start));
}

/** A full stop before white space or nothing; a comma, unless it may stand between thousands. */
function endsNumber(text: string, at: number): boolean {
  const next = text[at + 1] ?? " ";
  if (text[at] === ".") return /\s/.test(next);
  return text[at] === "," && (!/\d/.test(next) || /\d{4}$/.test(text.slice(Math.max(0, at - 4), at)));
}

function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

/** A card before a blank and what belongs to it: `4539578763621486 04/29`. */
const leadingCards: readonly RegExp[] = [
  /^\d{12,19}(?= )/,
  /^\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?= )/,
  /^\d{4}([ -])\d{6}\1\d{4,5}(?= )/,
];
const grouped = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^\d{4}([ -])\d{6}\2\d{4,5}$/;

/** Names of numbers that programs draw or count: one in ten of them has a right check digit. */
const counted =
  /(?:(?:^|[^a-z])ids?|[a-z](?:_id|-id|Id|ID)|(?:^|[^a-z])(?:timestamp|nanos|nonce|seed|snowflake|offset|trace|span|hash|imei|ticks)|_(?:at|ts|ns|us))["']?[ :=#]{1,3}["']?$/;

function matchCard(hit: LiteralHit): MatchResult {
  if (!beginsWithDigits(hit, shortestGroup)) return "none";
  const number = readNumber(hit);
  if (typeof number === "string") return number;
  const { raw, isWhole } = number;
  const card =
    isWhole && isCard(raw) ? raw : leadingCards.map((form) => form.exec(raw)?.[0] ?? "").find((part) => isCard(part));
  if (card === undefined) return "none";
  const spoken = /card|visa|mastercard|amex|credit|debit|payment|\bpan\b|cvv|cvc/i.test(contextOf(hit));
  if (!spoken && !grouped.test(card) && counted.test(contextOf(hit))) return "none";
  return { start: hit.start, end: hit.start + card.length, score: grouped.test(card) || spoken ? 90 : 60 };
}

/** Digits of a brand with a right check digit, alone or in the groups that are printed on cards. */
function isCard(raw: string): boolean {
  if (raw.length < shortestCard || !(/^\d+$/.test(raw) || grouped.test(raw))) return false;
  const plain = raw.replace(/[ -]/g, "");
  if (plain.length > longestCard || !brands.some((brand) => brand.test(plain))) return false;
  return passesLuhn(plain) && !testCards.has(plain) && !/^(\d)\1*$/.test(plain);
}

/** United States social security numbers: areas 000, 666 and 900–999, group 00 and serial 0000 are never issued. */
function matchSsn(hit: LiteralHit): MatchResult {
  if (!beginsWithDigits(hit, areaDigits)) return "none";
  const number = readNumber(hit);
  if (typeof number === "string") return number;
  if (!number.isWhole || number.raw.length < ssnDigits || number.raw.length > ssnDigits + 2) return "none";
  const parts = /^(\d{3})([ -]?)(\d{2})\2(\d{4})$/.exec(number.raw);
  if (parts === null) return "none";
  const [, area = "", separator, group = "", serial = ""] = parts;
  if (area === "000" || area === "666" || area >= "900" || group === "00" || serial === "0000") return "none";
  if (/^(?:078-?05-?1120|219-?09-?9999|123-?45-?6789|(\d)\1{2}-?\1{2}-?\1{4})$/.test(number.raw)) return "none";
  const spoken = /ssn(?![a-z])|social.?security|\bsocial (?:is|no|number)|\bss#|tax(?:payer)?.?id|\bitin\b/i.test(
    contextOf(hit),
  );
  if (spoken) return { start: hit.start, end: hit.start + number.raw.length, score: 90 };
  return separator === "-" ? { start: hit.start, end: hit.start + number.raw.length, score: 55 } : "none";
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
