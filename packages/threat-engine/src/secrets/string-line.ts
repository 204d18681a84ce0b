import type { Span } from "../views/view.ts";

/** A line of a text that stands in a string of JSON or of a program, as it is meant. */
export interface StringLine {
  readonly text: string;
  /** Where a span of it stands in the line as it is written. */
  readonly origin: (span: Span) => Span;
}

/**
 * Reads a line as a piece of such a string: quotes behind a backslash are quotes, and a bare quote or an escaped line break ends it.
 *
 * @returns undefined when it reads as it is written
 */
export function stringLine(line: string): StringLine | undefined {
  if (!/["\\]/.test(line)) return undefined;
  const places: number[] = [];
  let text = "";
  let at = 0;
  for (; at < line.length && line[at] !== '"'; at += 1) {
    places.push(at);
    const next = line[at + 1];
    if (line[at] !== "\\" || next === undefined) text += line[at];
    else if (next === "n" || next === "r") break;
    else {
      text += next === "t" ? "\t" : next;
      at += 1;
    }
  }
  if (text.length === places.length) places.push(at);
  return { text, origin: ({ start, end }) => ({ start: places[start] ?? at, end: places[end] ?? at }) };
}
