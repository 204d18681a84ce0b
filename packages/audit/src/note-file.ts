import { existsSync } from "node:fs";
import { readLines } from "./line-file.ts";

/** 68 bytes in base64. */
const signatureEnd = / [A-Za-z0-9+/]{91}=$/;
const signaturePrefix = Buffer.from("\u2014 ", "utf8").toString("latin1");

/**
 * The notes of a file, each followed by an empty line; none without the file. What a crash leaves at the end is left out; what has a
 * signature and its empty line but no note around it was changed, and is given as it is: no reader takes it for a note.
 */
export async function* readNoteFile(path: string): AsyncGenerator<string> {
  if (!existsSync(path)) return;
  let lines: string[] = [];
  for await (const { text, whole } of readLines(path)) {
    if (!whole) return;
    const ended = text === "" && lines.at(-1)?.startsWith(signaturePrefix);
    if (ended) {
      yield Buffer.from(`${lines.join("\n")}\n`, "latin1").toString("utf8");
      lines = [];
    } else {
      lines.push(text);
    }
  }
  if (lines.at(-1) === "" && lines.some((line) => signatureEnd.test(line))) yield lines.join("\n");
}
