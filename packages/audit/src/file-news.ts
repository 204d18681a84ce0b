import { lastNote, parseCheckpoint } from "./checkpoint.ts";
import { corrupt } from "./error.ts";
import { headerOf, notesPath } from "./file-source.ts";
import { readLine } from "./line.ts";
import { parseHeader, type SegmentHeader } from "./segment.ts";
import { fileState, listSegments, readRange, segmentPath } from "./segment-file.ts";
import type { LogEnd, LogNews, NewLines } from "./storage.ts";

/** First look back from the end of a segment; doubled until it reaches the last checkpoint. */
const firstWindowBytes = 256 * 1024;
/** Notes are about 400 bytes. */
const noteWindowBytes = 16 * 1024;

/**
 * Finds the end of a log without reading all of it: back to the last checkpoint, within the last segment.
 *
 * @returns undefined when there is no log yet
 * @throws AuditError `AUDIT_CORRUPT` when the last segment does not end in whole lines
 */
export function firstNews(directory: string): LogNews | undefined {
  const checkpoint = lastCheckpoint(directory);
  const segment = listSegments(directory).findLast((one) => ownHeader(directory, one) !== undefined);
  const { tornNote } = checkpoint;
  if (segment === undefined) {
    return checkpoint.note === undefined ? undefined : { lines: [], checkpoint, tornBytes: 0, tornNote };
  }
  const covered = parseCheckpoint(checkpoint.note ?? "")?.last ?? 0;
  const { tornBytes, ...lines } = lastLines(directory, segment, covered);
  return { lines: [lines], checkpoint, tornBytes, tornNote };
}

function lastLines(directory: string, segment: number, covered: number): NewLines & { readonly tornBytes: number } {
  const header = ownHeader(directory, segment);
  const path = segmentPath(directory, segment);
  const sizeBytes = fileState(path)?.sizeBytes;
  if (header === undefined || sizeBytes === undefined) throw corrupt(`segment ${segment} is gone`);
  const headerBytes = header.text.length + 1;
  for (let window = firstWindowBytes; ; window *= 2) {
    const from = Math.max(headerBytes, sizeBytes - window);
    const text = readRange(path, from, sizeBytes);
    const start = from === headerBytes ? 0 : text.indexOf("\n") + 1;
    const anchor = readLine(text.slice(start, Math.max(start, text.indexOf("\n", start))));
    const { records, rest } = wholeLines(text.slice(start));
    // Without a signer nothing looks further back than the last append that is whole.
    const reached =
      anchor?.seq !== undefined && (header.signer === null ? records.some(endsAppend) : anchor.seq <= covered);
    if (!reached && from > headerBytes) continue;
    return { segment, header: header.text, records, startBytes: from + start, tornBytes: rest };
  }
}

/**
 * What other processes appended since.
 *
 * @param files.inode - The segment's file as it was when it was read or written last.
 * @param files.replaced - Whether the file of checkpoints is another one than then.
 * @throws AuditError `AUDIT_CORRUPT` when the files are not a continuation of what was known
 */
export function newsSince(
  known: LogEnd,
  { inode, replaced }: { readonly inode: number | undefined; readonly replaced: boolean },
  directory: string,
): LogNews {
  const lines: NewLines[] = [];
  let { segment } = known;
  let tornBytes = 0;
  const path = segmentPath(directory, segment);
  const state = fileState(path);
  const kept = state !== undefined && (inode === undefined || state.inode === inode);
  if (!kept || state.sizeBytes < known.sizeBytes) {
    throw corrupt(`segment ${segment} was replaced or cut while it was in use`);
  }
  if (state.sizeBytes > known.sizeBytes) {
    const { records, rest } = wholeLines(readRange(path, known.sizeBytes, state.sizeBytes));
    if (records.length > 0) lines.push({ segment, records, startBytes: known.sizeBytes });
    tornBytes = rest;
  }
  for (;;) {
    const next = nextSegment(directory, segment + 1);
    if (next === undefined) break;
    if (tornBytes > 0) throw corrupt(`segment ${next.segment} does not continue the one before`);
    lines.push(next);
    segment = next.segment;
    tornBytes = next.tornBytes;
  }
  const size = fileState(notesPath(directory, "checkpoint"))?.sizeBytes ?? 0;
  if (size < known.notesEnd && !replaced) throw corrupt("checkpoints were taken away");
  if (size === known.notesEnd && !replaced) return { lines, tornBytes, tornNote: false };
  const checkpoint = lastCheckpoint(directory);
  return { lines, checkpoint, tornBytes, tornNote: checkpoint.tornNote };
}

function endsAppend(record: string): boolean {
  return readLine(record)?.mac !== undefined;
}

function nextSegment(directory: string, segment: number): (NewLines & { readonly tornBytes: number }) | undefined {
  const path = segmentPath(directory, segment);
  const state = fileState(path);
  const header = state && ownHeader(directory, segment);
  if (header === undefined) return undefined;
  const startBytes = header.text.length + 1;
  const { records, rest } = wholeLines(readRange(path, startBytes, state?.sizeBytes ?? 0));
  return { segment, header: header.text, records, startBytes, tornBytes: rest };
}

function wholeLines(text: string): { readonly records: readonly string[]; readonly rest: number } {
  const records = text.split("\n");
  return { rest: records.pop()?.length ?? 0, records };
}

function ownHeader(directory: string, segment: number): (SegmentHeader & { readonly text: string }) | undefined {
  const text = headerOf(directory, segment);
  if (text === undefined) return undefined;
  const header = parseHeader(text);
  if (header?.segment !== segment) throw corrupt(`segment ${segment} has no header of its own`);
  return { ...header, text };
}

function lastCheckpoint(directory: string): {
  readonly note: string | undefined;
  readonly end: number;
  readonly tornNote: boolean;
} {
  const path = notesPath(directory, "checkpoint");
  const size = fileState(path)?.sizeBytes ?? 0;
  const text = size === 0 ? "" : readRange(path, Math.max(0, size - noteWindowBytes), size);
  const { note, rest } = lastNote(Buffer.from(text, "latin1").toString("utf8"));
  const torn = Buffer.byteLength(rest);
  return { note, end: size - torn, tornNote: torn > 0 };
}
