import { noLog } from "./error.ts";
import { cefLine } from "./export-cef.ts";
import { csvHeader, csvRow } from "./export-csv.ts";
import { exportWithProofs } from "./export-jsonl.ts";
import { ocsfLine } from "./export-ocsf.ts";
import { type AuditFilter, readAuditLog } from "./read.ts";
import type { AuditRecord } from "./record.ts";
import type { AuditSource } from "./storage.ts";

/** `jsonl` carries proofs and verifies alone; the others are for spreadsheets and log collectors. */
export type ExportFormat = "jsonl" | "csv" | "cef" | "ocsf";

/**
 * Exports records, piece by piece: memory does not grow with the log.
 *
 * @throws AuditError `NO_LOG`, `BROKEN` at a line that is no record
 */
export async function* exportAudit(options: {
  readonly source: AuditSource;
  readonly format: ExportFormat;
  readonly filter?: AuditFilter;
}): AsyncGenerator<string> {
  const { source, format, filter = {} } = options;
  // Before the first piece: whoever writes it to a file must not be left with headings and no log.
  if ((await source.segments()).length === 0) throw noLog();
  switch (format) {
    case "jsonl":
      return yield* exportWithProofs(source, filter);
    case "csv":
      yield csvHeader;
      return yield* formatted(source, filter, csvRow);
    case "cef":
      return yield* formatted(source, filter, cefLine);
    case "ocsf":
      return yield* formatted(source, filter, ocsfLine);
  }
}

async function* formatted(
  source: AuditSource,
  filter: AuditFilter,
  format: (record: AuditRecord) => string,
): AsyncGenerator<string> {
  for await (const record of readAuditLog(source, filter)) yield format(record);
}
