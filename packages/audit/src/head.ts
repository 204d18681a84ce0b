import { noCheckpoint, noteDigest, parseCheckpoint, type ReadCheckpoint } from "./checkpoint.ts";
import { corrupt } from "./error.ts";
import { readLine } from "./line.ts";
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

/**
 * Takes in what other processes appended.
 *
 * @param known - undefined at the first reading.
 * @throws AuditError `AUDIT_CORRUPT` when that is not intact, not a continuation of what is known, or less than a checkpoint covers
 */
export function takeNews(known: Head | undefined, news: LogNews): Head {
  let head = known;
  for (const lines of news.lines) head = advance(beginning(head, lines), lines.records);
  if (head === undefined) throw corrupt("its records are gone, its checkpoints are not");
  return news.checkpoint === undefined ? head : followCheckpoint(head, news.checkpoint);
}

/** The head that the records of these lines follow. The first records read of a log rest on the checkpoint that covers them. */
function beginning(head: Head | undefined, { segment, header, records, startBytes }: NewLines): Head {
  if (header === undefined) {
    if (head?.segment === segment) return head;
    throw corrupt(`segment ${segment} is not the one that was written`);
  }
  const line = readLine(header);
  if (!line?.intact) throw corrupt(`the header of segment ${segment} is not intact`);
  const empty = emptySegment({ text: header, hash: line.hash }, head ?? { checkpoint: undefined, notesEnd: 0 });
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

function advance(head: Head, records: readonly string[]): Head {
  let { seq, hash, sizeBytes } = head;
  const hashes = records.map((text) => {
    const line = readLine(text);
    if (!line?.intact || line.prev !== hash || line.seq !== seq + 1) {
      throw corrupt(`record ${seq + 1} does not continue the chain`);
    }
    seq++;
    hash = line.hash;
    sizeBytes += text.length + 1;
    return hash;
  });
  return {
    ...head,
    seq,
    hash,
    sizeBytes,
    uncovered: head.header.signer === null ? [] : [...head.uncovered, ...hashes],
  };
}

function followCheckpoint(head: Head, { note, end }: NonNullable<LogNews["checkpoint"]>): Head {
  if (note === undefined) return { ...head, notesEnd: end };
  const last = parseCheckpoint(note);
  if (last === undefined) throw corrupt("the last checkpoint is not readable");
  if (last.origin !== head.header.origin) return { ...head, notesEnd: end };
  if (last.last > head.seq) throw corrupt(`records after ${head.seq} are gone: a checkpoint covers ${last.last}`);
  const first = head.seq - head.uncovered.length + 1;
  if (last.last >= first && head.uncovered[last.last - first] !== last.chain) {
    throw corrupt(`record ${last.last} is not the one its checkpoint names`);
  }
  const uncovered = last.last < first ? head.uncovered : head.uncovered.slice(last.last - first + 1);
  return { ...head, notesEnd: end, checkpoint: last, uncovered };
}

function headerOf(text: string): SegmentHeader {
  const header = parseHeader(text);
  if (header === undefined) throw corrupt("a segment has no header");
  return header;
}
