import { system as realSystem } from "@infershield/core";
import type { Keyring, KeysetUnlocker } from "@infershield/envelope";
import { fileIdentity, type Home } from "@infershield/home";
import { fileSealedStore } from "./file-sealed-store.ts";
import { fileTokenStore } from "./file-token-store.ts";
import { liveKeyring } from "./live-keyring.ts";
import { followTokenFile } from "./live-token-file.ts";
import type { TokenFileOptions } from "./token-file-options.ts";
import { journalPath, openTokenJournal, writeJournal } from "./token-journal.ts";
import { type TokenKeys, tokenKeys } from "./token-keys.ts";
import type { TokenStore } from "./token-store.ts";
import { unlockTokenFile } from "./unlock-token-file.ts";

/** A token file that is open. */
export interface OpenTokenFile {
  /** Sentences for the operator about the master key: a short passphrase, a keyring that could not be used. */
  readonly warnings: readonly string[];
  readonly store: TokenStore;
  /** Follows the keyset of the file; one for all who seal, digest or sign in this home. */
  readonly keyring: Keyring;
  /** Changes of the master key and of the keys under it. */
  readonly keys: TokenKeys;
  /**
   * The home, for whoever makes stored values with `keyring`: while its lock is held the keys are those on disk, so that nothing is made with a
   * key that another process has just destroyed.
   */
  readonly home: Home;
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
  const { unlocker, warnings } = await unlockTokenFile(options, path);
  // A value that was handed in is the same for ever; a file or the keyring may hold another key by now.
  const isFixed = options.masterKey.value !== undefined;
  const relock = isFixed
    ? undefined
    : async (): Promise<KeysetUnlocker> => (await unlockTokenFile({ ...options, create: false }, path)).unlocker;
  const live = followTokenFile({ path, unlocker, relock, system, files });
  const close = (): void => live.close();
  try {
    await live.check();
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
    sealer: async () => {
      await live.check();
      return live.known().keyring.sealer;
    },
    files,
  });
  const store = fileTokenStore(live, { home, journal, system });
  return {
    warnings,
    store,
    keyring,
    keys: tokenKeys(fileSealedStore({ home, path, live, files }), {
      home,
      users: options.keyUsers ?? [],
      system,
      files,
      ...(options.masterKey.keyring && { keyring: options.masterKey.keyring }),
    }),
    home: {
      ...home,
      withLock: (work, wait) =>
        home.withLock(async () => {
          await live.check();
          return work();
        }, wait),
    },
    close: async () => {
      await store.close();
      close();
    },
  };
}

/** A journal beside the token file also tells that this home has left the original's form behind. */
async function ensureJournal(options: TokenFileOptions, path: string, storeId: string): Promise<void> {
  const file = journalPath(path);
  if (fileIdentity(file) !== undefined) return;
  await options.home.withLock(async () => {
    if (fileIdentity(file) === undefined) await writeJournal(file, storeId, [], options.files);
  });
}
