import { textOfUnits } from "../text-units.ts";
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
  /** Where a span of the rewritten text stands in the parent. */
  origin(span: Span): Span;
}

/**
 * An empty rewritten text.
 *
 * @param capacity - Units that are expected; more make it grow.
 */
export function rewrittenText(capacity: number): RewrittenText {
  let units = new Uint16Array(capacity);
  // Where each unit came from; not kept while every unit stands where it stood.
  let starts: Int32Array | undefined;
  let ends: Int32Array | undefined;
  let length = 0;

  const grow = (needed: number): void => {
    if (needed <= units.length) return;
    const size = Math.max(needed, units.length * 2);
    units = enlarged(units, new Uint16Array(size));
    if (starts !== undefined) starts = enlarged(starts, new Int32Array(size));
    if (ends !== undefined) ends = enlarged(ends, new Int32Array(size));
  };
  const moved = (): void => {
    if (starts !== undefined) return;
    starts = new Int32Array(units.length);
    ends = new Int32Array(units.length);
    for (let index = 0; index < length; index += 1) {
      starts[index] = index;
      ends[index] = index + 1;
    }
  };
  const put = (unit: number, from: number, to: number): void => {
    grow(length + 1);
    if (from !== length || to !== length + 1) moved();
    if (starts !== undefined) starts[length] = from;
    if (ends !== undefined) ends[length] = to;
    units[length] = unit;
    length += 1;
  };
  return {
    put,
    putText: (text, from, to) => {
      for (let index = 0; index < text.length; index += 1) put(text.charCodeAt(index), from, to);
    },
    copy: (parent, from, to) => {
      grow(length + to - from);
      if (from !== length && to > from) moved();
      units.set(parent.subarray(from, to), length);
      for (let index = from; starts !== undefined && ends !== undefined && index < to; index += 1) {
        starts[length + index - from] = index;
        ends[length + index - from] = index + 1;
      }
      length += to - from;
    },
    units: () => units,
    length: () => length,
    text: () => textOfUnits(units, length),
    origin: ({ start, end }) =>
      starts === undefined ? { start, end } : { start: starts[start] ?? 0, end: ends?.[Math.max(start, end - 1)] ?? 0 },
  };
}

function enlarged<T extends Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
