import { characterSet } from "../rule.ts";
import { unitsOf } from "../text-units.ts";
import type { Candidates } from "./candidates.ts";
import { type RewrittenText, rewrittenText } from "./rewritten-text.ts";
import type { Span, View } from "./view.ts";

/** What is taken out of a stretch to read it. */
interface Disguise {
  readonly name: "escapes" | "markup";
  /** Sticky: tried only where one may begin. */
  readonly shape: RegExp;
  readonly places: (candidates: Candidates) => readonly number[];
  readonly fewestPlaces: number;
  /** So often a text may be in it: a string of a string is escaped twice. */
  readonly deepest: number;
}

/** This many escapes close together make a stretch worth reading decoded. */
const fewest = 3;
const reach = 160;

const disguises: readonly Disguise[] = [
  {
    // Character references, and escapes of programming languages and URLs.
    name: "escapes",
    shape:
      /\\u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\})|\\x[0-9A-Fa-f]{2}|\\[nrt"'\\/]|(?:%[0-9A-Fa-f]{2})+|&(?:#\d{2,7}|#[xX][0-9A-Fa-f]{2,6}|lt|gt|amp|quot|apos|nbsp|shy|zwnj|ZeroWidthSpace);/y,
    places: ({ escapes }) => escapes,
    fewestPlaces: 1,
    deepest: 3,
  },
  {
    // Marks that cut a word into pieces: tags, empty comments, joined string literals, emphasis.
    name: "markup",
    shape:
      /(?<=[A-Za-z>])<[A-Za-z/][^<>\n]{0,80}>(?=[A-Za-z<])|<!--.{0,3}-->|["'] {0,2}\+ {0,2}["']|(?<=[A-Za-z])[*_`~-]{1,3}(?=[A-Za-z])|(?<=[A-Za-z])[*`~]{1,3}(?=[ \n]|$)|[*`~]{1,3}(?=[A-Za-z])/y,
    places: ({ marks }) => marks,
    fewestPlaces: fewest,
    deepest: 1,
  },
];

const named = new Map(
  Object.entries({
    lt: "<",
    gt: ">",
    amp: "&",
    quot: '"',
    apos: "'",
    nbsp: " ",
    shy: "",
    zwnj: "",
    ZeroWidthSpace: "",
  }),
);
/** Unit behind a backslash, and the unit that both stand for. */
const simpleEscapes: ReadonlyMap<number, number> = new Map(
  ["n\n", "r\r", "t\t", '""', "''", "\\\\", "//"].map(([sign = "", meaning = ""]) => [
    sign.charCodeAt(0),
    meaning.charCodeAt(0),
  ]),
);

/** Decides whether a stretch without its marks says something that it does not say with them. */
export type CutTest = (joined: Uint16Array, length: number, joints: readonly Joint[]) => boolean;

/** A place in the joined text where a mark was taken out. */
export interface Joint {
  readonly at: number;
  /** A mark of programs (tag, comment, joined literals) rather than of emphasis or names. */
  readonly strong: boolean;
}

/** A stretch and the disguises in it: where each begins and ends, one pair after the other. */
interface Cluster extends Span {
  readonly found: readonly number[];
}

/** Reads stretches that are full of escapes, or of marks inside words, without them; one view a stretch, with exact places. */
export function unescapeStretches(
  view: View,
  candidates: Candidates,
  limit: number,
  isCut: CutTest | undefined,
): readonly View[] {
  const views: View[] = [];
  for (const disguise of disguises) {
    const places = disguise.places(candidates);
    if (places.length < disguise.fewestPlaces || view.name.startsWith(`${disguise.name}>`.repeat(disguise.deepest)))
      continue;
    const units = unitsOf(view.text);
    const weigh = view.name.startsWith(`${disguise.name}>`) ? weightOfNested : weightOf;
    for (const cluster of clusters(view.text, units, disguise.shape, { places, weigh }).slice(0, limit)) {
      if (disguise.name === "escapes") views.push(unescapeStretch(view, units, cluster));
      else if (isCut === undefined || says(units, cluster, isCut)) views.push(joinStretch(view, units, cluster));
    }
  }
  return views;
}

