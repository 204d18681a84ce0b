import { characterSet, type LiteralHit, type LiteralRule, type MatchResult, runEnd } from "../rule.ts";
import { passesIban } from "./iban.ts";

const between = characterSet(" \t:=#.\"'");
const valueCharacters = characterSet("A-Za-z0-9/+() .-");
const longestValue = 40;

/** A kind of personal number that has no form of its own: a label says what the number after it is. */
interface LabelledKind {
  readonly kind: string;
  readonly what: string;
  readonly labels: readonly string[];
  readonly value: RegExp;
}

const kinds: readonly LabelledKind[] = [
  {
    kind: "passport",
    what: "a passport number",
    labels: ["passport number", "passport no", "passport #", "passport:", "passport is"],
    value: /^[A-Z]{1,2}\d{6,8}\b|^\d{9}\b/,
  },
  {
    kind: "drivers_license",
    what: "a driving licence number",
    labels: [
      "driver's license",
      "drivers license",
      "driver license",
      "driving licence",
      "driving license",
      "license number",
      "dl number",
    ],
    value: /^[A-Z]{1,2}\d{5,12}\b|^[A-Z]\d{3}-\d{4}-\d{4}\b|^\d{7,9}\b/,
  },
  {
    kind: "medical_record",
    what: "a medical record number",
    labels: ["medical record number", "medical record", "patient id", "mrn"],
    value: /^(?:MRN[- ]?)?[A-Z]{0,3}-?\d{5,12}\b/,
  },
  {
    kind: "bank_account",
    what: "a bank account number",
    labels: ["account number", "bank account", "account no", "acct no", "acct #", "routing number"],
    value: /^\d{8,17}\b/,
  },
  {
    kind: "date_of_birth",
    what: "a date of birth",
    labels: ["date of birth", "birth date", "birthdate", "born on", "dob", "birthday is"],
    value:
      /^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \d{1,2},? \d{4})\b/i,
  },
  {
    kind: "phone",
    what: "a telephone number",
    labels: ["phone number", "phone", "telephone", "mobile", "cell", "call me at", "call me on", "tel"],
    value: /^(?:number |is |at |no ){0,2}(\+?\(?\d[\d ().-]{7,18}\d)\b/,
  },
];

/** Reads the value behind a label: a few signs, perhaps "is", then the number. */
function matchLabelled(hit: LiteralHit, value: RegExp): MatchResult {
  const { text, ended } = hit;
  let at = runEnd(text, hit.end, between, 8);
  if (/^(?:is|no|number)\b/i.test(text.slice(at, at + 7)))
    at = runEnd(text, at + (/^number/i.test(text.slice(at, at + 6)) ? 6 : 2), between, 8);
  const stop = runEnd(text, at, valueCharacters, longestValue);
  if (stop === text.length && !ended && stop - at < longestValue) return "more";
  const found = value.exec(text.slice(at, stop));
  if (found === null) return "none";
  const inner = found[1] ?? found[0];
  const start = at + found[0].indexOf(inner);
  return { start, end: start + inner.length, score: 65 };
}

/** An international number: plus, country, 8 to 15 digits (E.164). */
function matchInternational(hit: LiteralHit): MatchResult {
  const { text, ended, start } = hit;
  const stop = runEnd(text, hit.end, phoneCharacters, 22);
  if (stop === text.length && !ended && stop - hit.end < 22) return "more";
  const found = /^[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]?\d{2,4}){1,4}/.exec(
    text.slice(hit.end, stop),
  )?.[0];
  const digits = found?.replace(/\D/g, "").length ?? 0;
  if (found === undefined || digits < 9 || digits > 15 || !/[ .(-]/.test(found)) return "none";
  return { start, end: hit.end + found.length, score: 60 };
}

const phoneCharacters = characterSet("0-9 ().-");

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
  ...kinds.map(({ kind, what, labels, value }) => personalRule(kind, what, labels, (hit) => matchLabelled(hit, value))),
  { ...personalRule("phone", "a telephone number", ["+"], matchInternational), follow: digits },
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
