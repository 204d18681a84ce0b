import type { FindingCategory, Severity } from "@infershield/core";
import { endsCommand } from "./text-units.ts";

/** What a rule says about itself in every finding and in docs/detectors.md. */
export interface RuleInfo {
  /** Stable identifier, `category.name`. */
  readonly id: string;
  readonly category: FindingCategory;
  readonly severity: Severity;
  /** One sentence for people; never matched text. */
  readonly explanation: string;
}

/** A match inside one view: UTF-16 offsets, end exclusive; 0–100 says how likely and how bad. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** `more`: the text stops before this can be decided; never returned when `ended`. */
export type MatchResult = Match | "none" | "more";

/** The place where one of a rule's literals occurs. */
export interface LiteralHit {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** No text follows; when false, a match that touches the end of `text` is not final. */
  readonly ended: boolean;
}

/**
 * A rule that begins at a literal and looks only at the characters from there on (and at one before it).
 * Its answer about a hit never changes when more text follows, unless it was `more`: streams and whole texts agree by construction.
 */
export interface LiteralRule extends RuleInfo {
  /** Lower case; found whatever the ASCII case. */
  readonly literals: readonly string[];
  /** A word character before the literal rules the hit out. */
  readonly wordStart: boolean;
  /** What may follow a literal: anything else, where more text is at hand, rules the hit out at once. A table as of `characterSet`. */
  readonly follow?: Uint8Array;
  /** At least so many of them follow every match's literal; 1 when left out. */
  readonly leastFollowing?: number;
  readonly match: (hit: LiteralHit) => MatchResult;
}

/** Reads characters of `set` from `from`, at most `limit`. @returns the end offset */
export function runEnd(text: string, from: number, set: Uint8Array, limit: number): number {
  const stop = Math.min(text.length, from + limit);
  const near = Math.min(stop, from + shortRun);
  let index = from;
  while (index < near && set[text.charCodeAt(index)] === 1) index += 1;
  return index < near || near === stop ? index : longRunEnd(text, { from, read: index, stop }, set);
}

const shortRun = 24;

/** What is known of the long run that was read last: all of `from`–`end` is in the set. */
interface KnownRun {
  readonly reading: number;
  readonly from: number;
  readonly end: number;
}

const knownRuns = new WeakMap<Uint8Array, KnownRun>();
let readText = "";
let reading = 0;

/** Hostile text begins a match at every few characters of one long run: what was read of it is not read again. */
function longRunEnd(
  text: string,
  { from, read, stop }: { readonly from: number; readonly read: number; readonly stop: number },
  set: Uint8Array,
): number {
  // What was read of an answer stays read when its next piece comes.
  if (text !== readText && text.slice(0, readText.length) !== readText) reading += 1;
  // Also when they are equal: two copies of a long text would be compared whole each time.
  readText = text;
  const known = knownRuns.get(set);
  const goesOn = known?.reading === reading && known.from <= from && known.end >= read;
  let index = goesOn ? Math.min(stop, known.end) : read;
  while (index < stop && set[text.charCodeAt(index)] === 1) index += 1;
  if (!goesOn || index > known.end) knownRuns.set(set, { reading, from: goesOn ? known.from : from, end: index });
  return index;
}

/** A table of 65,536 flags for the given characters and ranges, such as `a-z0-9_`. A minus stands first or last to be itself. */
export function characterSet(members: string): Uint8Array {
  const set = new Uint8Array(65_536);
  markMembers(set, members, 1);
  return set;
}

function markMembers(set: Uint8Array, members: string, mark: 0 | 1): void {
  for (let index = 0; index < members.length; index += 1) {
    const isRange = members[index + 1] === "-" && index + 2 < members.length;
    const last = members.charCodeAt(isRange ? index + 2 : index);
    for (let code = members.charCodeAt(index); code <= last; code += 1) set[code] = mark;
    if (isRange) index += 2;
  }
}

/** A table of every unit but the given characters and ranges. */
export function characterSetExcept(members: string): Uint8Array {
  const set = new Uint8Array(65_536).fill(1);
  markMembers(set, members, 0);
  return set;
}

/** `[A-Za-z0-9_]`: what may not stand before or after a token. */
export const wordCharacters: Uint8Array = characterSet("A-Za-z0-9_");

/** Whether the character before `index` is part of a word. */
export function continuesWord(text: string, index: number): boolean {
  return index > 0 && wordCharacters[text.charCodeAt(index - 1)] === 1 && !endsCommand(text, index);
}
