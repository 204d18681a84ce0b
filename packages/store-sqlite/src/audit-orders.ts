import type { Database, Statement } from "better-sqlite3";

/** One change of the audit log, done whole or not at all. */
export type AuditOrder =
  /** Appends rows behind the row `seq`. */
  | { readonly kind: "append"; readonly seq: number; readonly lines: readonly string[] }
  | { readonly kind: "change"; readonly steps: readonly AuditStep[] };

/** A statement with its parameters. */
export type AuditStep = readonly [sql: string, ...parameters: readonly (string | number)[]];

/** What came of the last step of an order, or the code of why nothing was done: SQLite's, or one of ours. */
export type AuditAnswer =
  | { readonly changes: number; readonly rowId: number }
  | { readonly failed: string; readonly message: string };

/** Code of an append behind a row that is not the last one: somebody appended without the right to. */
const outrun = "OUTRUN";
/** Code of an order for another schema than the database has now. */
export const otherSchema = "OTHER_SCHEMA";

/**
 * Carries out an order in one transaction that is on disk when it returns.
 *
 * @param schema - Version of the schema that the statements are for.
 */
export function runOrder(connection: Database, order: unknown, schema: number): AuditAnswer {
  try {
    return connection.transaction(() => carryOut(connection, order, schema)).immediate();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "UNEXPECTED";
    return { failed: code, message: error instanceof Error ? error.message : "" };
  }
}

/** {@link runOrder} inside a transaction that is open already. */
export function carryOut(connection: Database, order: unknown, schema: number): AuditAnswer {
  if (connection.pragma("user_version", { simple: true }) !== schema) {
    return { failed: otherSchema, message: "The database was changed by another version of InferShield." };
  }
  if (!isOrder(order)) return { failed: "UNEXPECTED", message: "This is no order." };
  return order.kind === "append" ? append(connection, order) : change(connection, order.steps);
}

function append(connection: Database, { seq, lines }: AuditOrder & { readonly kind: "append" }): AuditAnswer {
  const last = prepared(connection, "SELECT MAX(id) AS id FROM audit_log").pluck().get();
  if (typeof last === "number" && last > 0 && last !== seq) {
    return { failed: outrun, message: "Another process appended to the audit log at the same moment." };
  }
  const insert = prepared(connection, "INSERT INTO audit_log (id, record) VALUES (?, ?)");
  let id = seq;
  for (const line of lines) insert.run(++id, line);
  return { changes: lines.length, rowId: id };
}

function change(connection: Database, steps: readonly AuditStep[]): AuditAnswer {
  let answer = { changes: 0, rowId: 0 };
  for (const [sql, ...parameters] of steps) {
    const { changes, lastInsertRowid } = prepared(connection, sql).run(...parameters);
    answer = { changes, rowId: Number(lastInsertRowid) };
  }
  return answer;
}

const statements = new WeakMap<Database, Map<string, Statement<unknown[]>>>();

function prepared(connection: Database, sql: string): Statement<unknown[]> {
  const known = statements.get(connection) ?? new Map<string, Statement<unknown[]>>();
  statements.set(connection, known);
  const statement = known.get(sql) ?? connection.prepare<unknown[]>(sql);
  known.set(sql, statement);
  return statement;
}

function isOrder(value: unknown): value is AuditOrder {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return value.kind === "append" || value.kind === "change";
}
