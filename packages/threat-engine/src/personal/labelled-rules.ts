import {
  characterSet,
  characterSetExcept,
  type LiteralHit,
  type LiteralRule,
  type MatchResult,
  runEnd,
} from "../rule.ts";
import { type LabelledKind, labelledKinds } from "./labelled-kinds.ts";
import { personalRule } from "./personal-rule.ts";

/** What stands between a label and its value in prose, settings, tables and markup. */
const between = characterSet(" \t:=#.\"'|<>,_()-");
const valueCharacters = characterSet("A-Za-z0-9/+(), .-");
const longestValue = 40;
const longestBetween = 8;
/** Words between the label and the value: `passport number is …`, `phone_number`, `date of birth (dd/mm/yyyy)`. */
const word =
  /(?:numbers?|nummer|numero|no|num|nr|n|is|was|ist|est|es|il|el|le|am|the|id|at|on|s|[dmy]{2,4}[/.-][dmy]{2}[/.-][dmy]{2,4})(?![A-Za-z])/iy;
const mostWords = 2;
const shortLabel = 3;
/** A small letter behind a label makes it another word: `mobility`, `telling`. */
const notInsideWord = characterSetExcept("a-z");

/** A label as it is written in prose and as the name of a field. */
function spellings(label: string): readonly string[] {
  const plain = label.replaceAll("'", "");
  return [...new Set([label, plain, ...["", "_", "-"].map((joint) => plain.replaceAll(" ", joint))])];
}

/** Reads the value behind a label: a few signs, perhaps "number" or "is", then the value. */
function matchLabelled(hit: LiteralHit, { value, spelled, leastDigits }: LabelledKind): MatchResult {
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
  const rest = text.slice(at, stop);
  const found = bracketed ?? value.exec(rest)?.[0] ?? spelled?.(rest);
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
export const labelledRules: readonly LiteralRule[] = labelledKinds.map(labelledRule);
