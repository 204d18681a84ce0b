import { lastNote, noCheckpoint, noteDigest, parseCheckpoint, type ReadCheckpoint } from "./checkpoint.ts";
import { corrupt } from "./error.ts";
import { readLine } from "./line.ts";
import { fileState, listSegments, parseHeader, readRange, type SegmentHeader, segmentPath } from "./segment.ts";

/** Where the log ends, as far as this process has read or written it. It moves forward, and only while this process has the right to append. */
export interface Head {
  header: SegmentHeader;
  inode: number;
  sizeBytes: number;
  /** Last record; one less than the segment's first in an empty segment. */
  seq: number;
  /** Hash of the last line. */
  hash: string;
  /** Hashes of the last records, those that no checkpoint covers. */
  uncovered: string[];
  checkpoint: ReadCheckpoint | undefined;
  checkpointBytes: number;
  /** Bytes after the last whole line and the last whole note, left by a writer that died. */
  tornBytes: number;
  tornCheckpointBytes: number;
}

/** First look back from the end of a segment; doubled until it reaches the last checkpoint. */
const firstWindowBytes = 256 * 1024;
/** Notes are about 400 bytes. */
const noteWindowBytes = 16 * 1024;

/** File of all signed checkpoints. */
export function checkpointsPath(directory: string): string {
  return `${directory}/checkpoints`;
}

/** What {@link Head.checkpoint} names the next checkpoint's predecessor by. */
export function previousDigest(head: Head): string {
  return head.checkpoint === undefined ? noCheckpoint : noteDigest(head.checkpoint.note);
}

/**
 * Finds the end of a log on disk without reading all of it: back to the last checkpoint, within the last segment.
 *
 * @returns undefined when there is no log yet
 * @throws AuditError `AUDIT_CORRUPT` when the end is not intact or lies before the last checkpoint
 */
export function loadHead(directory: string): Head | undefined {
  const checkpoint = lastCheckpoint(directory);
  const segment = listSegments(directory).findLast((one) => wholeHeader(directory, one) !== undefined);
  if (segment === undefined) {
    if (checkpoint.last !== undefined) throw corrupt("its records are gone, its checkpoints are not");
    return undefined;
  }
  const path = segmentPath(directory, segment);
  const header = wholeHeader(directory, segment);
  const state = fileState(path);
  if (header === undefined || state === undefined) throw corrupt(`segment ${segment} is gone`);
  // Without a signer nothing looks further back than the last line.
  const covered = header.signer === null ? Number.MAX_SAFE_INTEGER : (checkpoint.last?.last ?? 0);
  for (let window = firstWindowBytes; ; window *= 2) {
    const from = Math.max(0, state.sizeBytes - window);
    const text = readRange(path, from, state.sizeBytes);
    const start = from === 0 ? 0 : text.indexOf("\n") + 1;
    const anchorEnd = text.indexOf("\n", start);
    const anchor = readLine(text.slice(start, Math.max(start, anchorEnd)));
    if (anchor === undefined && from > 0) continue;
    const seq = anchor?.seq ?? header.first_seq - 1;
    if (anchor === undefined || !anchor.intact) throw corrupt(`segment ${segment} does not end in whole records`);
    if (seq > covered && from > 0) continue;
    const head: Head = {
      header,
      inode: state.inode,
      sizeBytes: from + anchorEnd + 1,
      seq,
      hash: anchor.hash,
      uncovered: anchor.seq === undefined || header.signer === null ? [] : [anchor.hash],
      checkpoint: undefined,
      checkpointBytes: 0,
      tornBytes: 0,
      tornCheckpointBytes: 0,
    };
    advance(head, text.slice(anchorEnd + 1));
    followCheckpoints(head, checkpoint);
    return head;
  }
}

/**
 * Takes in what other processes appended since.
 *
 * @throws AuditError `AUDIT_CORRUPT` when the log is not a continuation of what this process knows
 */
