import { system as realSystem, type System } from "@infershield/core";
import { type AuditFilter, matches, parseRecord } from "./read.ts";
import type { AuditRecord } from "./record.ts";
import { parseHeader } from "./segment.ts";
import type { AuditSource } from "./storage.ts";
import { walkLines } from "./walk.ts";

/**
 * The last records that a filter asks for, oldest first. Reads back from the end, segment by segment, and no further than it must.
 *
 * @throws AuditError `BROKEN` at a line that is no record
 */
export async function lastRecords(
  source: AuditSource,
  count: number,
  filter: AuditFilter = {},
): Promise<readonly AuditRecord[]> {
  let found: readonly AuditRecord[] = [];
  for (const segment of (await source.segments()).toReversed()) {
    const here: AuditRecord[] = [];
    for await (const lines of walkLines(source, [segment])) {
      for (const { text, index, whole } of lines) {
        if (index === 0 || !whole) continue;
        const record = parseRecord(text, segment);
        if (matches(record, filter)) here.push(record);
        if (here.length > count) here.shift();
      }
    }
    found = [...here, ...found].slice(-count);
    if (found.length >= count) break;
  }
  return found;
}

const lookEveryMs = 500;

/**
 * Records as they come, from a number on, until the signal is aborted.
 *
 * @param options.after - Number of the last record that is known.
 * @throws AuditError `BROKEN` at a line that is no record
 */
export async function* followAuditLog(
  source: AuditSource,
  options: {
    readonly after: number;
    readonly filter?: AuditFilter;
    readonly signal: AbortSignal;
    readonly system?: Pick<System, "sleep">;
  },
): AsyncGenerator<AuditRecord> {
  const { filter = {}, signal, system = realSystem } = options;
  let { after } = options;
  let place = { segment: await segmentBehind(source, after), position: 0 };
  while (!signal.aborted) {
    for (const segment of (await source.segments()).filter((one) => one >= place.segment)) {
      if (segment > place.segment) place = { segment, position: 0 };
      let header = place.position === 0;
      for await (const { lines, end } of source.read(segment, place.position)) {
        for (const line of lines.slice(header ? 1 : 0)) {
          const record = parseRecord(line, segment);
          if (record.seq > after && matches(record, filter)) yield record;
          after = Math.max(after, record.seq);
        }
        header = false;
        // A chunk without a whole line is read again when the line is whole.
        if (lines.length > 0) place = { segment, position: end };
      }
    }
    await system.sleep(lookEveryMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** The segment that the record after this number is in, or will be: others may have begun since that record was read. */
async function segmentBehind(source: AuditSource, seq: number): Promise<number> {
  const segments = await source.segments();
  for (const segment of segments.toReversed()) {
    const header = parseHeader((await source.header(segment)) ?? "");
    if (header !== undefined && header.first_seq <= seq + 1) return segment;
  }
  return segments[0] ?? 1;
}
