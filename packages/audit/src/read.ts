import { AuditError, noLog } from "./error.ts";
import { isoTime } from "./iso-time.ts";
import { readLine } from "./line.ts";
import type { AuditRecord } from "./record.ts";
import { parseHeader } from "./segment.ts";
import type { AuditSource } from "./storage.ts";
import { walkLines } from "./walk.ts";

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
export async function* readAuditLog(source: AuditSource, filter: AuditFilter = {}): AsyncGenerator<AuditRecord> {
  for await (const { record } of readEntries(source, { fromSegment: await firstSegment(source, filter) })) {
    if (filter.to !== undefined && record.seq > filter.to) return;
    if (matches(record, filter)) yield record;
  }
}

/** The first segment that can hold what is asked for: what lies before it is not read. */
async function firstSegment(source: AuditSource, { since, from }: AuditFilter): Promise<number> {
  if (since === undefined && from === undefined) return 0;
  for (const segment of (await source.segments()).toReversed()) {
    const header = parseHeader((await source.header(segment)) ?? "");
    // Clocks may have been set back a little while two processes wrote.
    const tooLate = since !== undefined && (header?.created_ms ?? 0) > since - clockSlackMs;
    const tooFar = from !== undefined && (header?.first_seq ?? 0) > from;
    if (!tooLate && !tooFar) return segment;
  }
  return 0;
}

const clockSlackMs = 60 * 60_000;

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
  source: AuditSource,
  options: { readonly fromSegment?: number; readonly containing?: string } = {},
): AsyncGenerator<AuditEntry> {
  const { fromSegment = 0, containing } = options;
  for await (const lines of walkLines(source, await existingSegments(source, fromSegment))) {
    for (const { text, whole, index, segment } of lines) {
      if (index === 0 || !whole || (containing !== undefined && !text.includes(containing))) continue;
      yield { record: parseRecord(text, segment), line: text, segment };
    }
  }
}

async function existingSegments(source: AuditSource, from: number): Promise<readonly number[]> {
  const segments = await source.segments();
  if (segments.length === 0) throw noLog();
  return segments.filter((one) => one >= from);
}

/** Reads one line as a record. @throws AuditError `BROKEN` */
export function parseRecord(text: string, segment: number): AuditRecord {
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
