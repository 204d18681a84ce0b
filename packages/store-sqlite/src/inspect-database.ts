import BetterSqlite3 from "better-sqlite3";
import { DatabaseError, toDatabaseError } from "./error.ts";
import { applicationId, readMigrations, schemaVersion } from "./migrations.ts";

/** What can be said of a database without any key. */
export interface DatabaseFacts {
  /** Version of the schema; older than the program's means that opening it brings it up to date. */
  readonly version: number;
  /** The version that this program makes. */
  readonly knownVersion: number;
  readonly storeId: string;
  /** Number of the keyset's last change. */
  readonly keysetSeq: number;
  /** Sequence number of the last audit record; 0 without any. */
  readonly auditSeq: number;
  readonly users: number;
  readonly logins: number;
}

/**
 * Looks into a database file that nobody writes to, such as a backup, and checks that it is whole.
 *
 * @throws DatabaseError `NOT_FOUND`, `STORE_CORRUPT`, `STORE_VERSION` (newer than this program), `STORE_UNAVAILABLE`
 */
export function inspectDatabase(path: string): DatabaseFacts {
  try {
    const connection = new BetterSqlite3(path, { fileMustExist: true, readonly: true, timeout: 0 });
    try {
      return factsOf(connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    const known = toDatabaseError(error, `reading ${path}`);
    if (known instanceof DatabaseError && known.code === "STORE_UNAVAILABLE") {
      throw new DatabaseError("NOT_FOUND", `There is no database at ${path} that can be read.`, {
        cause: error,
        hint: "Name a file that was made by: infershield db backup",
      });
    }
    throw known;
  }
}

/** @throws DatabaseError `STORE_CORRUPT`, `STORE_VERSION`; what SQLite throws */
function factsOf(connection: BetterSqlite3.Database): DatabaseFacts {
  connection.pragma("trusted_schema = OFF");
  const version = schemaVersion(connection);
  if (connection.pragma("application_id", { simple: true }) !== applicationId) {
    throw new DatabaseError("STORE_CORRUPT", "The file is no InferShield database.", { hint: "Name another file." });
  }
  const knownVersion = readMigrations().length;
  if (version > knownVersion) {
    throw new DatabaseError("STORE_VERSION", "The file was made by a newer InferShield.", {
      hint: "Update InferShield on this machine.",
    });
  }
  if (connection.pragma("quick_check(1)", { simple: true }) !== "ok") {
    throw new DatabaseError("STORE_CORRUPT", "The database in the file is damaged.", { hint: "Use another backup." });
  }
  const one = (sql: string): unknown => connection.prepare(sql).pluck().get();
  return {
    version,
    knownVersion,
    storeId: String(one("SELECT store_id FROM keyset") ?? ""),
    keysetSeq: Number(one("SELECT seq FROM keyset") ?? 0),
    auditSeq: Number(one("SELECT max(id) FROM audit_log") ?? 0),
    users: Number(one("SELECT count(*) FROM users")),
    logins: Number(one("SELECT count(*) FROM oauth_tokens")),
  };
}
