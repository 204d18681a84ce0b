import {
  characterSet,
  characterSetExcept,
  type LiteralHit,
  type LiteralRule,
  type MatchResult,
  runEnd,
} from "../rule.ts";
import { passesIban } from "./iban.ts";

/** What stands between a label and its value in prose, settings, tables and markup. */
const between = characterSet(" \t:=#.\"'|<>,_()-");
const valueCharacters = characterSet("A-Za-z0-9/+(), .-");
const longestValue = 40;
const longestBetween = 8;
/** Words between the label and the value: `passport number is …`, `phone_number`. */
const word = /(?:numbers?|no|num|nr|is|was|id|at|on)(?![A-Za-z])/iy;
const mostWords = 2;
/** A small letter behind a label makes it another word: `mobility`, `telling`. */
const notInsideWord = characterSetExcept("a-z");

/** A kind of personal number that has no form of its own: a label says what the number after it is. */
interface LabelledKind {
  readonly kind: string;
  readonly what: string;
  /** With blanks; joined and with underscores or dashes they are the names of fields. */
  readonly labels: readonly string[];
  readonly value: RegExp;
  readonly leastDigits: number;
}

const kinds: readonly LabelledKind[] = [
  {
    kind: "passport",
    what: "a passport number",
    labels: ["passport", "reisepass", "pasaporte"],
    value: /^[A-Z0-9]{7,9}(?![A-Za-z0-9])/,
    leastDigits: 4,
  },
  {
    kind: "drivers_license",
    what: "a driving licence number",
    labels: [
      "driver's license",
      "drivers license",
      "driver license",
      "driver's licence",
      "driving licence",
      "driving license",
      "license number",
      "dl number",
    ],
    value: /^[A-Z0-9](?:-?[A-Z0-9]){5,17}(?![A-Za-z0-9])/,
    leastDigits: 5,
  },
  {
    kind: "medical_record",
    what: "a medical record number",
    labels: ["medical record", "patient id", "patient number", "mrn"],
    value: /^(?:MRN?|PT)?[- ]?[A-Z]{0,3}-?\d{5,12}(?![A-Za-z0-9])/,
    leastDigits: 5,
  },
  {
    kind: "bank_account",
    what: "a bank account number",
    labels: [
      "account number",
      "account no",
      "bank account",
      "acct no",
      "acct number",
      "acct",
      "routing number",
      "iban",
    ],
    value: /^\d(?:[ -]?\d){7,16}(?![A-Za-z0-9])/,
    leastDigits: 8,
  },
  {
    kind: "date_of_birth",
    what: "a date of birth",
    labels: ["date of birth", "birth date", "birthdate", "born on", "born", "dob", "birthday", "geburtsdatum"],
    value:
      /^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? \d{4})(?![\w])/i,
    leastDigits: 5,
  },
  {
    kind: "phone",
    what: "a telephone number",
    labels: [
      "phone",
      "telephone",
      "cellphone",
      "mobile",
      "cell",
      "call me",
      "tel",
      "fax",
      "my number",
      "whatsapp",
      "telefon",
    ],
    value: /^\+?\(?\d[\d ()./-]{5,18}\d(?: ?(?:x|ext\.?) ?\d{1,5})?(?![A-Za-z0-9])/,
    leastDigits: 7,
  },
];

/** A label as it is written in prose and as the name of a field. */
function spellings(label: string): readonly string[] {
  const plain = label.replaceAll("'", "");
  return [...new Set([label, plain, ...["", "_", "-"].map((joint) => plain.replaceAll(" ", joint))])];
}

