import { existsSync } from "node:fs";
import { checkpointsPath } from "./head.ts";
import { readLines } from "./read.ts";

/** 68 bytes in base64. */
const signatureEnd = / [A-Za-z0-9+/]{91}=$/;
const signaturePrefix = Buffer.from("\u2014 ", "utf8").toString("latin1");

/** The notes beside a log, oldest first. What stands after the last whole one is left out: a writer died over it. */
export async function* readNotes(directory: string): AsyncGenerator<string> {
  const path = checkpointsPath(directory);
  if (existsSync(path)) yield* readNotesOf(path);
}

/**
 * The notes of a file, each followed by an empty line. What a crash leaves at the end is left out; what has a signature and its empty
 * line but no note around it was changed, and is given as it is: no reader takes it for a note.
 */
export async function* readNotesOf(path: string): AsyncGenerator<string> {
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
