import { printable } from "./printable.ts";
import type { AuditRecord } from "./record.ts";

/** Columns of a CSV export: the original seven first. */
const columns: readonly (keyof AuditRecord)[] = [
  "timestamp",
  "user_id",
  "provider",
  "action",
  "risk_score",
  "blocked",
  "request_id",
  "seq",
  "ts",
  "event",
  "phase",
  "tenant",
  "token_id",
  "device",
  "subject",
  "session_id",
  "model",
  "decision",
  "enforced",
  "partial",
  "fail_open",
  "threats",
  "threats_omitted",
  "policy_id",
  "policy_hash",
  "detector_version",
  "status",
  "upstream_status",
  "tokens_in",
  "tokens_out",
  "bytes_in",
  "bytes_out",
  "latency_ms",
  "outcome",
  "reason",
  "count",
  "peer",
  "user_agent",
  "hash",
];

/** First line of a CSV export. */
export const csvHeader: string = `${columns.join(",")}\r\n`;

/** One record as a line of RFC 4180; `threats` are `rule=score`, separated by spaces. */
export function csvRow(record: AuditRecord): string {
  return `${columns.map((column) => csvCell(cellText(record, column))).join(",")}\r\n`;
}

function cellText(record: AuditRecord, column: keyof AuditRecord): string {
  if (column === "threats") return (record.threats ?? []).map(({ rule, score }) => `${rule}=${score}`).join(" ");
  const value = record[column];
  return value === undefined || value === null ? "" : String(value);
}

/**
 * A cell that no spreadsheet takes for a formula and no terminal for a command: what does not print becomes a `\u` escape (a backslash
 * of the text is doubled), and an apostrophe goes before `= + - @ '` and their wide forms.
 *
 * @see OWASP, "CSV Injection"
 */
function csvCell(text: string): string {
  const plain = printable(text.replaceAll("\\", "\\\\"));
  const inert = /^[=+\-@'\uff1d\uff0b\uff0d\uff20]/.test(plain) ? `'${plain}` : plain;
  return `"${inert.replaceAll('"', '""')}"`;
}