export function followHead(head: Head, directory: string): void {
  for (;;) {
    followSegment(head, directory);
    const next = head.header.segment + 1;
    const header = fileState(segmentPath(directory, next)) && wholeHeader(directory, next);
    if (header === undefined) break;
    beginSegment(head, header, directory);
  }
  const path = checkpointsPath(directory);
  const size = fileState(path)?.sizeBytes ?? 0;
  if (size < head.checkpointBytes) throw corrupt("checkpoints were taken away");
  if (size > head.checkpointBytes) followCheckpoints(head, lastCheckpoint(directory));
}

function followSegment(head: Head, directory: string): void {
  const path = segmentPath(directory, head.header.segment);
  const state = fileState(path);
  if (state === undefined || state.inode !== head.inode || state.sizeBytes < head.sizeBytes) {
    throw corrupt(`segment ${head.header.segment} was replaced or cut while it was in use`);
  }
  head.tornBytes = 0;
  if (state.sizeBytes > head.sizeBytes) advance(head, readRange(path, head.sizeBytes, state.sizeBytes));
}

/** Moves on to a segment that another process began. */
function beginSegment(head: Head, header: SegmentHeader, directory: string): void {
  const path = segmentPath(directory, header.segment);
  const state = fileState(path);
  const text = readRange(path, 0, state?.sizeBytes ?? 0);
  const end = text.indexOf("\n");
  const line = readLine(text.slice(0, end));
  const fits = line?.intact && line.prev === head.hash && header.first_seq === head.seq + 1 && head.tornBytes === 0;
  if (!fits || state === undefined || header.origin !== head.header.origin) {
    throw corrupt(`segment ${header.segment} does not continue the one before`);
  }
  Object.assign(head, { header, inode: state.inode, sizeBytes: end + 1, hash: line.hash, uncovered: [] });
}

/** Takes in whole lines; what follows the last of them is torn. */
function advance(head: Head, text: string): void {
  let from = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
    const line = readLine(text.slice(from, end));
    if (!line?.intact || line.prev !== head.hash || line.seq !== head.seq + 1) {
      throw corrupt(`record ${head.seq + 1} does not continue the chain`);
    }
    head.seq = line.seq;
    head.hash = line.hash;
    if (head.header.signer !== null) head.uncovered.push(line.hash);
    from = end + 1;
  }
  head.sizeBytes += from;
  head.tornBytes = text.length - from;
}

interface LastCheckpoint {
  readonly last: ReadCheckpoint | undefined;
  /** Length of the file up to the end of its last whole note. */
  readonly sizeBytes: number;
  readonly tornBytes: number;
}

function lastCheckpoint(directory: string): LastCheckpoint {
  const path = checkpointsPath(directory);
  const size = fileState(path)?.sizeBytes ?? 0;
  const text = size === 0 ? "" : readRange(path, Math.max(0, size - noteWindowBytes), size);
  const { note, rest } = lastNote(Buffer.from(text, "latin1").toString("utf8"));
  const tornBytes = Buffer.byteLength(rest);
  if (note === undefined) return { last: undefined, sizeBytes: size - tornBytes, tornBytes };
  const last = parseCheckpoint(note);
  if (last === undefined) throw corrupt("the last checkpoint is not readable");
  return { last, sizeBytes: size - tornBytes, tornBytes };
}

function followCheckpoints(head: Head, { last, sizeBytes, tornBytes }: LastCheckpoint): void {
  head.checkpointBytes = sizeBytes;
  head.tornCheckpointBytes = tornBytes;
  if (last === undefined || last.origin !== head.header.origin) return;
  if (last.last > head.seq) throw corrupt(`records after ${head.seq} are gone: a checkpoint covers ${last.last}`);
  const first = head.seq - head.uncovered.length + 1;
  if (last.last >= first && head.uncovered[last.last - first] !== last.chain) {
    throw corrupt(`record ${last.last} is not the one its checkpoint names`);
  }
  head.checkpoint = last;
  head.uncovered.splice(0, last.last - first + 1);
}

function wholeHeader(directory: string, segment: number): SegmentHeader | undefined {
  const text = readRange(segmentPath(directory, segment), 0, 4096);
  const end = text.indexOf("\n");
  if (end < 0) return undefined;
  const header = parseHeader(text.slice(0, end));
  if (header?.segment !== segment) throw corrupt(`segment ${segment} has no header of its own`);
  return header;
}
