import { createReadStream } from "node:fs";
import { AuditError } from "./error.ts";
import { isoTime } from "./iso-time.ts";
import { readLine } from "./line.ts";
import type { AuditRecord } from "./record.ts";
import { listSegments, segmentPath } from "./segment.ts";

/** Which records {@link readAuditLog} gives. All given conditions must hold. */
export interface AuditFilter {
  readonly userId?: string;
  readonly tenant?: string;
  readonly decision?: AuditRecord["decision"];
  readonly event?: AuditRecord["event"];
  readonly requestId?: string;
  /** Epoch milliseconds, inclusive. */
  readonly since?: number;
  /** Epoch milliseconds, exclusive. */
  readonly until?: number;
  /** First and last record number, inclusive. */
  readonly from?: number;
  readonly to?: number;
}

/** A record with the exact line it was read from. */
export interface AuditEntry {
  readonly record: AuditRecord;
  readonly line: string;
  readonly segment: number;
}

/**
 * Reads records from the oldest on. It checks that each is whole, not that the chain holds: that is `verifyAuditLog`.
 * A half-written last line is left out.
 *
 * @throws AuditError `NO_LOG`, `BROKEN` at a line that is no record
 */
export async function* readAuditLog(directory: string, filter: AuditFilter = {}): AsyncGenerator<AuditRecord> {
  for await (const { record } of readEntries(directory)) {
    if (filter.to !== undefined && record.seq > filter.to) return;
    if (matches(record, filter)) yield record;
  }
}

/** Whether a record is one that a filter asks for. */
export function matches(record: AuditRecord, filter: AuditFilter): boolean {
  const { userId, tenant, decision, event, requestId, since, until, from, to } = filter;
  return (
    (userId === undefined || record.user_id === userId) &&
    (tenant === undefined || record.tenant === tenant) &&
    (decision === undefined || record.decision === decision) &&
    (event === undefined || record.event === event) &&
    (requestId === undefined || record.request_id === requestId) &&
    (since === undefined || record.ts >= isoTime(since)) &&
    (until === undefined || record.ts < isoTime(until)) &&
    (from === undefined || record.seq >= from) &&
    (to === undefined || record.seq <= to)
  );
}

/** {@link readAuditLog} with lines; `containing` skips lines without a text before they are parsed. */
export async function* readEntries(
  directory: string,
  options: { readonly fromSegment?: number; readonly containing?: string } = {},
): AsyncGenerator<AuditEntry> {
  const { fromSegment = 0, containing } = options;
  const segments = listSegments(directory);
  if (segments.length === 0) throw new AuditError("NO_LOG", "There is no audit log in this folder.");
  for (const segment of segments.filter((one) => one >= fromSegment)) {
    let header = true;
    for await (const { text, whole } of readLines(segmentPath(directory, segment))) {
      if (!header && whole && (containing === undefined || text.includes(containing))) {
        yield { record: parseRecord(text, segment), line: text, segment };
      }
      header = false;
    }
  }
}

/** Lines of one file, many at a time: one step of an asynchronous loop costs as much as checking a line. */
export interface LineChunk {
  /** Whole lines without their newline, as Latin-1 text. */
  readonly lines: readonly string[];
  /** What follows the last newline of the file; empty but in the last chunk. */
  readonly rest: string;
}

/** The lines of a file. Memory is bounded: a line is cut when it grows past 1 MiB, which is no record then. */
export async function* readChunks(path: string): AsyncGenerator<LineChunk> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "latin1", highWaterMark: 256 * 1024 })) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = (lines.pop() ?? "").slice(0, maxRestLength);
    yield { lines, rest: "" };
  }
  if (rest !== "") yield { lines: [], rest };
}

/** The lines of a file one by one; `whole` is false for what follows the last newline. */
export async function* readLines(path: string): AsyncGenerator<{ readonly text: string; readonly whole: boolean }> {
  for await (const { lines, rest } of readChunks(path)) {
    for (const text of lines) yield { text, whole: true };
    if (rest !== "") yield { text: rest, whole: false };
  }
}

const maxRestLength = 1024 * 1024;

function parseRecord(text: string, segment: number): AuditRecord {
  const line = readLine(text);
  const value: unknown = line?.intact && line.seq !== undefined ? JSON.parse(text) : undefined;
  if (isRecord(value)) return value;
  throw new AuditError("BROKEN", `A line of segment ${segment} is not an intact audit record.`, {
    hint: 'Run "infershield audit verify" to see which.',
  });
}

function isRecord(value: unknown): value is AuditRecord {
  return typeof value === "object" && value !== null && "request_id" in value && "v" in value && value.v === 1;
}
