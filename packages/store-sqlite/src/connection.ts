import { dirname } from "node:path";
import { checkPrivateFile, checkPrivateFolder } from "@infershield/home";
import BetterSqlite3 from "better-sqlite3";
import { DatabaseError, toDatabaseError } from "./error.ts";

/** One open connection, as better-sqlite3 has it. All its work is synchronous. */
export type Connection = BetterSqlite3.Database;

/** 16 MiB of pages, so that look-ups among 100,000 people stay in memory. */
const cacheKibibytes = 16 * 1024;

/**
 * Opens a database that exists. Its folder and its file must be ours alone.
 *
 * Writes are durable when they are acknowledged (write-ahead log, synchronous FULL). A lock held by another process is an error at once:
 * waiting is the caller's, since SQLite's own waiting would stop everything else in this process.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export function openConnection(path: string, options: { readonly readonly?: boolean } = {}): Connection {
  const { readonly = false } = options;
  if (!checkPrivateFile(path)) {
    throw new DatabaseError("NOT_FOUND", `There is no database at ${path}.`, {
      hint: "Make one: infershield admin create-user --role owner EMAIL",
    });
  }
  checkPrivateFolder(dirname(path));
  let connection: Connection | undefined;
  try {
    connection = new BetterSqlite3(path, { fileMustExist: true, readonly, timeout: 0 });
    // SQL that somebody put into the file (views, triggers, generated columns) may call no function with side effects.
    connection.pragma("trusted_schema = OFF");
    connection.pragma("foreign_keys = ON");
    connection.pragma("synchronous = FULL");
    connection.pragma(`cache_size = -${cacheKibibytes}`);
    connection.pragma("temp_store = MEMORY");
    if (!readonly) connection.pragma("journal_mode = WAL");
    return connection;
  } catch (error) {
    connection?.close();
    throw toDatabaseError(error, "opening it");
  }
}
