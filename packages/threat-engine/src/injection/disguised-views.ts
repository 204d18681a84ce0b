import type { SignHit } from "../sign-hit.ts";
import { decodedView, type View } from "../views/view.ts";

const tellingWords = [
  "ignore",
  "previous",
  "instructions",
  "prompt",
  "system",
  "disregard",
  "reveal",
  "forget",
  "rules",
  "password",
  "assistant",
  "restrictions",
  "unrestricted",
  "without",
  "pretend",
  "developer",
  "guidelines",
  "override",
  "jailbreak",
  "anything",
  "everything",
  "filters",
  "secret",
  "respond",
  "output",
  "repeat",
  "display",
  "hidden",
  "always",
  "answer",
  "message",
  "content",
  "admin",
  "access",
  "your",
  "show",
  "print",
  "above",
  "write",
  "following",
  "initial",
];
const rotated = tellingWords.map(rot13);
const reversed = tellingWords.map(reverse);
/** Telling words in disguise, for the automaton that looks for them. */
export const disguisedLiterals: readonly string[] = [...rotated, ...reversed];
const margin = 400;
const longest = 20_000;

/**
 * Readings of text that was rotated by thirteen letters or written backwards; only where two telling words show it.
 *
 * @param hits - Those of {@link disguisedLiterals} have the lowest numbers.
 */
export function disguisedViews(view: View, hits: readonly SignHit[]): readonly View[] {
  const readings = [
    { name: "rot13", read: rot13, ends: hits.filter(({ literal }) => literal < rotated.length) },
    {
      name: "reversed",
      read: reverse,
      ends: hits.filter(({ literal }) => literal >= rotated.length && literal < disguisedLiterals.length),
    },
  ];
  return readings.flatMap(({ name, read, ends }) => {
    const first = ends[0]?.end;
    const last = ends.at(-1)?.end;
    if (ends.length < 2 || first === undefined || last === undefined) return [];
    const span = {
      start: Math.max(0, first - margin),
      end: Math.min(view.text.length, last + margin, first + longest),
    };
    return [decodedView(view, name, span, read(view.text.slice(span.start, span.end)))];
  });
}

function rot13(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

function reverse(text: string): string {
  return [...text].reverse().join("");
}
