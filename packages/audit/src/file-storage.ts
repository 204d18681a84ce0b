import { existsSync, mkdirSync, readdirSync, renameSync, truncateSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { system as realSystem, type System } from "@infershield/core";
import {
  type AppendFile,
  checkPrivateFolder,
  createPrivateFolder,
  type Home,
  openAppendFile,
  writeFileDurably,
} from "@infershield/home";
import { dropOldNotes } from "./drop-notes.ts";
import { firstNews, newsSince } from "./file-news.ts";
import { auditFiles, notesPath } from "./file-source.ts";
import { fileState, readRange, segmentPath } from "./segment-file.ts";
import type { AuditStorage, NoteKind } from "./storage.ts";
import { createWriteTurn } from "./write-turn.ts";

/** What belongs to a log in its folder; holds, excerpt keys and the places of sinks do not. */
const partsOfLog = /^(?:[0-9]{6,12}\.jsonl|checkpoints|tombstones|torn-.*)$/;

/**
 * Opens the log of a home as JSON lines, `audit/NNNNNN.jsonl`, for appending. Several processes may have it open at the same time.
 *
 * @param options.openFile - Replaces the opening of files; tests only.
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export async function openAuditFiles(options: {
  readonly home: Home;
  readonly system?: System;
  readonly openFile?: typeof openAppendFile;
}): Promise<AuditStorage> {
  const { home, system = realSystem, openFile = openAppendFile } = options;
  const directory = home.file("audit");
  await createPrivateFolder(directory);
  checkPrivateFolder(directory);
  const turn = createWriteTurn({ home, directory, system });
  /** The segment that is written, while nothing failed. */
  let written: { readonly segment: number; readonly file: AppendFile } | undefined;
  let inode: { readonly segment: number; readonly number: number } | undefined;
  const notes = new Map<NoteKind, AppendFile>();
  let checkpointsInode: number | undefined;

  async function closeSegment(): Promise<void> {
    const { file } = written ?? {};
    written = undefined;
    await file?.close();
  }

  async function openSegment(segment: number): Promise<AppendFile> {
    if (written?.segment === segment) return written.file;
    await closeSegment();
    const path = segmentPath(directory, segment);
    written = { segment, file: await openFile(path) };
    remember(segment);
    return written.file;
  }

  function remember(segment: number): void {
    const number = fileState(segmentPath(directory, segment))?.inode;
    inode = number === undefined ? undefined : { segment, number };
  }

  /** After a failure the file is opened anew, and its end looked at again, before the next write. */
  async function appendTo(segment: number, lines: Buffer): Promise<void> {
    try {
      const file = await openSegment(segment);
      await file.append(lines);
    } catch (error) {
      await closeSegment();
      throw error;
    }
  }

  return {
    ...auditFiles(directory),
    exclusively: turn.run,
    news: async (known) => {
      if (known === undefined) await closeFiles();
      const replaced = await closeReplacedCheckpoints();
      const found =
        known === undefined
          ? firstNews(directory)
          : newsSince(known, { inode: inodeOf(known.segment), replaced }, directory);
      const segment = found?.lines.at(-1)?.segment;
      if (segment !== undefined && segment !== inode?.segment) remember(segment);
      return found;
    },
    setTornAside: async ({ segment, sizeBytes, notesEnd }) => {
      await cutTail(segmentPath(directory, segment), sizeBytes, system);
      await cutTail(notesPath(directory, "checkpoint"), notesEnd, system);
    },
    begin: async (segment, header) => {
      await cutTail(segmentPath(directory, segment), 0, system);
      await appendTo(segment, Buffer.from(`${header}\n`, "latin1"));
    },
    append: ({ segment }, lines) => appendTo(segment, lines),
    addNote: async (kind, note) => {
      const file = notes.get(kind) ?? (await openFile(notesPath(directory, kind)));
      notes.set(kind, file);
      await file.append(Buffer.from(`${note}\n`, "utf8"));
      return file.sizeBytes;
    },
    dropCheckpoints: (drop) => dropOldNotes(notesPath(directory, "checkpoint"), drop, openFile),
    remove: (segment) => unlink(segmentPath(directory, segment)),
    setAside: async (folder) => {
      await closeFiles();
      mkdirSync(folder, { mode: 0o700 });
      for (const name of readdirSync(directory).filter((one) => partsOfLog.test(one))) {
        renameSync(join(directory, name), join(folder, name));
      }
    },
    close: async () => {
      await turn.close();
      await closeFiles();
    },
  };

  function inodeOf(segment: number): number | undefined {
    return inode?.segment === segment ? inode.number : undefined;
  }

  /** Retention, also another process's, puts a shorter file of checkpoints in the place of the one that is open here. */
  async function closeReplacedCheckpoints(): Promise<boolean> {
    const before = checkpointsInode;
    checkpointsInode = fileState(notesPath(directory, "checkpoint"))?.inode;
    if (before === undefined || before === checkpointsInode) return false;
    const open = notes.get("checkpoint");
    notes.delete("checkpoint");
    await open?.close();
    return true;
  }

  async function closeFiles(): Promise<void> {
    await closeSegment();
    const open = [...notes.values()];
    notes.clear();
    for (const file of open) await file.close();
  }
}

/** Cuts a file after `sizeBytes` bytes and keeps the rest beside it: it was never acknowledged, but it is evidence. */
async function cutTail(path: string, sizeBytes: number, system: System): Promise<void> {
  const end = existsSync(path) ? (fileState(path)?.sizeBytes ?? 0) : 0;
  if (end <= sizeBytes) return;
  const aside = join(dirname(path), `torn-${basename(path, ".jsonl")}-${sizeBytes}`);
  await writeFileDurably(aside, Buffer.from(readRange(path, sizeBytes, end), "latin1"), {
    randomBytes: system.randomBytes,
  });
  // Not forced to disk: if the power fails now, the next opening finds the same torn bytes and cuts them again.
  truncateSync(path, sizeBytes);
}
