import { system as realSystem, type System } from "@infershield/core";
import { keyId } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { type KeysetUnlocker, sortedKeys } from "./keyset.ts";
import { type KeyPurpose, type KeysetFile, maxKeys, maxWraps, parseKeysetFile } from "./keyset-file.ts";
import type { MasterKey } from "./master-key.ts";
import {
  checkMac,
  fitsSomeWrap,
  type PassphraseKdf,
  unwrapKeysetKey,
  unwrapRootKey,
  withMac,
  wrapKeysetKey,
  wrapRootKey,
  wrapUnder,
} from "./wrap.ts";

/** So many destroyed keys stay visible. Nothing needs an entry without its key: all of them would make every later change slower. */
const keptDestroyed = 8;

interface ChangeOptions {
  readonly system?: System;
}

/**
 * Lets one more master key open the keyset; every wrap that is there goes on opening it.
 *
 * @returns the same keyset when the master key opens it already
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `KEY_IN_USE` when there are eight wraps
 */
export async function addWrap(
  file: KeysetFile,
  unlocker: KeysetUnlocker,
  masterKey: MasterKey,
  options: ChangeOptions & { readonly kdf?: PassphraseKdf } = {},
): Promise<KeysetFile> {
  const { system = realSystem, kdf = "scrypt" } = options;
  if (await fitsSomeWrap(file, masterKey)) return file;
  if (file.wraps.length >= maxWraps) {
    throw new EnvelopeError("KEY_IN_USE", `A keyset has at most ${maxWraps} wraps.`, { hint: "Drop one first." });
  }
  const keysetKey = openKeysetKey(file, unlocker);
  const last = Math.max(...file.wraps.map((wrap) => Number(wrap.id.slice(1))));
  const place = { storeId: file.store_id, wrapId: `w${last + 1}` };
  const wrap = await wrapKeysetKey(keysetKey, masterKey, place, { kdf, randomBytes: system.randomBytes });
  return changed(file, keysetKey, { wraps: [...file.wraps, wrap] });
}

/**
 * Takes away every wrap but the unlocker's own. The keyset key is renewed, so that whoever knows a dropped master key and an old
 * copy of the file cannot open what is stored from now on under keys that are added later.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`
 */
export function dropOtherWraps(file: KeysetFile, unlocker: KeysetUnlocker, options: ChangeOptions = {}): KeysetFile {
  const { randomBytes } = options.system ?? realSystem;
  const keysetKey = openKeysetKey(file, unlocker);
  const { wrap } = unwrapKeysetKey(file, unlocker.keyEncryptionKey());
  const renewed = randomBytes(32);
  const storeId = file.store_id;
  const keys = Object.entries(file.keys).map(([kid, entry]) => {
    const { purpose, status, created_at, iv, authTag, ciphertext } = entry;
    if (iv === undefined || authTag === undefined || ciphertext === undefined) return [kid, entry] as const;
    const bytes = unwrapRootKey(keysetKey, { iv, authTag, ciphertext }, { storeId, kid, purpose });
    const box = wrapRootKey(renewed, bytes, { storeId, purpose }, randomBytes);
    bytes.fill(0);
    return [kid, { purpose, status, created_at, ...box }] as const;
  });
  keysetKey.fill(0);
  const place = { storeId, wrapId: wrap.id, source: wrap.source, kdf: wrap.kdf };
  const own = wrapUnder(unlocker.keyEncryptionKey(), renewed, place, randomBytes);
  return changed(file, renewed, { wraps: [own], keys: sortedKeys(keys) });
}

/**
 * Adds a primary key for one purpose; the former one is only read from now on. `sign` has one key for ever.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `KEY_IN_USE` when there are 1,000 keys
 */
export function rotateKey(
  file: KeysetFile,
  unlocker: KeysetUnlocker,
  purpose: Exclude<KeyPurpose, "sign">,
  options: ChangeOptions = {},
): KeysetFile {
  const { randomBytes, now } = options.system ?? realSystem;
  if (Object.keys(file.keys).length >= maxKeys) {
    throw new EnvelopeError("KEY_IN_USE", `A keyset has at most ${maxKeys} keys.`, {
      hint: "Destroy former ones first.",
    });
  }
  const keysetKey = openKeysetKey(file, unlocker);
  const bytes = randomBytes(32);
  const box = wrapRootKey(keysetKey, bytes, { storeId: file.store_id, purpose }, randomBytes);
  const kept = Object.entries(file.keys).map(([kid, entry]) => {
    const isFormer = entry.purpose === purpose && entry.status === "primary";
    return [kid, isFormer ? { ...entry, status: "enabled" as const } : entry] as const;
  });
  const fresh = [keyId(bytes), { purpose, status: "primary", created_at: Math.trunc(now()), ...box }] as const;
  bytes.fill(0);
  return changed(file, keysetKey, { keys: sortedKeys([...kept, fresh]) });
}

/**
 * Forgets a key for ever. The caller has made sure that nothing needs it any more. The eight newest destroyed keys stay as entries
 * without a key.
 *
 * @throws EnvelopeError `UNKNOWN_KEY`, `KEY_IN_USE` for a primary key, `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`
 */
export function destroyKey(file: KeysetFile, unlocker: KeysetUnlocker, kid: string): KeysetFile {
  const entry = Object.hasOwn(file.keys, kid) ? file.keys[kid] : undefined;
  if (entry === undefined || entry.status === "destroyed") {
    throw new EnvelopeError("UNKNOWN_KEY", `There is no key ${kid}.`);
  }
  if (entry.status === "primary") {
    throw new EnvelopeError("KEY_IN_USE", `Key ${kid} is the primary key for ${entry.purpose}.`, {
      hint: "Rotate first; then the former key can be destroyed.",
    });
  }
  const { purpose, created_at } = entry;
  const keys = { ...file.keys, [kid]: { purpose, status: "destroyed" as const, created_at } };
  return changed(file, openKeysetKey(file, unlocker), { keys: withoutOldTraces(keys) });
}

function withoutOldTraces(keys: KeysetFile["keys"]): KeysetFile["keys"] {
  const destroyed = Object.entries(keys).filter(([, key]) => key.status === "destroyed");
  const newestFirst = destroyed.sort(([, a], [, b]) => b.created_at - a.created_at);
  const dropped = new Set(newestFirst.slice(keptDestroyed).map(([kid]) => kid));
  return Object.fromEntries(Object.entries(keys).filter(([kid]) => !dropped.has(kid)));
}

function openKeysetKey(file: KeysetFile, unlocker: KeysetUnlocker): Buffer {
  const { keysetKey } = unwrapKeysetKey(file, unlocker.keyEncryptionKey());
  checkMac(keysetKey, file);
  return keysetKey;
}

function changed(
  file: KeysetFile,
  keysetKey: Uint8Array,
  change: Partial<Pick<KeysetFile, "wraps" | "keys">>,
): KeysetFile {
  const { mac, ...covered } = file;
  const next = withMac(keysetKey, { ...covered, ...change, seq: file.seq + 1 });
  keysetKey.fill(0);
  return parseKeysetFile(next);
}