/** How much a disguise at a place says that a stretch is worth reading without it. */
type Weigh = (units: Uint16Array, start: number, end: number, length: number) => number;

function clusters(
  text: string,
  units: Uint16Array,
  shape: RegExp,
  { places, weigh }: { readonly places: readonly number[]; readonly weigh: Weigh },
): readonly Cluster[] {
  const all: Cluster[] = [];
  let found: number[] = [];
  let end = 0;
  let count = 0;
  const close = (): void => {
    const start = found[0] ?? 0;
    if (count >= fewest)
      all.push({ start: Math.max(0, start - reach), end: Math.min(text.length, end + reach), found });
  };
  for (const place of places) {
    if (found.length > 0 && place < end) continue;
    const stop = disguiseEnd(text, units, shape, place);
    if (stop === 0) continue;
    if (found.length === 0 || place - end > reach) {
      close();
      found = [];
      count = 0;
    }
    end = stop;
    count += weigh(units, place, end, text.length);
    found.push(place, end);
  }
  close();
  return all;
}

/** Where the disguise that begins at `place` ends; 0 when there is none. The two that stand in every program need no expression. */
function disguiseEnd(text: string, units: Uint16Array, shape: RegExp, place: number): number {
  const unit = units[place];
  if (unit === backslash && place + 1 < text.length && simpleEscapes.has(units[place + 1] ?? 0)) return place + 2;
  if (unit === hyphen || unit === underscore) return joinEnd(units, text.length, place);
  shape.lastIndex = place;
  return shape.test(text) ? shape.lastIndex : 0;
}

/** Up to three marks between two letters. */
function joinEnd(units: Uint16Array, length: number, place: number): number {
  let end = place + 1;
  while (end < length && end - place < longestMark && emphasis.has(units[end] ?? 0)) end += 1;
  return place > 0 && end < length && isLetter(units[place - 1] ?? 0) && isLetter(units[end] ?? 0) ? end : 0;
}

const longestMark = 3;
const emphasis: ReadonlySet<number> = new Set([..."*_`~-"].map((mark) => mark.charCodeAt(0)));
const [backslash, percent, hyphen, underscore, lowerU, lowerX] = [92, 37, 45, 95, 117, 120];
const [slash, colon, zero, brace, closingBrace] = [47, 58, 48, 123, 125];
const longestZeros = 4;
/** Of a string in a string in a string. */
const mostBackslashes = 8;

function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}

/** Quotes and line ends are escaped in every program: they hide a text only when there are many. */
function weightOf(units: Uint16Array, start: number, end: number, length: number): number {
  if (isTelling(units, start) || standsBeforeToken(units, end, length)) return fewest;
  if (units[start] === percent) return (end - start) / 3;
  return units[start] === backslash && units[start + 1] !== lowerU && units[start + 1] !== lowerX ? 0.25 : 1;
}

/** Whether what follows may be a token: the last letter of the escape before it would be taken for its first. */
function standsBeforeToken(units: Uint16Array, end: number, length: number): boolean {
  if (end + shortestToken > length) return false;
  let hasDigit = false;
  for (let at = end; at < end + shortestToken; at += 1) {
    const unit = units[at] ?? 0;
    const isDigit = unit >= 0x30 && unit <= 0x39;
    if (!isDigit && tokenCharacters[unit] !== 1) return false;
    hasDigit ||= isDigit;
  }
  return hasDigit;
}

const tokenCharacters = characterSet("A-Za-z0-9_-");
const shortestToken = 20;

/** Of a text that was escaped again only what tells by itself is worth another reading: programs in strings are full of the rest. */
function weightOfNested(units: Uint16Array, start: number): number {
  return isTelling(units, start) ? fewest : 0;
}

