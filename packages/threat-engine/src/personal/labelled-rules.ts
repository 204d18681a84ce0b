import {
  characterSet,
  characterSetExcept,
  type LiteralHit,
  type LiteralRule,
  type MatchResult,
  runEnd,
} from "../rule.ts";
import { personalRule } from "./personal-rule.ts";

/** What stands between a label and its value in prose, settings, tables and markup. */
const between = characterSet(" \t:=#.\"'|<>,_()-");
const valueCharacters = characterSet("A-Za-z0-9/+(), .-");
const longestValue = 40;
const longestBetween = 8;
/** Words between the label and the value: `passport number is …`, `phone_number`. */
const word = /(?:numbers?|no|num|nr|is|was|id|at|on|s)(?![A-Za-z])/iy;
const mostWords = 2;
const shortLabel = 3;
/** A small letter behind a label makes it another word: `mobility`, `telling`. */
const notInsideWord = characterSetExcept("a-z");

/** A kind of personal number that has no form of its own: a label says what the number after it is. */
export interface LabelledKind {
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
      "license is",
      "licence is",
      "license #",
      "dl number",
      "dl#",
      "dl:",
      "fuhrerschein",
      "permis de conduire",
    ],
    value: /^[A-Z0-9](?:-?[A-Z0-9]){5,17}(?![A-Za-z0-9])/,
    leastDigits: 5,
  },
  {
    kind: "medical_record",
    what: "a medical record number",
    labels: ["medical record", "patient id", "patient number", "patient", "health record", "chart number", "mrn"],
    value: /^(?:(?:MRN?|PT)?[- ]?[A-Z]{0,3}-?\d{5,12}|\d\d-\d\d-\d\d)(?![A-Za-z0-9])/,
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
      "account #",
      "checking account",
      "savings account",
      "kontonummer",
      "routing number",
      "iban",
    ],
    value: /^\d(?:[ -]?\d){7,16}(?![A-Za-z0-9])/,
    leastDigits: 8,
  },
  {
    kind: "date_of_birth",
    what: "a date of birth",
    labels: [
      "date of birth",
      "birth date",
      "birthdate",
      "born on",
      "born",
      "dob",
      "d.o.b",
      "birthday",
      "geburtsdatum",
      "geboren am",
      "date de naissance",
      "ne le",
      "nee le",
      "fecha de nacimiento",
      "data di nascita",
    ],
    value:
      /^(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? \d{4})(?![\w])/i,
    leastDigits: 5,
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
  const before = text[hit.start - 1] ?? "";
  if (/[a-z]/.test(before) && !/[A-Z]/.test(text[hit.start] ?? "")) return "none";
  // Short ones end other words in capitals: `HOTEL`.
  if (/[A-Z]/.test(before) && hit.end - hit.start <= shortLabel) return "none";
  let at = runEnd(text, hit.end, between, longestBetween);
  for (let words = 0; words < mostWords; words += 1) {
    word.lastIndex = at;
    if (!word.test(text)) break;
    at = runEnd(text, word.lastIndex, between, longestBetween);
  }
  const stop = runEnd(text, at, valueCharacters, longestValue);
  if (stop === text.length && !ended && stop - at < longestValue) return "more";
  // A bracket that opens a telephone number was read as a sign between.
  const bracketed = text[at - 1] === "(" ? value.exec(text.slice(at - 1, stop))?.[0] : undefined;
  if (bracketed !== undefined) at -= 1;
  const found = bracketed ?? value.exec(text.slice(at, stop))?.[0];
  if (found === undefined || found.replace(/\D/g, "").length < leastDigits) return "none";
  return { start: at, end: at + found.length, score: 65 };
}

/** The rule that finds a kind behind its labels. */
export function labelledRule(kind: LabelledKind): LiteralRule {
  return {
    ...personalRule(kind.kind, kind.what, [...new Set(kind.labels.flatMap(spellings))], (hit) =>
      matchLabelled(hit, kind),
    ),
    wordStart: false,
    follow: notInsideWord,
  };
}

/** Personal data that is known by the label before it. */
export const labelledRules: readonly LiteralRule[] = kinds.map(labelledRule);
