import { system as realSystem, type System } from "@infershield/core";
import { keyId } from "./bytes.ts";
import { createKeyring, type Keyring, type RootKey } from "./keyring.ts";
import { type KeyEntry, type KeysetFile, keyPurposes, parseKeysetFile } from "./keyset-file.ts";
import type { MasterKey } from "./master-key.ts";
import { ulid } from "./ulid.ts";
import {
  checkMac,
  findKeyEncryptionKey,
  type PassphraseKdf,
  unwrapKeysetKey,
  unwrapRootKey,
  withMac,
  wrapKeysetKey,
  wrapRootKey,
} from "./wrap.ts";

/** Options of {@link createKeyset}. */
export interface KeysetOptions {
  readonly system?: System;
  /** How a passphrase is stretched; default scrypt. PBKDF2 is for places that must use what FIPS 140 approves. */
  readonly kdf?: PassphraseKdf;
}

/** Makes a new keyset with one random key for each purpose, under one master key. */
export async function createKeyset(masterKey: MasterKey, options: KeysetOptions = {}): Promise<KeysetFile> {
  const { system = realSystem, kdf = "scrypt" } = options;
  const { randomBytes } = system;
  const storeId = ulid(system);
  const keysetKey = randomBytes(32);
  const keys = keyPurposes.map((purpose): readonly [string, KeyEntry] => {
    const bytes = randomBytes(32);
    const box = wrapRootKey(keysetKey, bytes, { storeId, purpose }, randomBytes);
    const kid = keyId(bytes);
    bytes.fill(0);
    return [kid, { purpose, status: "primary", created_at: Math.trunc(system.now()), ...box }];
  });
  const file = withMac(keysetKey, {
    format: "infershield-keyset",
    v: 1,
    store_id: storeId,
    min_record_v: 1,
    seq: 1,
    wraps: [await wrapKeysetKey(keysetKey, masterKey, { storeId, wrapId: "w1" }, { kdf, randomBytes })],
    keys: sortedKeys(keys),
  });
  keysetKey.fill(0);
  return file;
}

/**
 * Opens a stored keyset.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `VERSION`
 */
export async function unlockKeyset(
  file: unknown,
  masterKey: MasterKey,
  options: { readonly system?: System } = {},
): Promise<Keyring> {
  const unlocker = await createUnlocker(file, masterKey, options);
  const keyring = unlocker.open(file);
  unlocker.close();
  return keyring;
}

/** Remembers the stretched master key, so that a keyset which changed can be opened again at once. */
export interface KeysetUnlocker {
  /** @throws EnvelopeError `WRONG_MASTER_KEY` when the wrap is gone, `KEYSET_CORRUPT`, `VERSION` */
  open(file: unknown): Keyring;
  /** The key-encryption key, for changes of the keyset. */
  keyEncryptionKey(): Uint8Array;
  /** Overwrites the key. */
  close(): void;
}

/**
 * Finds the wrap of a keyset that the master key fits; a passphrase is stretched once, here.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `VERSION`
 */
export async function createUnlocker(
  file: unknown,
  masterKey: MasterKey,
  options: { readonly system?: System } = {},
): Promise<KeysetUnlocker> {
  const { randomBytes } = options.system ?? realSystem;
  const kek = await findKeyEncryptionKey(parseKeysetFile(file), masterKey);
  return {
    open: (stored) => {
      const parsed = parseKeysetFile(stored);
      const { keysetKey } = unwrapKeysetKey(parsed, kek);
      try {
        checkMac(keysetKey, parsed);
        return createKeyring(parsed.store_id, rootKeysOf(parsed, keysetKey), { randomBytes });
      } finally {
        keysetKey.fill(0);
      }
    },
    keyEncryptionKey: () => kek,
    close: () => {
      kek.fill(0);
    },
  };
}

function rootKeysOf(file: KeysetFile, keysetKey: Uint8Array): readonly RootKey[] {
  return Object.entries(file.keys).flatMap(([kid, { purpose, status, iv, authTag, ciphertext }]) => {
    if (status === "destroyed" || iv === undefined || authTag === undefined || ciphertext === undefined) return [];
    const box = { iv, authTag, ciphertext };
    return [{ kid, purpose, status, bytes: unwrapRootKey(keysetKey, box, { storeId: file.store_id, kid, purpose }) }];
  });
}

/** The order of the format: by key id. */
export function sortedKeys(keys: Iterable<readonly [string, KeyEntry]>): Readonly<Record<string, KeyEntry>> {
  return Object.fromEntries([...keys].sort(([a], [b]) => (a < b ? -1 : 1)));
}
