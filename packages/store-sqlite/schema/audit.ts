import { sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A column of a record that nobody can change apart from the record. */
const ofRecord = (name: string) => sql.raw(`json_extract(record, '$.${name}')`);

/** The audit trail: `id` is the record's sequence number, `record` its exact line. No index: appending must stay flat. */
export const auditLog = sqliteTable("audit_log", {
  id: integer().primaryKey(),
  record: text().notNull(),
  timestamp: integer().generatedAlwaysAs(ofRecord("timestamp"), { mode: "virtual" }),
  user_id: text().generatedAlwaysAs(ofRecord("user_id"), { mode: "virtual" }),
  provider: text().generatedAlwaysAs(ofRecord("provider"), { mode: "virtual" }),
  action: text().generatedAlwaysAs(ofRecord("action"), { mode: "virtual" }),
  risk_score: integer().generatedAlwaysAs(ofRecord("risk_score"), { mode: "virtual" }),
  blocked: integer().generatedAlwaysAs(ofRecord("blocked"), { mode: "virtual" }),
  request_id: text().generatedAlwaysAs(ofRecord("request_id"), { mode: "virtual" }),
  event: text().generatedAlwaysAs(ofRecord("event"), { mode: "virtual" }),
  phase: text().generatedAlwaysAs(ofRecord("phase"), { mode: "virtual" }),
  decision: text().generatedAlwaysAs(ofRecord("decision"), { mode: "virtual" }),
  model: text().generatedAlwaysAs(ofRecord("model"), { mode: "virtual" }),
});

/** Where each segment of the trail begins, and its header. */
export const auditSegments = sqliteTable("audit_segments", {
  segment: integer().primaryKey(),
  first_seq: integer().notNull(),
  header: text().notNull(),
});

/** Signed notes: checkpoints and tombstones. */
export const auditNotes = sqliteTable("audit_notes", {
  id: integer().primaryKey(),
  kind: text().notNull(),
  note: text().notNull(),
});
