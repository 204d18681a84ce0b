import { areAscii, textOfUnits } from "../text-units.ts";
import type { Span } from "./view.ts";

/** Rewritten text that remembers where each of its units came from. Grows with the units written. */
export interface RewrittenText {
  /** Appends one unit that stands for `from`–`to` of the parent. */
  put(unit: number, from: number, to: number): void;
  /** Appends a text that stands, as a whole, for `from`–`to` of the parent. */
  putText(text: string, from: number, to: number): void;
  /** Appends `from`–`to` of the parent unchanged. */
  copy(units: Uint16Array, from: number, to: number): void;
  /** What was written; more may be behind `length`. */
  units(): Uint16Array;
  length(): number;
  text(): string;
  /** Whether all that was written is ASCII. */
  isAscii(): boolean;
  /** Where a span of the rewritten text stands in the parent. */
  origin(span: Span): Span;
}

/**
 * An empty rewritten text. Its map holds one entry for each stretch that stands in the parent as it does here, and one for each unit
 * that does not.
 *
 * @param capacity - Units that are expected; more make it grow.
 */
export function rewrittenText(capacity: number): RewrittenText {
  let units = new Uint16Array(capacity);
  let length = 0;
  /** Where each stretch begins here and in the parent, and where the parent's ends when a unit stands for several or none (else -1). */
  const begins: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  /** The parent's offset at which the last stretch goes on; -1: it does not. */
  let next = 0;

  const grow = (needed: number): void => {
    if (needed <= units.length) return;
    const larger = new Uint16Array(Math.max(needed, units.length * 2));
    larger.set(units);
    units = larger;
  };
  const note = (from: number, to: number): void => {
    begins.push(length);
    starts.push(from);
    ends.push(to);
  };
  const put = (unit: number, from: number, to: number): void => {
    grow(length + 1);
    const isOne = to === from + 1;
    if (!isOne || from !== next) note(from, isOne ? -1 : to);
    next = isOne ? to : -1;
    units[length] = unit;
    length += 1;
  };
  return {
    put,
    putText: (text, from, to) => {
      for (let index = 0; index < text.length; index += 1) put(text.charCodeAt(index), from, to);
    },
    copy: (parent, from, to) => {
      if (to <= from) return;
      grow(length + to - from);
      if (from !== next) note(from, -1);
      next = to;
      if (to - from > shortCopy) units.set(parent.subarray(from, to), length);
      else for (let index = from; index < to; index += 1) units[length + index - from] = parent[index] ?? 0;
      length += to - from;
    },
    units: () => units,
    length: () => length,
    text: () => textOfUnits(units, length),
    isAscii: () => areAscii(units, length),
    origin: ({ start, end }) => {
      if (begins.length === 0) return { start, end };
      const first = lastAtOrBefore(begins, start);
      const last = Math.max(start, end - 1);
      const stretch = lastAtOrBefore(begins, last);
      const stop = ends[stretch] ?? -1;
      return {
        start: (starts[first] ?? 0) + ((ends[first] ?? -1) < 0 ? start - (begins[first] ?? 0) : 0),
        end: stop < 0 ? (starts[stretch] ?? 0) + last + 1 - (begins[stretch] ?? 0) : stop,
      };
    },
  };
}

/** Under this length a loop is faster than a call. */
const shortCopy = 32;

/** Index of the last of the ascending numbers that is at most `value`; -1 when none is. */
function lastAtOrBefore(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