/** Reads the value behind a label: a few signs, perhaps "number" or "is", then the value. */
function matchLabelled(hit: LiteralHit, { value, leastDigits }: LabelledKind): MatchResult {
  const { text, ended } = hit;
  if (/[a-z]/.test(text[hit.start - 1] ?? "") && !/[A-Z]/.test(text[hit.start] ?? "")) return "none";
  let at = runEnd(text, hit.end, between, longestBetween);
  for (let words = 0; words < mostWords; words += 1) {
    word.lastIndex = at;
    if (!word.test(text)) break;
    at = runEnd(text, word.lastIndex, between, longestBetween);
  }
  // A bracket or plus that opens the number was read as a sign between.
  if (text[at - 1] === "(") at -= 1;
  const stop = runEnd(text, at, valueCharacters, longestValue);
  if (stop === text.length && !ended && stop - at < longestValue) return "more";
  const found = value.exec(text.slice(at, stop))?.[0];
  if (found === undefined || found.replace(/\D/g, "").length < leastDigits) return "none";
  return { start: at, end: at + found.length, score: 65 };
}

/** An international number: plus, country, 8 to 15 digits (E.164). */
function matchInternational(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const stop = runEnd(text, hit.end, phoneCharacters, 22);
  if (stop === text.length && !ended && stop - hit.end < 22) return "more";
  const found = /^[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,5}(?:[ .-]?\d{2,5}){1,4}/.exec(
    text.slice(hit.end, stop),
  )?.[0];
  const digits = found?.replace(/\D/g, "").length ?? 0;
  // Without anything between its digits it may be a sum: then it has a country's length and stands by itself.
  const standsAlone = digits >= 11 && !/[\w)\]]\s{0,2}$/.test(text.slice(Math.max(0, start - 3), start));
  if (found === undefined || digits < 9 || digits > 15 || !(/[ .(-]/.test(found) || standsAlone)) return "none";
  return { start, end: hit.end + found.length, score: 60 };
}

const phoneCharacters = characterSet("0-9 ().-");

/** A number of North America with its area: `(415) 730-2291`, `415-730-2291`, `1-415-730-2291`; 555-01xx belongs to films. */
const northAmerican =
  /^(?:(?:1|001)[-. ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-.])(?!555[-.]01)[2-9]\d\d[-.]\d{4}(?:x\d{1,5})?(?![-.]?\d)/;
/** A number of another country as people there write it, or one without signs: only where the words before say what it is. */
const national =
  /^(?:\(?0\d{1,4}\)?[ /.-]?\d{2,8}(?:[ -]\d{2,4}){0,4}|[2-9]\d\d ?[2-9]\d\d ?\d{4}(?:x\d{1,5})?)(?![-.]?\d)/;
const spokenOf = /phone|call|\btel|mobile|\bcell|\bfax|whatsapp|\bsms\b|contact|\bdial|\bring\b|reach/i;
const longestSpoken = 48;

function matchUnlabelled(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  if (
    /[\w.,/=+-]/.test(text[start - 1] ?? "") ||
    (text[start - 1] === "(" && /^\d{2,5}\)/.test(text.slice(start, start + 6)))
  )
    return "none";
  const stop = runEnd(text, start, phoneCharacters, 24);
  if (stop === text.length && !ended && stop - start < 24) return "more";
  const near = text.slice(start, stop + longestExtension);
  const found = northAmerican.exec(near)?.[0] ?? spokenNumber(near, text, start);
  const digits = found?.replace(/x.*|\D/g, "").length ?? 0;
  if (found === undefined || digits < 9 || digits > 13 || /\w/.test(text[start + found.length] ?? "")) return "none";
  return { start, end: start + found.length, score: 55 };
}

/** The words before are looked at only where a number stands. */
function spokenNumber(near: string, text: string, start: number): string | undefined {
  const found = national.exec(near)?.[0];
  if (found === undefined) return undefined;
  return spokenOf.test(text.slice(Math.max(0, start - longestSpoken), start)) ? found : undefined;
}

const longestExtension = 6;

/** An IBAN with right check digits; the literal is the country. */
function matchIban(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const stop = runEnd(text, start, ibanCharacters, 44);
  if (stop === text.length && !ended && stop - start < 44) return "more";
  const found = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?/.exec(text.slice(start, stop))?.[0];
  if (found === undefined || !passesIban(found)) return "none";
  return { start, end: start + found.length, score: 90 };
}

