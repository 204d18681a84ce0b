import { AuditError, type LogEnd, type LogNews, type NewLines } from "@infershield/audit";
import type { Connection } from "./connection.ts";

/** Asks a database what of its audit log a writer does not know. */
export interface AuditNews {
  first(): LogNews | undefined;
  /** @param header - First line of the known segment: a log that was set aside and begun anew has another one. */
  since(known: LogEnd, header: string | undefined): LogNews;
}

interface Ends {
  readonly seq: number | null;
  readonly segment: number | null;
  readonly checkpoint: number | null;
}

interface Segment {
  readonly segment: number;
  readonly first_seq: number;
  readonly header: string;
}

const quiet: Omit<LogNews, "lines"> = { tornBytes: 0, tornNote: false };

/** @see AuditNews */
export function auditNews(connection: Connection): AuditNews {
  const ends = connection.prepare<[], Ends>(
    `SELECT (SELECT MAX(id) FROM audit_log) AS seq, (SELECT MAX(segment) FROM audit_segments) AS segment,
      (SELECT id FROM audit_notes WHERE kind = 'checkpoint' ORDER BY id DESC LIMIT 1) AS checkpoint`,
  );
  const segmentsFrom = connection.prepare<[number], Segment>(
    "SELECT segment, first_seq, header FROM audit_segments WHERE segment >= ? ORDER BY segment",
  );
  const recordsIn = connection
    .prepare<[number, number], string>("SELECT record FROM audit_log WHERE id >= ? AND id < ? ORDER BY id")
    .pluck();
  const bytesIn = connection
    .prepare<[number, number], number | null>(
      "SELECT SUM(octet_length(record) + 1) FROM audit_log WHERE id >= ? AND id < ?",
    )
    .pluck();
  const noteAt = connection.prepare<[number], string>("SELECT note FROM audit_notes WHERE id = ?").pluck();

  function checkpointAt(id: number | null): { readonly note: string | undefined; readonly end: number } {
    return id === null ? { note: undefined, end: 0 } : { note: noteAt.get(id), end: id };
  }

  return {
    first: () => {
      const { seq, segment, checkpoint: id } = oneOf(ends);
      const checkpoint = checkpointAt(id);
      if (segment === null) return id === null && seq === null ? undefined : { lines: [], checkpoint, ...quiet };
      const [last] = segmentsFrom.all(segment);
      if (last === undefined) throw damaged(`segment ${segment} is gone`);
      const { header, first_seq } = last;
      // Without a signer nothing looks further back than the last line.
      const unsigned = header.includes('"signer":null');
      const covered = unsigned ? (seq ?? 0) : Number(checkpoint.note?.split("\n")[1] ?? 0);
      const from = Math.max(first_seq, covered);
      const startBytes = header.length + 1 + (bytesIn.get(first_seq, from) ?? 0);
      const records = recordsIn.all(from, Number.MAX_SAFE_INTEGER);
      return { lines: [{ segment, header, records, startBytes }], checkpoint, ...quiet };
    },
    since: (known, header) => {
      const { seq, segment, checkpoint: id } = oneOf(ends);
      const cut = (seq ?? known.seq) < known.seq || (segment ?? 0) < known.segment || (id ?? 0) < known.notesEnd;
      if (cut) throw damaged("records or checkpoints were taken away while it was in use");
      const [own, ...later] = segmentsFrom.all(known.segment);
      if (own === undefined || (header !== undefined && own.header !== header)) {
        throw damaged(`segment ${known.segment} was replaced while it was in use`);
      }
      const checkpoint = (id ?? 0) === known.notesEnd ? {} : { checkpoint: checkpointAt(id) };
      if (seq === null || (seq === known.seq && later.length === 0)) return { lines: [], ...checkpoint, ...quiet };
      const endOf = (index: number): number => later[index]?.first_seq ?? Number.MAX_SAFE_INTEGER;
      const lines: NewLines[] = later.map(({ segment, header, first_seq }, index) => ({
        segment,
        header,
        records: recordsIn.all(first_seq, endOf(index + 1)),
        startBytes: header.length + 1,
      }));
      const records = recordsIn.all(known.seq + 1, endOf(0));
      const before = { segment: known.segment, records, startBytes: known.sizeBytes };
      return { lines: records.length > 0 ? [before, ...lines] : lines, ...checkpoint, ...quiet };
    },
  };
}

function oneOf<Row>(question: { get(): Row | undefined }): Row {
  const row = question.get();
  if (row === undefined) throw damaged("its tables are gone");
  return row;
}

function damaged(what: string): AuditError {
  return new AuditError("AUDIT_CORRUPT", `The audit log is damaged: ${what}.`, {
    hint: 'Run "infershield audit verify" to see what is damaged; "infershield audit repair" sets the log aside and begins a new one.',
  });
}
