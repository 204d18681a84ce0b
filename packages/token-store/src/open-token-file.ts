import { system as realSystem, type System } from "@infershield/core";
import {
  createKeyset,
  createUnlocker,
  type Keyring,
  type KeysetUnlocker,
  type MasterKeyOptions,
  resolveMasterKey,
} from "@infershield/envelope";
import { type Files, fileIdentity, type Home, readPrivateFile, writeFileDurably } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import { fileTokenStore } from "./file-token-store.ts";
import { liveKeyring } from "./live-keyring.ts";
import { followTokenFile } from "./live-token-file.ts";
import { withSetAside } from "./set-aside.ts";
import { formatTokenFile, parseTokenFile, withFileMac } from "./token-file.ts";
import { journalPath, openTokenJournal, writeJournal } from "./token-journal.ts";
import type { TokenStore } from "./token-store.ts";

/** Options of {@link openTokenFile}. */
export interface TokenFileOptions {
  readonly home: Home;
  /** Default `tokens.json` in the home. */
  readonly path?: string;
  /** Where the master key is; `home` and `create` default to those of the store. */
  readonly masterKey: MasterKeyOptions;
  /** Makes a store, and where it may a master key, when there is none. */
  readonly create: boolean;
  readonly system?: System;
  /** Replaces the file operations of the writer; tests only. */
  readonly files?: Files;
}

/** A token file that is open. */
export interface OpenTokenFile {
  readonly store: TokenStore;
  /** Follows the keyset of the file; one for all who seal, digest or sign in this home. */
  readonly keyring: Keyring;
  /** Closes the store and overwrites the keys. */
  close(): Promise<void>;
}

/**
 * Opens the encrypted token file, or makes one. Reading never takes a lock; every change holds the home's lock.
 *
 * A damaged file is copied aside and reported; it is never replaced by an empty store.
 *
 * @throws TokenStoreError `NOT_FOUND` (no file and `create` is false), `STORE_CORRUPT`, `STORE_VERSION`
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `NO_MASTER_KEY`, `WEAK_MASTER_KEY`, `KEYRING_UNAVAILABLE`: nothing was written
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_LOCKED`
 */
export async function openTokenFile(options: TokenFileOptions): Promise<OpenTokenFile> {
  const { home, path = home.file("tokens.json"), system = realSystem, files } = options;
  const unlocker = (await unlockExisting(options, path)) ?? (await createStore(options, path));
  const live = followTokenFile({ path, unlocker, system, files });
  const close = (): void => {
    live.close();
    unlocker.close();
  };
  try {
    await live.checked();
    await ensureJournal(options, path, live.known().keyring.storeId);
  } catch (error) {
    close();
    throw error;
  }
  const keyring = liveKeyring({
    known: () => live.known().keyring,
    current: () => live.current().keyring,
    close,
  });
  const journal = openTokenJournal({
    home,
    path: journalPath(path),
    storeId: keyring.storeId,
    sealer: keyring.sealer,
    files,
  });
  const store = fileTokenStore({ home, live, journal, system });
  return {
    store,
    keyring,
    close: async () => {
      await store.close();
      close();
    },
  };
}

/** Finds the master key of the file that is there; undefined without a file. */
async function unlockExisting(options: TokenFileOptions, path: string): Promise<KeysetUnlocker | undefined> {
  const { home, masterKey, system = realSystem, files } = options;
  const bytes = await readPrivateFile(path);
  if (bytes === undefined) return undefined;
  const file = await withSetAside(path, bytes, () => parseTokenFile(bytes), files);
  // A new key could not open it: none is made here.
  const master = await resolveMasterKey({ home, ...masterKey, create: false });
  return createUnlocker(file.keyset, master, { system });
}

async function createStore(options: TokenFileOptions, path: string): Promise<KeysetUnlocker> {
  const { home, masterKey, create, system = realSystem, files } = options;
  if (!create) {
    throw new TokenStoreError("NOT_FOUND", `There is no token store at ${path}.`, {
      hint: "Sign in first: infershield auth login",
    });
  }
  return home.withLock(async () => {
    const existing = await unlockExisting(options, path);
    if (existing !== undefined) return existing;
    const master = await resolveMasterKey({ home, create, ...masterKey });
    const keyset = await createKeyset(master, { system });
    const unlocker = await createUnlocker(keyset, master, { system });
    const keyring = unlocker.open(keyset);
    const file = withFileMac(keyring, { generation: 1, generationFloor: 0, keyset, records: [] });
    keyring.close();
    await writeFileDurably(path, formatTokenFile(file), files === undefined ? {} : { files });
    return unlocker;
  });
}

/** A journal beside the token file also tells that this home has left the original's form behind. */
async function ensureJournal(options: TokenFileOptions, path: string, storeId: string): Promise<void> {
  const file = journalPath(path);
  if (fileIdentity(file) !== undefined) return;
  await options.home.withLock(async () => {
    if (fileIdentity(file) === undefined) await writeJournal(file, storeId, [], options.files);
  });
}
