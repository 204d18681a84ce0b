import { dirname } from "node:path";
import { system as realSystem, type System } from "@infershield/core";
import { createUnlocker, type MasterKey, parseKeysetFile } from "@infershield/envelope";
import { checkPrivateFile, createFileDurably, createPrivateFolder } from "@infershield/home";
import BetterSqlite3 from "better-sqlite3";
import { backupDatabase } from "./backup-database.ts";
import { openConnection } from "./connection.ts";
import { DatabaseError, isBusy, toDatabaseError } from "./error.ts";
import { type DatabaseFacts, inspectDatabase } from "./inspect-database.ts";

/** What a restore put in place of what. */
export interface Restored {
  readonly now: DatabaseFacts;
  /** What was there before, when there was something that could be read. */
  readonly before?: DatabaseFacts;
  /** Where the former database was kept. */
  readonly kept?: string;
}

/**
 * Puts a backup in the place of a database that nobody uses. What was there is kept beside it under another name.
 *
 * @param backup - Path of a file that `backupDatabase` made.
 * @param options.masterKey - Must open the backup: it is tried before anything is changed.
 * @throws DatabaseError `NOT_FOUND`, `STORE_CORRUPT`, `STORE_VERSION`, `STORE_IN_USE`, `STORE_FULL`, `STORE_UNAVAILABLE`
 * @throws EnvelopeError `WRONG_MASTER_KEY`; HomeError `HOME_NOT_PRIVATE`
 */
export async function restoreDatabase(
  backup: string,
  path: string,
  options: { readonly masterKey: MasterKey; readonly system?: System },
): Promise<Restored> {
  const { masterKey, system = realSystem } = options;
  const now = inspectDatabase(backup);
  await checkKey(backup, masterKey);
  await createPrivateFolder(dirname(path));
  const hasOld = checkPrivateFile(path);
  const kept = hasOld ? await keepOld(path, system) : undefined;
  if (!hasOld) await createFileDurably(path, new Uint8Array());
  await copyInto(backup, path);
  return { now, ...kept };
}

async function checkKey(backup: string, masterKey: MasterKey): Promise<void> {
  const connection = new BetterSqlite3(backup, { fileMustExist: true, readonly: true });
  try {
    const content = connection.prepare("SELECT content FROM keyset").pluck().get();
    if (typeof content !== "string") {
      throw new DatabaseError("STORE_CORRUPT", "The backup has no keys: it is of an empty database.");
    }
    const unlocker = await createUnlocker(parseKeysetFile(JSON.parse(content)), masterKey);
    unlocker.close();
  } finally {
    connection.close();
  }
}

/** A database that cannot be read any more is moved as it is: it may be why somebody restores. */
async function keepOld(path: string, system: System): Promise<Pick<Restored, "before" | "kept">> {
  const kept = `${path}.before-restore-${system.now()}`;
  leaveSharedMode(path);
  try {
    return { before: await backupDatabase(path, kept), kept };
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== "STORE_CORRUPT") throw error;
    const { copyFile, constants, truncate } = await import("node:fs/promises");
    await copyFile(path, kept, constants.COPYFILE_EXCL);
    await truncate(path);
    return { kept };
  }
}

/** Leaving the write-ahead log needs the database to itself, and folds the log into the file: a running server makes it fail. */
function leaveSharedMode(path: string): void {
  let connection: BetterSqlite3.Database | undefined;
  try {
    connection = openConnection(path);
    connection.pragma("journal_mode = DELETE");
  } catch (error) {
    const known = toDatabaseError(error, "taking it over");
    if (known instanceof DatabaseError && known.code === "STORE_CORRUPT") return;
    if (!isBusy(error) && !(known instanceof DatabaseError && known.code === "STORE_LOCKED")) throw known;
    throw new DatabaseError("STORE_IN_USE", "A server or another command uses the database.", {
      cause: error,
      hint: "Stop it first (infershield proxy stop), then restore.",
    });
  } finally {
    connection?.close();
  }
}

/** One transaction of SQLite's: after a crash the database is the old one or the new one. */
async function copyInto(backup: string, path: string): Promise<void> {
  const source = new BetterSqlite3(backup, { fileMustExist: true, readonly: true });
  try {
    await source.backup(path);
  } catch (error) {
    throw toDatabaseError(error, "restoring it");
  } finally {
    source.close();
  }
}
