import { readChunks } from "./line-file.ts";
import { fileState } from "./segment-file.ts";

/** 68 bytes in base64. */
const signatureEnd = / [A-Za-z0-9+/]{91}=$/;
const signaturePrefix = Buffer.from("\u2014 ", "utf8").toString("latin1");

/**
 * The notes that a file holds at this moment, each followed by an empty line; none without the file. What a crash leaves at the end is
 * left out; what has a signature and its empty line but no note around it was changed, and is given as it is: no reader takes it for a
 * note.
 */
export function readNoteFile(path: string): AsyncIterable<string> {
  return readNotes(path, fileState(path)?.sizeBytes ?? 0);
}

async function* readNotes(path: string, sizeBytes: number): AsyncGenerator<string> {
  if (sizeBytes === 0) return;
  let lines: string[] = [];
  for await (const chunk of readChunks(path, { to: sizeBytes })) {
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
