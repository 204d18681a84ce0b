import type { System } from "@infershield/core";
import {
  createKeyset,
  createUnlocker,
  EnvelopeError,
  type Keyring,
  type KeysetFile,
  type KeysetUnlocker,
  type MasterKey,
  type MasterKeyOptions,
  parseKeysetFile,
  resolveMasterKey,
} from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { relockingRead } from "@infershield/token-store/driver";
import type { Database } from "./database.ts";
import { DatabaseError, restoreHint } from "./error.ts";

/** The keyset of a database that other processes may change at any time. */
export interface LiveKeyset {
  /** As it was last read. Good for one turn: the next reading may close its keyring. */
  known(): { readonly file: KeysetFile; readonly keyring: Keyring };
  /** Whether `known` is what is stored now; one short read. */
  isCurrent(): boolean;
  /** Reads it again when it changed. @throws EnvelopeError `WRONG_MASTER_KEY` */
  current(): { readonly file: KeysetFile; readonly keyring: Keyring };
  /** {@link current} that also finds a master key which was changed meanwhile. */
  check(): Promise<void>;
  unlocker(): KeysetUnlocker;
  /** Replaces it, durably. @param next - Opens the new one, when the present unlocker does not. */
  write(file: KeysetFile, next?: KeysetUnlocker): Promise<void>;
  close(): void;
}

/** Where the keyset lies and what opens it. */
interface KeysetOptions {
  readonly database: Database;
  /** Its `master.key` is looked for; its lock is held while a keyset is made. */
  readonly home: Home;
  /** A key is never made here: whoever loses it loses the team's logins. */
  readonly masterKey: MasterKeyOptions;
  /** Makes a keyset when there is none. */
  readonly create: boolean;
  readonly system: System;
}

/**
 * Opens the keyset of a database, or makes one.
 *
 * @throws DatabaseError `NOT_FOUND`, `STORE_CORRUPT`; EnvelopeError `WRONG_MASTER_KEY`, `NO_MASTER_KEY`, `WEAK_MASTER_KEY`, `KEYSET_CORRUPT`; HomeError
 */
export async function openKeyset(
  options: KeysetOptions,
): Promise<{ readonly live: LiveKeyset; readonly warnings: readonly string[] }> {
  const { database, masterKey, create } = options;
  if (create) await ensureKeyset(options);
  const master = await findMasterKey(options);
  const unlocker = await createUnlocker(storedKeyset(database), master, options);
  // A value that was handed in is the same for ever; a file or the keyring may hold another key by now.
  const isFixed = masterKey.value !== undefined;
  const relock = async (): Promise<KeysetUnlocker> =>
    createUnlocker(storedKeyset(database), await findMasterKey(options), options);
  const live = followKeyset(database, unlocker, isFixed ? undefined : relock);
  try {
    await live.check();
  } catch (error) {
    live.close();
    throw error;
  }
  return { live, warnings: master.warnings };
}

function findMasterKey({ home, masterKey }: KeysetOptions): Promise<MasterKey> {
  return resolveMasterKey({ home, ...masterKey, create: false });
}

async function ensureKeyset(options: KeysetOptions): Promise<void> {
  const { database, home, system } = options;
  if (readContent(database) !== undefined) return;
  const master = await findMasterKey(options);
  await home.withLock(async () => {
    if (readContent(database) !== undefined) return;
    const file = await createKeyset(master, { system });
    await database.change(() => {
      database.connection
        .prepare("INSERT INTO keyset (id, store_id, seq, content) VALUES (1, ?, ?, ?)")
        .run(file.store_id, file.seq, JSON.stringify(file));
    });
  });
}

function readContent(database: Database): unknown {
  return database.read(() => database.connection.prepare("SELECT content FROM keyset").pluck().get());
}

function storedKeyset(database: Database): KeysetFile {
  const content = readContent(database);
  if (content === undefined) {
    throw new DatabaseError("NOT_FOUND", "The database is empty: it has no keys yet.", {
      hint: "Make the first user: infershield admin create-user --role owner EMAIL",
    });
  }
  return parseKeyset(content);
}

function parseKeyset(content: unknown): KeysetFile {
  try {
    return parseKeysetFile(JSON.parse(String(content)));
  } catch (error) {
    if (error instanceof EnvelopeError && error.code !== "KEYSET_CORRUPT") throw error;
    throw new DatabaseError("STORE_CORRUPT", "The keyset in the database is damaged.", {
      cause: error,
      hint: restoreHint,
    });
  }
}

function followKeyset(
  database: Database,
  first: KeysetUnlocker,
  relock: (() => Promise<KeysetUnlocker>) | undefined,
): LiveKeyset {
  const { connection } = database;
  const storedSeq = connection.prepare("SELECT seq FROM keyset").pluck();
  const replace = connection.prepare("UPDATE keyset SET seq = ?, content = ? WHERE seq < ?");
  let unlocker = first;
  let held: { readonly file: KeysetFile; readonly keyring: Keyring } | undefined;

  const adopt = (file: KeysetFile): void => {
    const keyring = unlocker.open(file);
    held?.keyring.close();
    held = { file, keyring };
  };
  const useUnlocker = (next: KeysetUnlocker): void => {
    unlocker.close();
    unlocker = next;
  };
  const known: LiveKeyset["known"] = () => {
    if (held === undefined) throw new DatabaseError("STORE_CLOSED", "The database is closed.");
    return held;
  };
  const isCurrent = (): boolean => database.read(() => storedSeq.get()) === held?.file.seq;
  const current: LiveKeyset["current"] = () => {
    if (!isCurrent()) adopt(storedKeyset(database));
    return known();
  };

  return {
    known,
    isCurrent,
    current,
    unlocker: () => unlocker,
    check: relockingRead({
      read: current,
      seen: () => database.read(() => storedSeq.get()),
      find: relock,
      use: useUnlocker,
    }),
    write: async (file, next) => {
      const { changes } = await database.change(() => replace.run(file.seq, JSON.stringify(file), file.seq));
      if (changes !== 1) throw new DatabaseError("STORE_LOCKED", "Another process changed the keys meanwhile.");
      if (next !== undefined) useUnlocker(next);
      adopt(file);
    },
    close: () => {
      held?.keyring.close();
      held = undefined;
      unlocker.close();
    },
  };
}
