import { createReadStream } from "node:fs";
import type { LineChunk } from "./storage.ts";

/** A longer line is cut, which is no record then: memory stays bounded whatever lies in the file. */
const maxRestLength = 1024 * 1024;
const chunkBytes = 256 * 1024;

/**
 * The lines of a file.
 *
 * @param range - Bytes `from` (0 without it) up to and without `to` (the end, wherever it is by then).
 */
export function readChunks(
  path: string,
  { from = 0, to }: { readonly from?: number; readonly to?: number } = {},
): AsyncGenerator<LineChunk> {
  const range = { start: from, ...(to !== undefined && { end: to - 1 }) };
  return splitLines(createReadStream(path, { encoding: "latin1", highWaterMark: chunkBytes, ...range }), from);
}

/**
 * Splits Latin-1 text that comes in pieces.
 *
 * @param from - Bytes before the first piece.
 */
export async function* splitLines(
  pieces: AsyncIterable<string> | Iterable<string>,
  from = 0,
): AsyncGenerator<LineChunk> {
  let rest = "";
  let read = from;
  for await (const piece of pieces) {
    read += piece.length;
    const lines = `${rest}${piece}`.split("\n");
    const tail = lines.pop() ?? "";
    rest = tail.slice(0, maxRestLength);
    if (lines.length > 0) yield { lines, rest: "", end: read - tail.length };
  }
  if (rest !== "") yield { lines: [], rest, end: read - rest.length };
}
