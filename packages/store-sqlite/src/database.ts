import { dirname } from "node:path";
import { system as realSystem, type System } from "@infershield/core";
import { createFileDurably, createPrivateFolder } from "@infershield/home";
import { type Connection, openConnection } from "./connection.ts";
import { DatabaseError, isBusy, toDatabaseError } from "./error.ts";
import { type Migrated, type Migration, migrate, newerSchema, readMigrations, schemaVersion } from "./migrations.ts";
import { createTurns } from "./turns.ts";

/** An open database of the present schema, which other processes may use at the same time. */
export interface Database {
  /** Absolute path. */
  readonly path: string;
  /** For preparing statements; they are run inside `read` and `change` only. */
  readonly connection: Connection;
  /** What opening it did to its schema; `from` and `to` are equal when that was nothing. */
  readonly migrated: Migrated;
  /**
   * Runs a few short reads, which never wait for writers. One snapshot only when it is one statement.
   *
   * @throws DatabaseError
   */
  read<T>(work: () => T): T;
  /**
   * Runs `work`, which must not wait for anything, in one transaction that nobody else writes beside. What it did is on disk when the promise
   * resolves, and undone when it throws.
   *
   * @throws DatabaseError `STORE_LOCKED` after 10 s, `STORE_FULL`, `STORE_VERSION`, …; what `work` throws
   */
  change<T>(work: () => T): Promise<T>;
  close(): Promise<void>;
}

/** Options of {@link openDatabase}. */
export interface DatabaseOptions {
  /** Makes the folder and the file when there are none. */
  readonly create: boolean;
  readonly system?: System;
  /** Other steps of the schema than the package's own; tests only. */
  readonly migrations?: readonly Migration[];
}

const lockWaitMs = 10_000;
const longestPauseMs = 20;

/**
 * Opens a database, and brings an older one to the present schema.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_VERSION`, `STORE_CORRUPT`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export async function openDatabase(path: string, options: DatabaseOptions): Promise<Database> {
  const { create, system = realSystem, migrations = readMigrations() } = options;
  if (create) await createEmptyFile(path);
  const connection = await patiently(() => openConnection(path), "opening it", system);
  try {
    const migrated = await patiently(() => migrate(connection, migrations), "bringing it up to date", system);
    return openedDatabase({ path, connection, migrated, system });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function openedDatabase(opened: Pick<Database, "path" | "connection" | "migrated"> & { system: System }): Database {
  const { connection, migrated, system } = opened;
  const takeTurn = createTurns();
  const checkOpen = (): void => {
    if (!connection.open) throw new DatabaseError("STORE_CLOSED", "The database is closed.");
  };
  const inTransaction = connection.transaction(<T>(work: () => T): T => {
    // A newer program may have changed the schema while this one runs: what we know of the tables may be wrong now.
    const version = schemaVersion(connection);
    if (version !== migrated.to) throw newerSchema(version, migrated.to);
    return work();
  });
  return {
    ...opened,
    read: (work) => {
      checkOpen();
      try {
        return work();
      } catch (error) {
        throw toDatabaseError(error, "reading it");
      }
    },
    change: async <T>(work: () => T): Promise<T> => {
      checkOpen();
      const leave = await takeTurn();
      try {
        checkOpen();
        return await patiently(() => inTransaction.immediate(work) as T, "writing it", system);
      } finally {
        leave();
      }
    },
    close: async () => {
      const leave = await takeTurn();
      connection.close();
      leave();
    },
  };
}

/** Tries again while another process holds the lock, and lets this process do other things in between. */
async function patiently<T>(work: () => T, doing: string, system: System): Promise<T> {
  const deadline = system.monotonic() + lockWaitMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return work();
    } catch (error) {
      const reason = error instanceof DatabaseError && error.code === "STORE_LOCKED" ? error.cause : error;
      if (!isBusy(reason) || system.monotonic() >= deadline) throw toDatabaseError(error, doing);
    }
    await system.sleep(pauseMs);
  }
}

/** SQLite would make the file with the permissions of the umask. What it makes beside it gets those of the file. */
async function createEmptyFile(path: string): Promise<void> {
  await createPrivateFolder(dirname(path));
  await createFileDurably(path, new Uint8Array());
}
