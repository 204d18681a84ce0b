import { blockLength, keepPlaces } from "../kept-places.ts";
import { unitsOf } from "../text-units.ts";
import type { Span } from "./view.ts";

/** Stretches of a text that an encoding could explain. */
export interface Candidates {
  /** Runs of the base64 alphabet, lines of a wrapped run joined. */
  readonly long: readonly Span[];
  /** Rows of short tokens: letters, byte values or Morse signs apart from each other. */
  readonly short: readonly Span[];
  /** Where an escape or a character reference may begin. */
  readonly escapes: readonly number[];
  /** Where a mark that cuts a word into pieces may begin. */
  readonly marks: readonly number[];
}

const shortestLong = 16;
/** A byte in decimal has at most three digits, in binary eight. */
const longestToken = 3;
const binaryToken = 8;
const fewestTokens = 8;
const mostCandidates = 4_000;

const separator = 0;
const base64Character = 1;
const otherToken = 2;
const tokenKinds = 3;
const escapeSign = 4;
const markSign = 8;
const letter = 16;
const kinds = new Uint8Array(65_536);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  kinds[character.charCodeAt(0)] = base64Character;
for (const character of "0123456789+/_-=") kinds[character.charCodeAt(0)] = base64Character;
for (const character of ".*|~") kinds[character.charCodeAt(0)] = otherToken;
for (const character of "\\%&") kinds[character.charCodeAt(0)] = escapeSign;
for (const character of "<\"'*_`~-") kinds[character.charCodeAt(0)] = (kinds[character.charCodeAt(0)] ?? 0) | markSign;
const letters = new Uint8Array(65_536);
for (let code = 65; code <= 90; code += 1) letters[code] = letters[code + 32] = letter;

const [lessThan, backslash, percent, plus, exclamation, space, slash] = [60, 92, 37, 43, 33, 32, 47];
const [hyphen, underscore, lineFeed] = [45, 95, 10];

/** Everything but characters of tokens. */
const isSign = new Uint8Array(65_536).fill(1);
for (let code = 0; code < 128; code += 1) if (kinds[code] === base64Character) isSign[code] = 0;
const places = new Int32Array(blockLength + 1);

/** One pass over the text; everything slower looks only at what this finds. */
export function findCandidates(text: string): Candidates {
  const units = unitsOf(text);
  const { length } = text;
  const long: Span[] = [];
  const short: Span[] = [];
  const escapes: number[] = [];
  const marks: number[] = [];
  let tokenStart = 0;
  let rowStart = 0;
  let tokens = 0;
  for (let block = 0; block <= length; block += blockLength) {
    const stop = Math.min(length, block + blockLength);
    let count = keepPlaces(units, block, stop, isSign, places);
    // The end of the text ends a token, too.
    if (block + blockLength > length) {
      places[count] = length;
      count += 1;
    }
    for (let at = 0; at < count; at += 1) {
      const index = places[at] ?? 0;
      const kind = index === length ? separator : (kinds[units[index] ?? 0] ?? separator);
      if (kind >= markSign) {
        if (mayCut(units, index, length)) marks.push(index);
      } else if (kind >= escapeSign && mayEscape(units, index, length)) escapes.push(index);
      if ((kind & tokenKinds) === base64Character) continue;
      const size = index - tokenStart;
      if (size >= shortestLong && long.length < mostCandidates && mayEncode(units, tokenStart, index, length, long))
        addLong(long, text, tokenStart, index);
      if (size > longestToken && size !== binaryToken) {
        if (tokens >= fewestTokens && short.length < mostCandidates) short.push({ start: rowStart, end: tokenStart });
        tokens = 0;
        rowStart = index + 1;
      } else if (size > 0 || (kind & tokenKinds) === otherToken) tokens += 1;
      tokenStart = index + 1;
    }
  }
  if (tokens >= fewestTokens) short.push({ start: rowStart, end: length });
  return { long, short, escapes, marks };
}

/** Joins the lines of a wrapped run. */
function addLong(long: Span[], text: string, start: number, end: number): void {
  const last = long.at(-1);
  if (last !== undefined && start - last.end <= 3 && /^\\?\r?\n$/.test(text.slice(last.end, start)))
    long[long.length - 1] = { start: last.start, end };
  else long.push({ start, end });
}

/**
 * Whether a run can be an encoding at all: it holds a digit, is long, goes on in the next line, or is made of single letters.
 * Names and paths, which most runs are, end here.
 */
function mayEncode(units: Uint16Array, start: number, end: number, length: number, long: readonly Span[]): boolean {
  if (end - start >= 40 || start - (long.at(-1)?.end ?? -9) <= 3) return true;
  const after = end < length ? units[end] : 0;
  if (after === 10 || after === 13 || after === backslash) return true;
  let signs = 0;
  for (let index = start; index < end; index += 1) {
    const unit = units[index] ?? 0;
    if (unit >= 48 && unit <= 57) return true;
    if (letters[unit] === 0) signs += 1;
  }
  return signs >= 7;
}

function mayEscape(units: Uint16Array, index: number, length: number): boolean {
  if (index + 1 >= length) return false;
  const unit = units[index];
  const next = units[index + 1] ?? 0;
  if (unit === backslash) return true;
  if (unit === percent) return isHex(next) && index + 2 < length && isHex(units[index + 2] ?? 0);
  return next === 35 || letters[next] === letter;
}

function isHex(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 70) || (unit >= 97 && unit <= 102);
}

function mayCut(units: Uint16Array, index: number, length: number): boolean {
  const unit = units[index] ?? 0;
  const next = index + 1 < length ? (units[index + 1] ?? 0) : 0;
  if (unit === lessThan) return next === exclamation || next === slash || letters[next] === letter;
  if (unit === 34 || unit === 39) {
    for (let at = index + 1; at < length && at <= index + 3; at += 1) {
      if (units[at] === plus) return true;
      if (units[at] !== space) return false;
    }
    return false;
  }
  const before = index === 0 ? space : (units[index - 1] ?? 0);
  let at = index + 1;
  while (at < length && at <= index + 2 && ((kinds[units[at] ?? 0] ?? 0) & markSign) !== 0) at += 1;
  const behind = at < length ? (units[at] ?? 0) : space;
  const isInside = letters[before] === letter && letters[behind] === letter;
  if (isInside || unit === hyphen || unit === underscore) return isInside;
  // Emphasis begins before a word and ends behind one; a sign among others was counted with the first.
  if (((kinds[before] ?? 0) & markSign) !== 0) return false;
  return letters[behind] === letter || (letters[before] === letter && (behind === space || behind === lineFeed));
}
