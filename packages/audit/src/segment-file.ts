import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { noLog } from "./error.ts";

/**
 * Numbers of the segments in a folder, rising.
 *
 * @throws AuditError `NO_LOG` when there is no such folder
 */
export function listSegments(directory: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    throw noLog(error);
  }
  return names
    .flatMap((name) => /^([0-9]{6,12})\.jsonl$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
}

/** Path of a segment, `000001.jsonl` in the folder of a log. */
export function segmentPath(directory: string, segment: number): string {
  return `${directory}/${String(segment).padStart(6, "0")}.jsonl`;
}

/** Which file lies at a path and how long it is; undefined when there is none. */
export function fileState(path: string): { readonly inode: number; readonly sizeBytes: number } | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && { inode: stats.ino, sizeBytes: stats.size };
}

const openForReading = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Bytes `from` to `to` (exclusive) of a file, as Latin-1 text; shorter when the file is. */
export function readRange(path: string, from: number, to: number): string {
  const descriptor = openSync(path, openForReading);
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(to, fstatSync(descriptor).size) - from));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, from + length);
      if (read === 0) break;
      length += read;
    }
    return bytes.toString("latin1", 0, length);
  } finally {
    closeSync(descriptor);
  }
}
