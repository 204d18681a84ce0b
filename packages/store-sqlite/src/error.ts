import { InferShieldError } from "@infershield/core";

/**
 * - `NOT_FOUND`: there is no database, and none may be made; or nothing with this name is in it.
 * - `STORE_LOCKED`: another process writes for too long.
 * - `STORE_FULL`: no space left; what was stored before is intact.
 * - `STORE_UNAVAILABLE`: the file cannot be opened, read or written.
 * - `STORE_CORRUPT`: the file is no database of ours, is damaged, or a row was altered.
 * - `STORE_VERSION`: made by a newer InferShield, or changed by one while this process runs.
 * - `STORE_CLOSED`: used after `close`.
 * - `STORE_IN_USE`: a server uses the database; what was asked for needs it to itself.
 * - `ALREADY_EXISTS`: what was to be made is there already.
 */
export type DatabaseErrorCode =
  | "NOT_FOUND"
  | "STORE_LOCKED"
  | "STORE_FULL"
  | "STORE_UNAVAILABLE"
  | "STORE_CORRUPT"
  | "STORE_VERSION"
  | "STORE_CLOSED"
  | "STORE_IN_USE"
  | "ALREADY_EXISTS";

/** Thrown by this package for the database itself; errors of the packages whose interfaces it implements pass through. Switch on `code`. */
export class DatabaseError extends InferShieldError<DatabaseErrorCode> {}

/** Whether SQLite says that another process is writing: worth another try. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith("SQLITE_BUSY") ?? false;
}

/** Gives an error of SQLite one of our codes; any other error stays as it is. */
export function toDatabaseError(error: unknown, doing: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const cause = { cause: error };
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new DatabaseError("STORE_LOCKED", `The database is being written by another process (${doing}).`, {
      ...cause,
      hint: "Wait for the other InferShield command to finish and try again.",
    });
  }
  if (code === "SQLITE_FULL") {
    return new DatabaseError("STORE_FULL", `No space left for the database (${doing}).`, {
      ...cause,
      hint: "Free some disk space and try again; what was stored before is intact.",
    });
  }
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return new DatabaseError("STORE_CORRUPT", `The database is damaged (${doing}).`, { ...cause, hint: restoreHint });
  }
  return new DatabaseError("STORE_UNAVAILABLE", `The database failed (${doing}, ${code}).`, {
    ...cause,
    hint: "Check that its folder exists, that the disk works and that this user may write there.",
  });
}

/** What to do about a database that cannot be trusted. */
export const restoreHint = "Nothing was overwritten. Stop the server and restore a backup: infershield db restore FILE";

function sqliteCode(error: unknown): string | undefined {
  const isOurs = error instanceof Error && error.name === "SqliteError" && "code" in error;
  return isOurs && typeof error.code === "string" ? error.code : undefined;
}
