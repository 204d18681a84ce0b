import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { system as realSystem, type System } from "@infershield/core";
import { HomeError, systemErrorCode, toHomeError } from "./error.ts";
import { type LockOptions, withLockFile } from "./lock-file.ts";
import { checkPrivate } from "./private-file.ts";
import { sweepTemporaryFiles } from "./sweep.ts";

/** The folder that holds everything InferShield stores for one installation. */
export interface Home {
  /** Absolute path. */
  readonly path: string;
  /** Absolute path of a file in it. */
  file(...names: string[]): string;
  /**
   * Runs `work` while holding the one write lock of the home, against other processes and other callers of this one.
   * For short critical sections (default wait 10 s). Not re-entrant.
   *
   * @throws HomeError `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`
   */
  withLock<T>(work: () => Promise<T>, options?: LockOptions): Promise<T>;
  /**
   * Runs `work` while holding a lock on one named thing, such as the refresh of one token. It may be held for long (default wait
   * 60 s): a living holder never loses it, a dead one loses it at once.
   *
   * @throws HomeError `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`
   */
  withLease<T>(name: string, work: () => Promise<T>, options?: LockOptions): Promise<T>;
}

/** Options of {@link openHome}. */
export interface HomeOptions {
  /** Creates the folder when there is none; default false. */
  readonly create?: boolean;
  readonly system?: System;
}

const lockWaitMs = 10_000;
const leaseWaitMs = 60_000;

/**
 * Opens a home after checking that it is a real folder, owned by this user and closed to everybody else.
 *
 * @param path - Absolute path; created with mode 0700 whatever the umask when `create` is set.
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE` (also when it does not exist), `STORE_FULL`
 */
export async function openHome(path: string, options: HomeOptions = {}): Promise<Home> {
  const { create = false, system = realSystem } = options;
  if (create) await createPrivateFolder(path);
  checkPrivateFolder(path);
  await sweepTemporaryFiles(path, { now: system.now });
  const leases = join(path, "leases");
  return {
    path,
    file: (...names) => join(path, ...names),
    withLock: (work, { waitMs = lockWaitMs, signal } = {}) =>
      withLockFile(join(path, "lock"), work, { waitMs, signal, system }),
    withLease: async (name, work, { waitMs = leaseWaitMs, signal } = {}) => {
      await createPrivateFolder(leases);
      checkPrivateFolder(leases);
      const file = `${createHash("sha256").update(name).digest("hex")}.lock`;
      return withLockFile(join(leases, file), work, { waitMs, signal, system });
    },
  };
}

/**
 * Creates a folder with mode 0700 whatever the umask, and the folders above it; leaves an existing one as it is.
 *
 * @throws HomeError `STORE_UNAVAILABLE`, `STORE_FULL`
 */
export async function createPrivateFolder(path: string): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST") throw toHomeError(error, `creating ${path}`);
  }
}

/**
 * Refuses a folder that is a link, belongs to another user or is open to others.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export function checkPrivateFolder(path: string): void {
  let stats: ReturnType<typeof lstatSync>;
  try {
    stats = lstatSync(path);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw toHomeError(error, `opening ${path}`);
    throw new HomeError("STORE_UNAVAILABLE", `There is no folder ${path} yet.`, {
      cause: error,
      hint: "The first login or token makes it: infershield auth login. If it is elsewhere, set INFERSHIELD_HOME.",
    });
  }
  if (stats.isSymbolicLink()) throw new HomeError("HOME_NOT_PRIVATE", `${path} is a symbolic link.`);
  checkPrivate(stats, path, "folder");
}