/** An escape that hides by itself, be it escaped again: of a character that needs none, or of the slashes behind an address's scheme. */
function isTelling(units: Uint16Array, start: number): boolean {
  if (units[start] !== backslash) return false;
  let first = start;
  while (units[first - 1] === backslash && start - first < mostBackslashes) first -= 1;
  let last = start;
  while (units[last + 1] === backslash && last - start < mostBackslashes) last += 1;
  const sign = units[last + 1];
  if (sign === slash) return units[first - 1] === colon;
  if (sign === lowerX) return isPrintableRow(units[last + 2]);
  if (sign !== lowerU) return false;
  const isInBraces = units[last + 2] === brace;
  const digits = last + (isInBraces ? 3 : 2);
  let at = digits;
  while (units[at] === zero && at - digits < longestZeros) at += 1;
  return (at - digits === 2 || (isInBraces && units[at + 2] === closingBrace)) && isPrintableRow(units[at]);
}

/** The first of two hexadecimal digits that write a printable ASCII character. */
function isPrintableRow(digit: number | undefined): boolean {
  return digit !== undefined && digit >= 50 && digit <= 55;
}

function unescapeStretch(view: View, units: Uint16Array, { start, end, found }: Cluster): View {
  const rewritten = rewrittenText(end - start);
  let last = start;
  for (let index = 0; index < found.length; index += 2) {
    const from = found[index] ?? 0;
    const to = found[index + 1] ?? 0;
    rewritten.copy(units, last, from);
    last = to;
    const simple = to - from === 2 ? simpleEscapes.get(units[from + 1] ?? 0) : undefined;
    if (simple !== undefined) rewritten.put(simple, from, to);
    else rewritten.putText(decodeEscape(view.text.slice(from, to)), from, to);
  }
  rewritten.copy(units, last, end);
  return rewrittenView("escapes", view, rewritten);
}

function joinStretch(view: View, units: Uint16Array, { start, end, found }: Cluster): View {
  const rewritten = rewrittenText(end - start);
  let last = start;
  for (let index = 0; index < found.length; index += 2) {
    rewritten.copy(units, last, found[index] ?? 0);
    last = found[index + 1] ?? 0;
  }
  rewritten.copy(units, last, end);
  return rewrittenView("markup", view, rewritten);
}

function rewrittenView(name: Disguise["name"], view: View, rewritten: RewrittenText): View {
  return {
    name: `${name}>${view.name}`,
    text: rewritten.text(),
    ascii: rewritten.isAscii(),
    origin: (inner) => view.origin(rewritten.origin(inner)),
    compact: view.compact,
  };
}

let joined = new Uint16Array(4_096);

/** Asks the test before a view is made: most marks stand in names. */
function says(units: Uint16Array, { start, end, found }: Cluster, isCut: CutTest): boolean {
  if (joined.length < end - start) joined = new Uint16Array(end - start);
  const joints: Joint[] = [];
  let last = start;
  let length = 0;
  for (let index = 0; index <= found.length; index += 2) {
    const to = found[index] ?? end;
    for (; last < to; last += 1, length += 1) joined[length] = units[last] ?? 0;
    if (index === found.length) break;
    joints.push({ at: length, strong: strongMarks.has(units[to] ?? 0) });
    last = found[index + 1] ?? 0;
  }
  return isCut(joined, length, joints);
}

const strongMarks: ReadonlySet<number> = new Set([..."<\"'"].map((mark) => mark.charCodeAt(0)));

function decodeEscape(escaped: string): string {
  if (escaped.startsWith("%")) {
    return Buffer.from(escaped.replaceAll("%", ""), "hex").toString("utf8");
  }
  if (escaped.startsWith("\\")) {
    return fromCodePoint(Number.parseInt(escaped.slice(escaped[2] === "{" ? 3 : 2), 16));
  }
  if (escaped[1] !== "#") return named.get(escaped.slice(1, -1)) ?? "";
  const hexadecimal = escaped[2] === "x" || escaped[2] === "X";
  return fromCodePoint(Number.parseInt(escaped.slice(hexadecimal ? 3 : 2), hexadecimal ? 16 : 10));
}

function fromCodePoint(point: number): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}
