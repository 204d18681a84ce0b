import { createReadStream } from "node:fs";
import type { LineChunk } from "./storage.ts";

/** A longer line is cut, which is no record then: memory stays bounded whatever lies in the file. */
const maxRestLength = 1024 * 1024;
const chunkBytes = 256 * 1024;

/** The lines of a file from a byte offset on. */
export async function* readChunks(path: string, from = 0): AsyncGenerator<LineChunk> {
  let rest = "";
  let read = from;
  for await (const chunk of createReadStream(path, { encoding: "latin1", highWaterMark: chunkBytes, start: from })) {
    const text: string = chunk;
    read += text.length;
    const lines = `${rest}${text}`.split("\n");
    const tail = lines.pop() ?? "";
    rest = tail.slice(0, maxRestLength);
    if (lines.length > 0) yield { lines, rest: "", end: read - tail.length };
  }
  if (rest !== "") yield { lines: [], rest, end: read - rest.length };
}

/** The lines of a file one by one; `whole` is false for what follows the last newline. */
export async function* readLines(path: string): AsyncGenerator<{ readonly text: string; readonly whole: boolean }> {
  for await (const { lines, rest } of readChunks(path)) {
    for (const text of lines) yield { text, whole: true };
    if (rest !== "") yield { text: rest, whole: false };
  }
}