const ibanCharacters = characterSet("A-Z0-9 ");
const ibanCountries =
  "ad ae al at az ba be bg bh br by ch cr cy cz de dk do ee es fi fo fr gb ge gi gl gr gt hr hu ie il is it jo kw kz lb li lt lu lv mc md me mk mr mt mu nl no pk pl ps pt qa ro rs sa se si sk sm tn tr ua xk";

/** Public IPv4 addresses; private, loopback, documentation and version-like ones are none. */
function matchIpAddress(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  if (start > 0 && /[\d.\w/-]/.test(text[start - 1] ?? "")) return "none";
  const stop = runEnd(text, start, addressCharacters, 17);
  if (stop === text.length && !ended && stop - start < 17) return "more";
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/.exec(text.slice(start, stop));
  if (parts === null) return "none";
  const [a = 0, b = 0, c = 0, d = 0] = parts.slice(1).map(Number);
  if (
    [a, b, c, d].some((part) => part > 255) ||
    isOrdinary(a, b, c) ||
    /version|release|v\d|\bv$/i.test(text.slice(Math.max(0, start - 16), start))
  )
    return "none";
  return { start, end: start + parts[0].length, score: 50 };
}

/** An IPv6 address of the public range, 2000::/3; those of documentation (RFC 3849) are none. */
function matchIpv6(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  if (/[\w:.-]/.test(text[start - 1] ?? "")) return "none";
  const stop = runEnd(text, start, ipv6Characters, 40);
  if (stop === text.length && !ended && stop - start < 40) return "more";
  const found = text.slice(start, stop).replace(/:$/, "");
  const groups = found.split(":");
  const isShort = found.includes("::");
  if (found.length > 39 || groups.length > 8 || groups.some((group) => group.length > 4)) return "none";
  if (isShort ? groups.length < 4 || found.split("::").length !== 2 : groups.length !== 8) return "none";
  return /^2001:0?db8:/i.test(found) ? "none" : { start, end: start + found.length, score: 50 };
}

const ipv6Characters = characterSet("0-9a-fA-F:");

/** Private, loopback, link-local, documentation, multicast and well-known resolvers (RFC 6890); small numbers are versions. */
function isOrdinary(a: number, b: number, c: number): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224 || a < 5) return true;
  if ((a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
  if ((a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))))
    return true;
  return (a === 203 && b === 0 && c === 113) || (a === 192 && b === 0) || (a === 8 && (b === 8 || b === 4));
}

const addressCharacters = characterSet("0-9.");
const digits = characterSet("0-9");

function personalRule(
  kind: string,
  what: string,
  literals: readonly string[],
  match: LiteralRule["match"],
): LiteralRule {
  return {
    id: `personal.${kind}`,
    category: "personal_data",
    severity: "medium",
    explanation: `The text holds what looks like ${what}.`,
    literals,
    wordStart: true,
    match,
  };
}

/** Personal data that is known by a label or by the form of an international number. */
export const labelledRules: readonly LiteralRule[] = [
  ...kinds.map((kind) => ({
    ...personalRule(kind.kind, kind.what, [...new Set(kind.labels.flatMap(spellings))], (hit) =>
      matchLabelled(hit, kind),
    ),
    wordStart: false,
    follow: notInsideWord,
  })),
  { ...personalRule("phone", "a telephone number", ["+"], matchInternational), follow: digits },
  {
    ...personalRule("phone", "a telephone number", [..."0123456789("], matchUnlabelled),
    wordStart: false,
    follow: phoneCharacters,
    leastFollowing: 9,
  },
  {
    ...personalRule("ip_address", "a public IP address", ["20", "24", "26", "28", "2a", "2c"], matchIpv6),
    follow: ipv6Characters,
    leastFollowing: 6,
  },
  {
    ...personalRule("bank_account", "an IBAN", ibanCountries.split(" "), matchIban),
    follow: digits,
    leastFollowing: 2,
  },
  {
    ...personalRule("ip_address", "a public IP address", [..."123456789"], matchIpAddress),
    follow: addressCharacters,
    leastFollowing: 6,
  },
];
