import type { DecidedFinding, PromptPart } from "@infershield/core";
import { continuesWord, wordCharacters } from "../rule.ts";
import { randomnessOf } from "../secrets/randomness.ts";
import { type MergedSpan, mergeSpans } from "./plan-edits.ts";
import { writtenForms } from "./written-forms.ts";

const shortestValue = 6;
/** A longer one, such as a key in PEM form, is known by its form wherever it stands. */
const longestValue = 256;
/** Values that are looked for, and characters that are read for all of them: some tenths of a second at most. */
const mostValues = 256;
const mostRead = 2 ** 28;
/** Characters that are read between two pauses: some milliseconds, unless one text is longer. */
const turnRead = 2 ** 22;
/** Small letters alone are a word or a name, unless they were surely drawn at random (as for an assigned value, secrets/assigned-value.ts). */
const bitsOfLetters = 22;

/**
 * Adds the other places of each secret that is replaced: where a password stands without the name that told it (in a command that carried it,
 * in a file that it was restored to, in the person's own words) no rule would know it. Places about which something was decided stay as
 * they are.
 *
 * @param pause - Awaited now and then, so that others get their turn.
 */
export async function spreadRedactions(
  parts: readonly PromptPart[],
  decided: readonly DecidedFinding[],
  pause: () => Promise<unknown>,
): Promise<readonly DecidedFinding[]> {
  const texts = new Map(parts.map(({ path, text }) => [path, text]));
  const known = new Map<string, DecidedFinding>();
  for (const one of decided) {
    if (one.action !== "redact" || one.replacement !== "placeholder" || one.finding.category !== "secret") continue;
    const value = texts.get(one.finding.path)?.slice(one.finding.start, one.finding.end) ?? "";
    if (isTelling(value) && !known.has(value)) known.set(value, one);
  }
  if (known.size === 0) return decided;
  // Behind the values themselves, of which none is given up for another form of one.
  for (const [value, one] of [...known])
    for (const form of writtenForms(value)) if (isTelling(form) && !known.has(form)) known.set(form, one);
  const characters = parts.reduce((sum, { text }) => sum + text.length, 1);
  const values = [...known].slice(0, Math.min(mostValues, Math.ceil(mostRead / characters)));
  const taken = Map.groupBy(decided, ({ finding }) => finding.path);
  const others: DecidedFinding[] = [];
  let read = 0;
  for (const { role, path, text } of parts) {
    const spans = mergeSpans(taken.get(path) ?? []);
    for (const [value, one] of values) {
      for (const start of placesOf(value, text, spans)) {
        const end = start + value.length;
        others.push({ ...one, finding: { ...one.finding, role, path, start, end, view: "text" } });
      }
      read += text.length;
      if (read < turnRead) continue;
      await pause();
      read = 0;
    }
  }
  return [...decided, ...others];
}

/** No word and no number that others may mean by chance: digits alone are counts, times and identifiers everywhere else. */
function isTelling(value: string): boolean {
  if (value.length < shortestValue || value.length > longestValue || !/[^\d.]/.test(value)) return false;
  return /[^a-z]/.test(value) || randomnessOf(value) >= bitsOfLetters;
}

/** Where the value stands as a word of its own, outside the spans; they are in order and apart. */
function placesOf(value: string, text: string, spans: readonly MergedSpan[]): readonly number[] {
  const found: number[] = [];
  let next = 0;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    const end = at + value.length;
    while ((spans[next]?.end ?? end) <= at) next += 1;
    if ((spans[next]?.start ?? end) < end) continue;
    const goesOn = wordCharacters[text.charCodeAt(end)] === 1 && wordCharacters[text.charCodeAt(end - 1)] === 1;
    if (!goesOn && !(continuesWord(text, at) && wordCharacters[text.charCodeAt(at)] === 1)) found.push(at);
  }
  return found;
}
