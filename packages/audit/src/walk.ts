import { readLines } from "./read.ts";
import { segmentPath } from "./segment.ts";

/** One line of a log with its place. */
export interface PlacedLine {
  readonly segment: number;
  /** From 0; line 0 is the segment's header. */
  readonly index: number;
  readonly text: string;
  /** False for what follows the last newline of a segment. */
  readonly whole: boolean;
}

/** All lines of some segments, in order. */
export async function* walkLines(directory: string, segments: readonly number[]): AsyncGenerator<PlacedLine> {
  for (const segment of segments) {
    let index = 0;
    for await (const { text, whole } of readLines(segmentPath(directory, segment))) {
      yield { segment, index, text, whole };
      index++;
    }
  }
}
