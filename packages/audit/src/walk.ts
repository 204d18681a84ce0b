import type { AuditSource } from "./storage.ts";

/** One line of a log with its place. */
export interface PlacedLine {
  readonly segment: number;
  /** From 0; line 0 is the segment's header. */
  readonly index: number;
  readonly text: string;
  /** False for half a line at the end of a segment. */
  readonly whole: boolean;
}

/** All lines of some segments in order, many at a time. */
export async function* walkLines(
  source: AuditSource,
  segments: readonly number[],
): AsyncGenerator<readonly PlacedLine[]> {
  for (const segment of segments) {
    let first = 0;
    for await (const { lines, rest } of source.read(segment)) {
      const from = first;
      const placed = lines.map((text, offset) => ({ segment, index: from + offset, text, whole: true }));
      first += lines.length;
      yield rest === "" ? placed : [...placed, { segment, index: first, text: rest, whole: false }];
    }
  }
}
