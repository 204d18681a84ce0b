import { exactMembers, fromBase64url, plainObject } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { ivBytes, tagBytes } from "./gcm.ts";
import { type KdfParameters, parseKdfParameters } from "./kdf.ts";
import type { MasterKeySource } from "./master-key.ts";
import { ulidShape } from "./ulid.ts";

/** What a root key is for. `sign` is the seed of the Ed25519 key. */
export type KeyPurpose = "seal" | "lookup" | "audit" | "sign";

/** `primary` makes new values; `enabled` only reads old ones; `disabled` is kept but not used; `destroyed` is gone. */
export type KeyStatus = "primary" | "enabled" | "disabled" | "destroyed";

/** A 32-byte key under AES-256-GCM, as stored: base64url. */
export interface WrappedKey {
  readonly iv: string;
  readonly authTag: string;
  readonly ciphertext: string;
}

/** The keyset key under one master key. */
export interface WrapEntry {
  /** `w1`, `w2`, …: never used again within a keyset. */
  readonly id: string;
  readonly source: MasterKeySource;
  readonly kdf: KdfParameters;
  /** 16 bytes that tell a wrong master key from a damaged file. */
  readonly kcv: string;
  /** One member, named by the keyset key's id. */
  readonly keys: Readonly<Record<string, WrappedKey>>;
}

/** A root key under the keyset key; a destroyed one has lost its three last members. */
export interface KeyEntry extends Partial<WrappedKey> {
  readonly purpose: KeyPurpose;
  readonly status: KeyStatus;
  /** Epoch milliseconds. */
  readonly created_at: number;
}

/** The keyset as it is stored. `mac` covers everything else. */
export interface KeysetFile {
  readonly format: "infershield-keyset";
  readonly v: 1;
  /** ULID of the store. */
  readonly store_id: string;
  /** Lowest record format version that is still accepted. */
  readonly min_record_v: 1;
  /** Grows by one with every change of the keyset. */
  readonly seq: number;
  readonly wraps: readonly WrapEntry[];
  readonly keys: Readonly<Record<string, KeyEntry>>;
  readonly mac: string;
}

/** Purposes whose keys can be rotated, and `sign`, which has one key for ever. */
export const keyPurposes: readonly KeyPurpose[] = ["seal", "lookup", "audit", "sign"];
const statuses: readonly KeyStatus[] = ["primary", "enabled", "disabled", "destroyed"];
const sources: readonly MasterKeySource[] = ["environment", "file", "generated_file", "keyring"];

/** Each passphrase wrap costs a second to try. */
export const maxWraps = 8;
/** More than anybody makes who destroys the ones that are not needed any more. */
export const maxKeys = 1000;
const kidShape = /^[0-9a-f]{16}$/;

/**
 * Checks a stored keyset: exactly the known members, bounded numbers, canonical encodings, one primary key a purpose.
 *
 * @returns a copy whose members stand in the order of the format
 * @throws EnvelopeError `KEYSET_CORRUPT`, `VERSION`
 */
export function parseKeysetFile(value: unknown): KeysetFile {
  try {
    return parseKeyset(value);
  } catch (error) {
    if (!(error instanceof EnvelopeError) || error.code !== "FORMAT") throw error;
    throw new EnvelopeError("KEYSET_CORRUPT", `The keyset is malformed: ${error.message}`, { cause: error });
  }
}

function parseKeyset(value: unknown): KeysetFile {
  const loose = plainObject(value, "A keyset");
  if (loose["format"] !== "infershield-keyset") throw malformed("format");
  if (loose["v"] !== 1) throw new EnvelopeError("VERSION", "The keyset is of another version.");
  const names = ["format", "v", "store_id", "min_record_v", "seq", "wraps", "keys", "mac"];
  const object = exactMembers(value, names, "A keyset");
  if (object["min_record_v"] !== 1) throw new EnvelopeError("VERSION", "The keyset allows records of another version.");
  const storeId = object["store_id"];
  if (typeof storeId !== "string" || !ulidShape.test(storeId)) throw malformed("store_id");
  return {
    format: "infershield-keyset",
    v: 1,
    store_id: storeId,
    min_record_v: 1,
    seq: positive(object["seq"], "seq"),
    wraps: parseWraps(object["wraps"]),
    keys: parseKeys(object["keys"]),
    mac: fromBase64url(object["mac"], "mac", 32).toString("base64url"),
  };
}

function parseWraps(value: unknown): readonly WrapEntry[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxWraps) throw malformed("wraps");
  const wraps = value.map(parseWrap);
  const names = new Set(wraps.map((wrap) => wrap.id));
  const keysetKeys = new Set(wraps.flatMap((wrap) => Object.keys(wrap.keys)));
  if (names.size !== wraps.length || keysetKeys.size !== 1) throw malformed("wraps");
  return wraps;
}

function parseWrap(value: unknown): WrapEntry {
  const object = exactMembers(value, ["id", "source", "kdf", "kcv", "keys"], "A wrap");
  const id = object["id"];
  if (typeof id !== "string" || !/^w[1-9][0-9]{0,5}$/.test(id)) throw malformed("id");
  const keys = plainObject(object["keys"], "The keys of a wrap");
  const entries = Object.entries(keys);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1 || !kidShape.test(entry[0])) throw malformed("keys");
  return {
    id,
    source: oneOf(object["source"], sources, "source"),
    kdf: parseKdfParameters(object["kdf"]),
    kcv: fromBase64url(object["kcv"], "kcv", 16).toString("base64url"),
    keys: { [entry[0]]: parseWrapped(exactMembers(entry[1], ["iv", "authTag", "ciphertext"], "A wrapped key")) },
  };
}

function parseKeys(value: unknown): Readonly<Record<string, KeyEntry>> {
  const entries = Object.entries(plainObject(value, "The keys of a keyset"));
  const names = entries.map(([kid]) => kid);
  const sorted = names.every((kid, index) => kidShape.test(kid) && (index === 0 || (names[index - 1] ?? "") < kid));
  if (!sorted || entries.length > maxKeys) throw malformed("keys");
  const keys = Object.fromEntries(entries.map(([kid, entry]) => [kid, parseKey(entry)]));
  for (const purpose of keyPurposes) {
    const primaries = Object.values(keys).filter((key) => key.purpose === purpose && key.status === "primary");
    if (primaries.length !== 1) throw malformed("status");
  }
  return keys;
}

function parseKey(value: unknown): KeyEntry {
  const status = oneOf(plainObject(value, "A key")["status"], statuses, "status");
  const names = ["purpose", "status", "created_at"];
  const isDestroyed = status === "destroyed";
  const object = exactMembers(value, isDestroyed ? names : [...names, "iv", "authTag", "ciphertext"], "A key");
  return {
    purpose: oneOf(object["purpose"], keyPurposes, "purpose"),
    status,
    created_at: positive(object["created_at"], "created_at"),
    ...(isDestroyed ? {} : parseWrapped(object)),
  };
}

function parseWrapped(object: Record<string, unknown>): WrappedKey {
  return {
    iv: fromBase64url(object["iv"], "iv", ivBytes).toString("base64url"),
    authTag: fromBase64url(object["authTag"], "authTag", tagBytes).toString("base64url"),
    ciphertext: fromBase64url(object["ciphertext"], "ciphertext", 32).toString("base64url"),
  };
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw malformed(name);
  return found;
}

function positive(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw malformed(name);
  return value;
}

function malformed(name: string): EnvelopeError {
  return new EnvelopeError("FORMAT", `The member "${name}" is malformed.`);
}
