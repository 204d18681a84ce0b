import type { AuditRecord } from "@infershield/audit";
import { printable } from "../printable.ts";

/** Rules that one line names; a count stands for more. */
const maxRules = 3;

/** One record as one line for people: what decided, and the id under which a tool was told. */
export function describeRecord(record: AuditRecord): string {
  const { seq, ts, decision, action, user_id, provider, model, subject, request_id } = record;
  const where = [provider, model].filter((part) => part !== null && part !== undefined).join("/");
  const words = [
    ...[String(seq).padStart(6), ts, decision.padEnd(6), action, user_id, subject ?? "", where],
    ...[ended(record), reasons(record), record.event === "request" ? request_id : ""],
  ];
  return printable(words.filter((word) => word !== "").join("  "));
}

function ended({ phase, outcome, reason }: AuditRecord): string {
  return phase === "intent" ? "intent" : [outcome, reason && `(${reason})`].filter(Boolean).join(" ");
}

function reasons({ risk_score, threats = [] }: AuditRecord): string {
  if (risk_score === 0) return "";
  const rules = [...new Set(threats.map(({ rule }) => rule))];
  const more = rules.length > maxRules ? ` and ${rules.length - maxRules} more` : "";
  return `risk ${risk_score} ${rules.slice(0, maxRules).join(", ")}${more}`.trimEnd();
}
