import type { AuditSource, NoteKind } from "@infershield/audit";
import { type Connection, openConnection } from "./connection.ts";
import { toDatabaseError } from "./error.ts";

/** Rows read at a time: as many as make about 256 KiB. */
const pageRows = 400;

interface SegmentRow {
  readonly segment: number;
  readonly first_seq: number;
  readonly header: string;
}

/** First and last row of a segment; what lies before the first segment belongs to it, so that nothing is left unread. */
export interface RowRange {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Opens the audit log of a database that exists, to be read and never written.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export function openAuditReader(path: string): AuditSource & { close(): void } {
  const connection = openConnection(path, { readonly: true });
  return { ...auditTable(connection), close: () => connection.close() };
}

/**
 * The audit log of an open database, to be read.
 *
 * A segment's header says which rows are its records: those from its first number up to the next segment's.
 */
export function auditTable(connection: Connection): AuditSource {
  const rowsOf = segmentRows(connection);
  const headerAt = connection.prepare<[number], string>("SELECT header FROM audit_segments WHERE segment = ?").pluck();
  const segments = connection.prepare<[], number>("SELECT segment FROM audit_segments ORDER BY segment").pluck();
  const last = connection.prepare<[], number | null>("SELECT MAX(id) FROM audit_log").pluck();
  const page = connection.prepare<[number, number, number], { readonly id: number; readonly record: string }>(
    "SELECT id, record FROM audit_log WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
  );

  return {
    segments: async () => reading(() => segments.all()),
    header: async (segment) => reading(() => headerAt.get(segment)),
    async *read(segment, position = 0) {
      const header = reading(() => headerAt.get(segment));
      if (header === undefined) return;
      const { first, end } = reading(() => rowsOf(segment));
      // A position is the number of the next row, and the beginning of the numbers before the header.
      let next = position === 0 ? first : position;
      if (position === 0) yield { lines: [header], rest: "", end: Math.max(1, next) };
      for (;;) {
        const from = next;
        const rows = reading(() => page.all(from, end, pageRows));
        const lastRow = rows.at(-1);
        if (lastRow === undefined) return;
        next = lastRow.id + 1;
        yield { lines: rows.map(({ record }) => record), rest: "", end: next };
      }
    },
    notes: (kind) => readNotes(connection, kind),
    lastSeq: async () => reading(() => last.get()) ?? 0,
  };
}

/** Prepares the question which rows are a segment's. */
export function segmentRows(connection: Connection): (segment: number) => RowRange {
  const around = connection.prepare<[number], SegmentRow>(
    "SELECT segment, first_seq, header FROM audit_segments WHERE segment >= ? ORDER BY segment LIMIT 2",
  );
  const lowest = connection.prepare<[], number | null>("SELECT MIN(segment) FROM audit_segments").pluck();
  return (segment) => {
    const [own, next] = around.all(segment);
    const first = segment === lowest.get() ? Number.MIN_SAFE_INTEGER : (own?.first_seq ?? 1);
    return { first, end: next?.first_seq ?? Number.MAX_SAFE_INTEGER };
  };
}

/** Only what is there now: a checkpoint signed later covers records that a reader may not have seen. */
function readNotes(connection: Connection, kind: NoteKind): AsyncIterable<string> {
  const until = connection.prepare<[], number | null>("SELECT MAX(id) FROM audit_notes").pluck().get() ?? 0;
  const page = connection.prepare<[string, number, number, number], { readonly id: number; readonly note: string }>(
    "SELECT id, note FROM audit_notes WHERE kind = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?",
  );
  async function* pages(): AsyncGenerator<string> {
    let read = 0;
    for (;;) {
      const from = read;
      const rows = reading(() => page.all(kind, from, until, pageRows));
      if (rows.length === 0) return;
      for (const { id, note } of rows) {
        read = id;
        yield note;
      }
    }
  }
  return pages();
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toDatabaseError(error, "reading the audit log");
  }
}
