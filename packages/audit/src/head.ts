import type { KeyedDigest } from "@infershield/core";
import { noCheckpoint, noteDigest, parseCheckpoint, type ReadCheckpoint } from "./checkpoint.ts";
import { corrupt } from "./error.ts";
import { isAuthentic, type ReadLine, readLine } from "./line.ts";
import { parseHeader, type SegmentHeader } from "./segment.ts";
import type { LogEnd, LogNews, NewLines } from "./storage.ts";

/** Where the log ends, as far as this process has read or written it. */
export interface Head extends LogEnd {
  readonly header: SegmentHeader;
  /** Hash of the last line. */
  readonly hash: string;
  /** Hashes of the last records, those that no checkpoint covers; none where no checkpoint will. */
  readonly uncovered: readonly string[];
  readonly checkpoint: ReadCheckpoint | undefined;
}

/** What {@link Head.checkpoint} names the next checkpoint's predecessor by. */
export function previousDigest(head: Head): string {
  return head.checkpoint === undefined ? noCheckpoint : noteDigest(head.checkpoint.note);
}

/** The head of a segment that holds its header and nothing else. */
export function emptySegment(
  line: { readonly text: string; readonly hash: string },
  before: Pick<Head, "checkpoint" | "notesEnd">,
): Head {
  const header = headerOf(line.text);
  return {
    header,
    segment: header.segment,
    sizeBytes: line.text.length + 1,
    seq: header.first_seq - 1,
    hash: line.hash,
    uncovered: [],
    checkpoint: before.checkpoint,
    notesEnd: before.notesEnd,
  };
}

/** What a writer found out about the end of a log. */
export interface ReadEnd {
  /** The end of the last append that is whole. */
  readonly head: Head;
  /** Bytes of whole lines behind it: an append whose last line, the one with the `mac`, never came. */
  readonly unfinishedBytes: number;
}

/**
 * Takes in what other processes appended.
 *
 * @param known - undefined at the first reading.
 * @throws AuditError `AUDIT_CORRUPT` when that is not intact or authentic, not a continuation of what is known, or less than a checkpoint
 *   covers
 */
export function takeNews(known: Head | undefined, news: LogNews, auditKey: KeyedDigest): ReadEnd {
  let head = known;
  let unfinishedBytes = 0;
  for (const lines of news.lines) {
    const start = beginning(head, lines, auditKey);
    const records = readRecords(start, lines.records, auditKey);
    const whole =
      lines === news.lines.at(-1) ? records.findLastIndex(({ mac }) => mac !== undefined) + 1 : records.length;
    head = behind(start, records.slice(0, whole));
    unfinishedBytes = records.slice(whole).reduce((sum, { bytes }) => sum + bytes, 0);
  }
  if (head === undefined) throw corrupt("its records are gone, its checkpoints are not");
  if (news.checkpoint !== undefined) head = followCheckpoint(head, news.checkpoint);
  return { head, unfinishedBytes };
}

/** The head that the records of these lines follow. The first records read of a log rest on the checkpoint that covers them. */
function beginning(head: Head | undefined, lines: NewLines, auditKey: KeyedDigest): Head {
  const { segment, header, records, startBytes } = lines;
  if (header === undefined) {
    if (head?.segment === segment) return head;
    throw corrupt(`segment ${segment} is not the one that was written`);
  }
  const line = readLine(header);
  if (!line?.intact) throw corrupt(`the header of segment ${segment} is not intact`);
  const empty = emptySegment({ text: header, hash: line.hash }, head ?? { checkpoint: undefined, notesEnd: 0 });
  checkMac(line, empty.header, auditKey);
  if (head === undefined) return startBytes === empty.sizeBytes ? empty : beforeFirst(empty, records, startBytes);
  const fits = line.prev === head.hash && empty.seq === head.seq && empty.header.origin === head.header.origin;
  if (!fits) throw corrupt(`segment ${segment} does not continue the one before`);
  return empty;
}

/** The head just before a record in the middle of a segment, by what that record says of it. */
function beforeFirst(empty: Head, records: readonly string[], startBytes: number): Head {
  const first = readLine(records[0] ?? "");
  if (first?.seq === undefined) throw corrupt(`segment ${empty.segment} does not end in whole records`);
  return { ...empty, seq: first.seq - 1, hash: first.prev, sizeBytes: startBytes };
}

interface NewRecord extends Pick<ReadLine, "hash" | "mac"> {
  readonly bytes: number;
}

function readRecords(head: Head, texts: readonly string[], auditKey: KeyedDigest): readonly NewRecord[] {
  let { seq, hash } = head;
  return texts.map((text) => {
    const line = readLine(text);
    seq++;
    if (!line?.intact || line.prev !== hash || line.seq !== seq)
      throw corrupt(`record ${seq} does not continue the chain`);
    if (line.mac !== undefined) checkMac(line, head.header, auditKey);
    hash = line.hash;
    return { hash, mac: line.mac, bytes: text.length + 1 };
  });
}

/** What somebody without the audit key wrote must not be continued: the next `mac` would vouch for it. */
function checkMac(line: ReadLine, { kid, segment }: SegmentHeader, auditKey: KeyedDigest): void {
  if (isAuthentic(line, kid, auditKey) === false) throw corrupt(`a line of segment ${segment} is not authentic`);
}

function behind(head: Head, records: readonly NewRecord[]): Head {
  return {
    ...head,
    seq: head.seq + records.length,
    hash: records.at(-1)?.hash ?? head.hash,
    sizeBytes: records.reduce((sum, { bytes }) => sum + bytes, head.sizeBytes),
    uncovered: head.header.signer === null ? [] : [...head.uncovered, ...records.map((record) => record.hash)],
  };
}

function followCheckpoint(head: Head, { note, end }: NonNullable<LogNews["checkpoint"]>): Head {
  const last = note === undefined ? undefined : parseCheckpoint(note);
  if (note !== undefined && last === undefined) throw corrupt("the last checkpoint is not readable");
  const ours = last?.origin === head.header.origin ? last : undefined;
  if ((ours?.last ?? 0) < (head.checkpoint?.last ?? 0)) throw corrupt("checkpoints were taken away");
  if (ours === undefined) return { ...head, notesEnd: end };
  if (ours.last > head.seq) throw corrupt(`records after ${head.seq} are gone: a checkpoint covers ${ours.last}`);
  const first = head.seq - head.uncovered.length + 1;
  if (ours.last >= first && head.uncovered[ours.last - first] !== ours.chain) {
    throw corrupt(`record ${ours.last} is not the one its checkpoint names`);
  }
  const uncovered = ours.last < first ? head.uncovered : head.uncovered.slice(ours.last - first + 1);
  return { ...head, notesEnd: end, checkpoint: ours, uncovered };
}

function headerOf(text: string): SegmentHeader {
  const header = parseHeader(text);
  if (header === undefined) throw corrupt("a segment has no header");
  return header;
}
