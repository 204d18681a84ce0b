import { chmod, link, open, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { system as realSystem, type System } from "@infershield/core";
import BetterSqlite3 from "better-sqlite3";
import { openConnection } from "./connection.ts";
import { DatabaseError, toDatabaseError } from "./error.ts";
import { type DatabaseFacts, inspectDatabase } from "./inspect-database.ts";

/** Pages copied before others in this process get their turn. */
const pagesAtOnce = 1000;

/**
 * Copies a database as it is at one moment, while others go on using it. The copy is checked, forced to disk, and then gets its name:
 * there is never half a backup.
 *
 * No key is needed, and the copy is sealed as the database is: keep the master key elsewhere.
 *
 * @param target - Absolute path of a file that does not exist; made readable for this user only.
 * @param options.onProgress - Told a share from 0 to 1.
 * @throws DatabaseError `NOT_FOUND`, `ALREADY_EXISTS`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`; HomeError `HOME_NOT_PRIVATE`
 */
export async function backupDatabase(
  path: string,
  target: string,
  options: { readonly onProgress?: (share: number) => void; readonly system?: Pick<System, "randomBytes"> } = {},
): Promise<DatabaseFacts> {
  const { onProgress = () => undefined, system = realSystem } = options;
  const source = openConnection(path, { readonly: true });
  const draft = join(dirname(target), `.${basename(target)}.${Buffer.from(system.randomBytes(8)).toString("hex")}.tmp`);
  try {
    await createPrivate(draft);
    // One snapshot for the whole copy: without it every write by somebody else would start the copy anew.
    source.exec("BEGIN");
    source.prepare("SELECT count(*) FROM sqlite_schema").get();
    await source.backup(draft, {
      progress: ({ totalPages, remainingPages }) => {
        if (totalPages > 0) onProgress(1 - remainingPages / totalPages);
        return pagesAtOnce;
      },
    });
    source.exec("COMMIT");
    makeSingleFile(draft);
    const facts = inspectDatabase(draft);
    await publish(draft, target);
    return facts;
  } catch (error) {
    throw toDatabaseError(error, `making the backup ${basename(target)}`);
  } finally {
    source.close();
    for (const suffix of ["", "-wal", "-shm", "-journal"]) await rm(draft + suffix, { force: true });
  }
}

/** With the write-ahead log of the original, whoever reads the copy would have to write beside it. */
function makeSingleFile(path: string): void {
  const copy = new BetterSqlite3(path, { fileMustExist: true });
  try {
    copy.pragma("journal_mode = DELETE");
  } finally {
    copy.close();
  }
}

async function createPrivate(path: string): Promise<void> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.close();
    await chmod(path, 0o600);
  } catch (error) {
    throw new DatabaseError("STORE_UNAVAILABLE", `No file can be made in ${dirname(path)}.`, {
      cause: error,
      hint: "Name a folder that exists and that this user may write to.",
    });
  }
}

/** A link fails when the name is taken: nothing is ever overwritten. */
async function publish(draft: string, target: string): Promise<void> {
  const file = await open(draft, "r+");
  await file.sync();
  await file.close();
  try {
    await link(draft, target);
  } catch (error) {
    throw new DatabaseError("ALREADY_EXISTS", `${target} cannot be made: there is such a file already.`, {
      cause: error,
      hint: "Name another file.",
    });
  }
  const folder = await open(dirname(target), "r");
  await folder.sync();
  await folder.close();
}
