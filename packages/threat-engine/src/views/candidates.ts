import type { Span } from "./view.ts";

/** Stretches of a text that an encoding could explain. */
export interface Candidates {
  /** Runs of the base64 alphabet, lines of a wrapped run joined. */
  readonly long: readonly Span[];
  /** Rows of short tokens: letters, byte values or Morse signs apart from each other. */
  readonly short: readonly Span[];
}

const shortestLong = 16;
/** A byte in decimal has at most three digits, in binary eight. */
const longestToken = 3;
const binaryToken = 8;
const fewestTokens = 8;
const mostCandidates = 4_000;

const base64Character = 1;
const otherToken = 2;
const separator = 0;
const kinds = new Uint8Array(65_536);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-=")
  kinds[character.charCodeAt(0)] = base64Character;
for (const character of ".*|~") kinds[character.charCodeAt(0)] = otherToken;

/** One pass over the text; everything slower looks only at what this finds. */
export function findCandidates(text: string): Candidates {
  const long: Span[] = [];
  const short: Span[] = [];
  let tokenStart = 0;
  let rowStart = 0;
  let tokens = 0;
  const length = text.length;
  for (let index = 0; index <= length; index += 1) {
    const kind = index === length ? separator : (kinds[text.charCodeAt(index)] ?? separator);
    if (kind === base64Character) continue;
    const size = index - tokenStart;
    if (size >= shortestLong && long.length < mostCandidates) addLong(long, text, tokenStart, index);
    if (size > longestToken && size !== binaryToken) {
      if (tokens >= fewestTokens && short.length < mostCandidates) short.push({ start: rowStart, end: tokenStart });
      tokens = 0;
      rowStart = index + 1;
    } else if (size > 0 || kind === otherToken) tokens += 1;
    tokenStart = index + 1;
  }
  if (tokens >= fewestTokens) short.push({ start: rowStart, end: length });
  return { long, short };
}

/** Joins the lines of a wrapped run. */
function addLong(long: Span[], text: string, start: number, end: number): void {
  const last = long.at(-1);
  if (last !== undefined && start - last.end <= 3 && /^\\?\r?\n$/.test(text.slice(last.end, start)))
    long[long.length - 1] = { start: last.start, end };
  else long.push({ start, end });
}
