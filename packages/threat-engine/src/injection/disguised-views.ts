import { buildLiteralMatcher } from "../aho-corasick.ts";
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
];
const rotated = tellingWords.map(rot13);
const reversed = tellingWords.map(reverse);
const matcher = buildLiteralMatcher([...rotated, ...reversed]);
const margin = 400;

/** Readings of text that was rotated by thirteen letters or written backwards; only where two telling words show it. */
export function disguisedViews(view: View): readonly View[] {
  const places: [rotated: number[], reversed: number[]] = [[], []];
  matcher.read(view.text, 0, matcher.start, (literal, end) => places[literal < rotated.length ? 0 : 1].push(end));
  const views: View[] = [];
  places.forEach((ends, kind) => {
    const [first] = ends;
    if (ends.length < 2 || first === undefined) return;
    const span = {
      start: Math.max(0, first - margin),
      end: Math.min(view.text.length, (ends.at(-1) ?? first) + margin),
    };
    const stretch = view.text.slice(span.start, span.end);
    views.push(
      decodedView(view, kind === 0 ? "rot13" : "reversed", span, kind === 0 ? rot13(stretch) : reverse(stretch)),
    );
  });
  return views;
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
