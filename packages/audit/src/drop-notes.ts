import { createReadStream, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { openAppendFile } from "@infershield/home";
import { readNoteFile } from "./note-file.ts";
import { fileState } from "./segment-file.ts";

const pieceBytes = 1024 * 1024;

/**
 * Puts a file in the place of a file of notes that lacks the oldest of them, as long as `drop` says so; the last one stays. A crash leaves
 * the one or the other file.
 */
export async function dropOldNotes(
  path: string,
  drop: (note: string) => boolean,
  openFile: typeof openAppendFile,
): Promise<void> {
  const from = await firstKept(path, drop);
  if (from === 0) return;
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const file = await openFile(fresh);
  try {
    for await (const piece of createReadStream(path, { start: from, highWaterMark: pieceBytes })) {
      await file.append(piece);
    }
  } finally {
    await file.close();
  }
  renameSync(fresh, path);
  // What is appended from now on must not be lost with the name.
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

/** Where the first note that stays begins. */
async function firstKept(path: string, drop: (note: string) => boolean): Promise<number> {
  const sizeBytes = fileState(path)?.sizeBytes ?? 0;
  let from = 0;
  for await (const note of readNoteFile(path)) {
    const end = from + Buffer.byteLength(note) + 1;
    if (!drop(note) || end >= sizeBytes) break;
    from = end;
  }
  return from;
}
