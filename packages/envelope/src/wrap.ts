import { createHmac, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "@infershield/core";
import { deriveKey, hkdf, keyId, lengthPrefixed, protocol, toBase64url } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { decrypt, encrypt, ivBytes } from "./gcm.ts";
import { type KdfParameters, newKdfParameters, stretch } from "./kdf.ts";
import type { KeyPurpose, KeysetFile, WrapEntry, WrappedKey } from "./keyset-file.ts";
import { type MasterKey, rawKeyBytes } from "./master-key.ts";

/** Kind of stretching for a new passphrase wrap. */
export type PassphraseKdf = "scrypt" | "pbkdf2-sha256";

/** Puts the keyset key under a master key. */
export async function wrapKeysetKey(
  keysetKey: Uint8Array,
  master: MasterKey,
  place: { readonly storeId: string; readonly wrapId: string },
  options: { readonly kdf: PassphraseKdf; readonly randomBytes: RandomBytes },
): Promise<WrapEntry> {
  const kdf: KdfParameters =
    master.kind === "raw" ? { name: "none" } : newKdfParameters(options.kdf, toBase64url(options.randomBytes(32)));
  const kek = await keyEncryptionKey(master, kdf);
  return wrapUnder(kek, keysetKey, { ...place, source: master.source, kdf }, options.randomBytes);
}

/** Puts the keyset key under a key-encryption key that is known already. */
export function wrapUnder(
  kek: Uint8Array,
  keysetKey: Uint8Array,
  place: Pick<WrapEntry, "source" | "kdf"> & { readonly storeId: string; readonly wrapId: string },
  randomBytes: RandomBytes,
): WrapEntry {
  const { storeId, wrapId, source, kdf } = place;
  const kid = keyId(keysetKey);
  const key = deriveKey(kek, "wrap", storeId, wrapId);
  const box = wrapBytes(key, keysetKey, wrapData(storeId, wrapId, kid), randomBytes);
  return { id: wrapId, source, kdf, kcv: toBase64url(checkValue(kek, storeId)), keys: { [kid]: box } };
}

/** The key-encryption key of a master key under stored parameters. Costs most of a second for a passphrase. */
async function keyEncryptionKey(master: MasterKey, kdf: KdfParameters): Promise<Buffer> {
  if (kdf.name !== "none") return stretch(master.secret.reveal(), kdf);
  const raw = rawKeyBytes(master.secret);
  if (raw === undefined) throw wrongMasterKey();
  return raw;
}

/**
 * Finds the wrap that a master key fits.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`
 */
export async function findKeyEncryptionKey(file: KeysetFile, master: MasterKey): Promise<Buffer> {
  const kek = await tryWraps(file, master);
  if (kek === undefined) throw wrongMasterKey();
  return kek;
}

/** Whether a master key opens the keyset already. */
export async function fitsSomeWrap(file: KeysetFile, master: MasterKey): Promise<boolean> {
  return (await tryWraps(file, master)) !== undefined;
}

async function tryWraps(file: KeysetFile, master: MasterKey): Promise<Buffer | undefined> {
  for (const wrap of file.wraps) {
    if ((wrap.kdf.name === "none") !== (master.kind === "raw")) continue;
    const kek = await keyEncryptionKey(master, wrap.kdf);
    if (fits(kek, wrap, file.store_id)) return kek;
  }
  return undefined;
}

/**
 * Opens the keyset key with a key-encryption key.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY` when no wrap fits, `KEYSET_CORRUPT` when one fits but was altered
 */
export function unwrapKeysetKey(
  file: KeysetFile,
  kek: Uint8Array,
): { readonly keysetKey: Buffer; readonly wrap: WrapEntry } {
  const wrap = file.wraps.find((each) => fits(kek, each, file.store_id));
  const [entry] = Object.entries(wrap?.keys ?? {});
  if (wrap === undefined || entry === undefined) throw wrongMasterKey();
  const [kid, box] = entry;
  const key = deriveKey(kek, "wrap", file.store_id, wrap.id);
  return { keysetKey: unwrapBytes(key, box, wrapData(file.store_id, wrap.id, kid), kid), wrap };
}

/** Puts a root key under the keyset key. */
export function wrapRootKey(
  keysetKey: Uint8Array,
  rootKey: Uint8Array,
  place: { readonly storeId: string; readonly purpose: KeyPurpose },
  randomBytes: RandomBytes,
): WrappedKey {
  const data = rootKeyData(place.storeId, keyId(rootKey), place.purpose);
  return wrapBytes(deriveKey(keysetKey, "keyset-enc"), rootKey, data, randomBytes);
}

/** @throws EnvelopeError `KEYSET_CORRUPT` */
export function unwrapRootKey(
  keysetKey: Uint8Array,
  box: WrappedKey,
  place: { readonly storeId: string; readonly kid: string; readonly purpose: KeyPurpose },
): Buffer {
  const data = rootKeyData(place.storeId, place.kid, place.purpose);
  return unwrapBytes(deriveKey(keysetKey, "keyset-enc"), box, data, place.kid);
}

/** The keyset with a fresh MAC over all its other members. */
export function withMac(keysetKey: Uint8Array, file: Omit<KeysetFile, "mac">): KeysetFile {
  return { ...file, mac: toBase64url(macOf(keysetKey, file)) };
}

/** @throws EnvelopeError `KEYSET_CORRUPT` when any member of the keyset was altered */
export function checkMac(keysetKey: Uint8Array, file: KeysetFile): void {
  const { mac, ...covered } = file;
  if (!timingSafeEqual(macOf(keysetKey, covered), Buffer.from(mac, "base64url"))) {
    throw corrupt("its header does not fit its MAC.");
  }
}

function macOf(keysetKey: Uint8Array, file: Omit<KeysetFile, "mac">): Buffer {
  const key = deriveKey(keysetKey, "header-mac");
  return createHmac("sha256", key)
    .update(lengthPrefixed("isk-keyset", "1", JSON.stringify(file)))
    .digest();
}

function wrapBytes(key: Uint8Array, content: Uint8Array, data: Uint8Array, randomBytes: RandomBytes): WrappedKey {
  const iv = randomBytes(ivBytes);
  const { ciphertext, authTag } = encrypt(key, iv, content, data);
  return { iv: toBase64url(iv), authTag: toBase64url(authTag), ciphertext: toBase64url(ciphertext) };
}

function unwrapBytes(key: Uint8Array, box: WrappedKey, data: Uint8Array, kid: string): Buffer {
  const decoded = {
    iv: Buffer.from(box.iv, "base64url"),
    authTag: Buffer.from(box.authTag, "base64url"),
    ciphertext: Buffer.from(box.ciphertext, "base64url"),
  };
  let bytes: Buffer;
  try {
    bytes = decrypt(key, decoded, data);
  } catch (error) {
    throw corrupt(`key ${kid} was altered.`, error);
  }
  if (keyId(bytes) !== kid) throw corrupt(`key ${kid} has another key's name.`);
  return bytes;
}

function fits(kek: Uint8Array, wrap: WrapEntry, storeId: string): boolean {
  return timingSafeEqual(checkValue(kek, storeId), Buffer.from(wrap.kcv, "base64url"));
}

function checkValue(kek: Uint8Array, storeId: string): Buffer {
  return hkdf(kek, new Uint8Array(0), lengthPrefixed(protocol, "kcv", storeId), 16);
}

function wrapData(storeId: string, wrapId: string, kid: string): Buffer {
  return lengthPrefixed("isk-wrap", "1", storeId, wrapId, kid);
}

function rootKeyData(storeId: string, kid: string, purpose: KeyPurpose): Buffer {
  return lengthPrefixed("isk-key", "1", storeId, kid, purpose);
}

function wrongMasterKey(): EnvelopeError {
  return new EnvelopeError("WRONG_MASTER_KEY", "The master key does not open this store.", {
    hint: "Use the key that the store was made with; nothing was changed.",
  });
}

function corrupt(why: string, cause?: unknown): EnvelopeError {
  return new EnvelopeError("KEYSET_CORRUPT", `The keyset was altered or damaged: ${why}`, { cause });
}
