import { readChunks } from "./line-file.ts";
import { fileState } from "./segment-file.ts";
import type { LineChunk } from "./storage.ts";

/** 68 bytes in base64. */
const signatureEnd = / [A-Za-z0-9+/]{91}=$/;
const signaturePrefix = Buffer.from("\u2014 ", "utf8").toString("latin1");

/**
 * The notes that a file holds at this moment, each followed by an empty line; none without the file. What a crash leaves at the end is
 * left out; what has a signature and its empty line but no note around it was changed, and is given as it is: no reader takes it for a
 * note.
 */
export function readNoteFile(path: string): AsyncIterable<string> {
  const to = fileState(path)?.sizeBytes ?? 0;
  return splitNotes(to === 0 ? [] : readChunks(path, { to }));
}

/** The notes in some lines. @see readNoteFile */
export async function* splitNotes(chunks: AsyncIterable<LineChunk> | Iterable<LineChunk>): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const chunk of chunks) {
    if (chunk.rest !== "") return;
    for (const text of chunk.lines) {
      const ended = text === "" && lines.at(-1)?.startsWith(signaturePrefix);
      if (ended) yield Buffer.from(`${lines.join("\n")}\n`, "latin1").toString("utf8");
      if (ended) lines = [];
      else lines.push(text);
    }
  }
  if (lines.at(-1) === "" && lines.some((line) => signatureEnd.test(line))) yield lines.join("\n");
}
