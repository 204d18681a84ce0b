import { readLine } from "./line.ts";
import { readChunks } from "./line-file.ts";
import { readNoteFile } from "./note-file.ts";
import { fileState, listSegments, readRange, segmentPath } from "./segment-file.ts";
import type { AuditSource, NoteKind } from "./storage.ts";

/** A header is about 400 bytes. */
const headerWindowBytes = 4096;
/** Holds at least one whole line. */
const lastWindowBytes = 64 * 1024;

/** The file of all notes of a kind. */
export function notesPath(directory: string, kind: NoteKind): string {
  return `${directory}/${kind}s`;
}

/** First line of a segment's file; undefined when it is not whole. */
export function headerOf(directory: string, segment: number): string | undefined {
  const text = readRange(segmentPath(directory, segment), 0, headerWindowBytes);
  const end = text.indexOf("\n");
  return end < 0 ? undefined : text.slice(0, end);
}

/**
 * The audit log in a folder: `$INFERSHIELD_HOME/audit`, or a copy of it. Nothing is written there.
 *
 * @param directory - Path of the folder.
 */
export function auditFiles(directory: string): AuditSource {
  return {
    segments: async () => listSegments(directory),
    header: async (segment) => headerOf(directory, segment),
    read: (segment, from = 0) => readChunks(segmentPath(directory, segment), { from }),
    notes: (kind) => readNoteFile(notesPath(directory, kind)),
    lastSeq: async () => lastRecord(directory),
  };
}

function lastRecord(directory: string): number {
  for (const segment of listSegments(directory).toReversed()) {
    const path = segmentPath(directory, segment);
    const size = fileState(path)?.sizeBytes ?? 0;
    const lines = readRange(path, Math.max(0, size - lastWindowBytes), size).split("\n");
    const seq = lines
      .slice(0, -1)
      .flatMap((line) => readLine(line)?.seq ?? [])
      .at(-1);
    if (seq !== undefined) return seq;
  }
  return 0;
}
