// What @infershield/envelope promises; written by `pnpm api`.

// bytes.d.ts
/** Prefix of every derivation: keys of other programs or of another format never coincide with ours. */
export declare const protocol = "infershield/token-store/v1";
/**
 * `lp` of the format: each text as UTF-8 after its length as a 32-bit big-endian number, so that no two lists give the same bytes.
 *
 * @throws EnvelopeError `FORMAT` for text with a lone surrogate, which has no UTF-8
 */
export declare function lengthPrefixed(...parts: readonly string[]): Buffer;
/** @throws EnvelopeError `FORMAT` for text with a lone surrogate */
export declare function toUtf8(text: string): Buffer;
/** @throws EnvelopeError `FORMAT` for bytes that are not UTF-8 */
export declare function fromUtf8(bytes: Uint8Array): string;
/** HKDF-SHA256 (RFC 5869). */
export declare function hkdf(key: Uint8Array, salt: Uint8Array, info: Uint8Array, size: number): Buffer;
/** A key of its own for one purpose, from a root key. */
export declare function deriveKey(rootKey: Uint8Array, ...info: readonly string[]): Buffer;
/** Name of a root key: tells nothing about it, and no other key has it. */
export declare function keyId(rootKey: Uint8Array): string;
/** Base64url without padding. */
export declare function toBase64url(bytes: Uint8Array): string;
/**
 * Reads base64url without padding, in its only spelling: every other text for the same bytes is refused.
 *
 * @param size - Exact number of bytes, or any number when undefined.
 * @throws EnvelopeError `FORMAT`
 */
export declare function fromBase64url(value: unknown, name: string, size?: number): Buffer;
/**
 * Checks that a value is a plain JSON object with exactly these members.
 *
 * @throws EnvelopeError `FORMAT`
 */
export declare function exactMembers(value: unknown, names: readonly string[], what: string): Record<string, unknown>;
/** @throws EnvelopeError `FORMAT` */
export declare function plainObject(value: unknown, what: string): Record<string, unknown>;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * What can go wrong with sealed values, keysets and master keys.
 *
 * - `FORMAT`: the bytes or the text have not the form that is asked for.
 * - `VERSION`, `ALG`: a record or keyset of another version, or under another algorithm.
 * - `UNKNOWN_KEY`: the keyset has no usable key of this id, or the keyring was closed.
 * - `COMMIT`: the value belongs to another key, user or provider.
 * - `AUTH`: the value was altered, or belongs to another record or field.
 * - `WRONG_MASTER_KEY`: the master key does not open the store, or is not a whole one.
 * - `KEYSET_CORRUPT`: the keyset was altered or damaged.
 * - `NO_MASTER_KEY`: none is configured, or the one that the store was made with is gone.
 * - `WEAK_MASTER_KEY`: the master key is a well-known placeholder.
 * - `KEYRING_UNAVAILABLE`: the keyring of the desktop session is absent, locked or silent.
 * - `KEY_IN_USE`: a primary key cannot be destroyed; a full keyset takes no further key or wrap.
 */
export type EnvelopeErrorCode = "FORMAT" | "VERSION" | "ALG" | "UNKNOWN_KEY" | "COMMIT" | "AUTH" | "WRONG_MASTER_KEY" | "KEYSET_CORRUPT" | "NO_MASTER_KEY" | "WEAK_MASTER_KEY" | "KEYRING_UNAVAILABLE" | "KEY_IN_USE";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class EnvelopeError extends InferShieldError<EnvelopeErrorCode> {
}

// gcm.d.ts
/** The IV of AES-256-GCM as NIST SP 800-38D recommends it: 96 bits. */
export declare const ivBytes = 12;
/** The whole tag, 128 bits. */
export declare const tagBytes = 16;
/** Ciphertext and tag under AES-256-GCM. */
export declare function encrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): {
    readonly ciphertext: Buffer;
    readonly authTag: Buffer;
};
/** What a box of {@link decrypt} consists of; the caller has checked the lengths. */
export interface Box {
    readonly iv: Uint8Array;
    readonly ciphertext: Uint8Array;
    readonly authTag: Uint8Array;
}
/**
 * Opens AES-256-GCM. Node accepts shorter tags unless the length is given: it is.
 *
 * @throws EnvelopeError `AUTH` when the tag does not fit
 */
export declare function decrypt(key: Uint8Array, box: Box, associated: Uint8Array): Buffer;

// index.d.ts
export { lengthPrefixed } from "./bytes.ts";
export { EnvelopeError, type EnvelopeErrorCode } from "./error.ts";
export type { KdfParameters } from "./kdf.ts";
export type { Keyring } from "./keyring.ts";
export { createKeyset, createUnlocker, type KeysetOptions, type KeysetUnlocker, unlockKeyset } from "./keyset.ts";
export { addWrap, destroyKey, dropOtherWraps, rotateKey } from "./keyset-changes.ts";
export { type KeyEntry, type KeyPurpose, type KeyStatus, type KeysetFile, parseKeysetFile, type WrapEntry, type WrappedKey, } from "./keyset-file.ts";
export { type LegacyEnvelope, openLegacyValues, parseLegacyEnvelope } from "./legacy.ts";
export { generateRawKey, type MasterKey, type MasterKeyOptions, type MasterKeySource, resolveMasterKey, } from "./master-key.ts";
export { type KeyringAccess, type KeyringStore, storeInKeyring } from "./os-keyring.ts";
export { formatSealedValue, parseSealedValue, readSealedValue } from "./record.ts";
export { ulid } from "./ulid.ts";
export type { PassphraseKdf } from "./wrap.ts";

// kdf.d.ts
/** How a key-encryption key comes from the master key: not at all for a raw key, slowly for a passphrase. */
export type KdfParameters = {
    readonly name: "none";
} | {
    readonly name: "scrypt";
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
} | {
    readonly name: "pbkdf2-sha256";
    readonly iterations: number;
    readonly salt: string;
};
/** Parameters for a new passphrase wrap. */
export declare function newKdfParameters(name: "scrypt" | "pbkdf2-sha256", salt: string): KdfParameters;
/**
 * Checks stored parameters before anything is computed with them.
 *
 * @throws EnvelopeError `FORMAT` for unknown members or values out of bounds
 */
export declare function parseKdfParameters(value: unknown): KdfParameters;
/** Stretches a passphrase to 32 bytes. */
export declare function stretch(passphrase: string, kdf: Exclude<KdfParameters, {
    readonly name: "none";
}>): Promise<Buffer>;

// keyring.d.ts
import type { KeyedDigest, RandomBytes, Sealer, Signer } from "@infershield/core";
import type { KeyPurpose, KeyStatus } from "./keyset-file.ts";
/** An opened keyset: everything that seals, opens, digests and signs for one store. */
export interface Keyring {
    /** ULID of the store. */
    readonly storeId: string;
    readonly sealer: Sealer;
    /** Digests of InferShield tokens. */
    readonly lookup: KeyedDigest;
    /** MACs of audit records. */
    readonly audit: KeyedDigest;
    readonly signer: Signer;
    /** MACs of stored rows; its keys change with those of `sealer`. */
    readonly rowMac: KeyedDigest;
    /** Forgets the keys; every later use fails with `UNKNOWN_KEY`. */
    close(): void;
}
/** A root key in the clear. */
export interface RootKey {
    readonly kid: string;
    readonly purpose: KeyPurpose;
    readonly status: Exclude<KeyStatus, "destroyed">;
    readonly bytes: Buffer;
}
/** Derives every working key from the root keys and overwrites those. */
export declare function createKeyring(storeId: string, rootKeys: readonly RootKey[], options: {
    readonly randomBytes: RandomBytes;
}): Keyring;

// keyset-changes.d.ts
import { type System } from "@infershield/core";
import { type KeysetUnlocker } from "./keyset.ts";
import { type KeyPurpose, type KeysetFile } from "./keyset-file.ts";
import type { MasterKey } from "./master-key.ts";
import { type PassphraseKdf } from "./wrap.ts";
interface ChangeOptions {
    readonly system?: System;
}
/**
 * Lets one more master key open the keyset; every wrap that is there goes on opening it.
 *
 * @returns the same keyset when the master key opens it already
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `KEY_IN_USE` when there are eight wraps
 */
export declare function addWrap(file: KeysetFile, unlocker: KeysetUnlocker, masterKey: MasterKey, options?: ChangeOptions & {
    readonly kdf?: PassphraseKdf;
}): Promise<KeysetFile>;
/**
 * Takes away every wrap but the unlocker's own. The keyset key is renewed, so that whoever knows a dropped master key and an old
 * copy of the file cannot open what is stored from now on under keys that are added later.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`
 */
export declare function dropOtherWraps(file: KeysetFile, unlocker: KeysetUnlocker, options?: ChangeOptions): KeysetFile;
/**
 * Adds a primary key for one purpose; the former one is only read from now on. `sign` has one key for ever.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `KEY_IN_USE` when there are 1,000 keys
 */
export declare function rotateKey(file: KeysetFile, unlocker: KeysetUnlocker, purpose: Exclude<KeyPurpose, "sign">, options?: ChangeOptions): KeysetFile;
/**
 * Forgets a key for ever. The caller has made sure that nothing needs it any more. The eight newest destroyed keys stay as entries
 * without a key.
 *
 * @throws EnvelopeError `UNKNOWN_KEY`, `KEY_IN_USE` for a primary key, `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`
 */
export declare function destroyKey(file: KeysetFile, unlocker: KeysetUnlocker, kid: string): KeysetFile;
export {};

// keyset-file.d.ts
import { type KdfParameters } from "./kdf.ts";
import type { MasterKeySource } from "./master-key.ts";
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
export declare const keyPurposes: readonly KeyPurpose[];
/** Each passphrase wrap costs a second to try. */
export declare const maxWraps = 8;
/** More than anybody makes who destroys the ones that are not needed any more. */
export declare const maxKeys = 1000;
/**
 * Checks a stored keyset: exactly the known members, bounded numbers, canonical encodings, one primary key a purpose.
 *
 * @returns a copy whose members stand in the order of the format
 * @throws EnvelopeError `KEYSET_CORRUPT`, `VERSION`
 */
export declare function parseKeysetFile(value: unknown): KeysetFile;

// keyset.d.ts
import { type System } from "@infershield/core";
import { type Keyring } from "./keyring.ts";
import { type KeyEntry, type KeysetFile } from "./keyset-file.ts";
import type { MasterKey } from "./master-key.ts";
import { type PassphraseKdf } from "./wrap.ts";
/** Options of {@link createKeyset}. */
export interface KeysetOptions {
    readonly system?: System;
    /** How a passphrase is stretched; default scrypt. PBKDF2 is for places that must use what FIPS 140 approves. */
    readonly kdf?: PassphraseKdf;
}
/** Makes a new keyset with one random key for each purpose, under one master key. */
export declare function createKeyset(masterKey: MasterKey, options?: KeysetOptions): Promise<KeysetFile>;
/**
 * Opens a stored keyset.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`, `KEYSET_CORRUPT`, `VERSION`
 */
export declare function unlockKeyset(file: unknown, masterKey: MasterKey, options?: {
    readonly system?: System;
}): Promise<Keyring>;
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
export declare function createUnlocker(file: unknown, masterKey: MasterKey, options?: {
    readonly system?: System;
}): Promise<KeysetUnlocker>;
/** The order of the format: by key id. */
export declare function sortedKeys(keys: Iterable<readonly [string, KeyEntry]>): Readonly<Record<string, KeyEntry>>;

// legacy.d.ts
import { Secret } from "@infershield/core";
import { type Box } from "./gcm.ts";
import type { MasterKey } from "./master-key.ts";
/** A value of the original's form, record format version 0, checked but not opened. */
export type LegacyEnvelope = Box;
/**
 * Checks a value of the original's form: exactly `iv`, `authTag` and `ciphertext`, all three in hex or all in base64; the length of
 * `iv` tells which.
 *
 * @throws EnvelopeError `FORMAT`
 */
export declare function parseLegacyEnvelope(value: unknown): LegacyEnvelope;
/**
 * Opens values of one user in the original's form: PBKDF2-SHA256 of the master key as given, the user id as salt, AES-256-GCM
 * without associated data. The key is derived once for all values.
 *
 * @throws EnvelopeError `AUTH` for another master key or an altered value, `FORMAT` when it is no text
 */
export declare function openLegacyValues(masterKey: MasterKey, userId: string, values: readonly LegacyEnvelope[]): Promise<readonly Secret[]>;

// master-key.d.ts
import { Secret, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import { type KeyringStore } from "./os-keyring.ts";
/** Where a master key came from. */
export type MasterKeySource = "environment" | "file" | "generated_file" | "keyring";
/** The secret that opens the keyset. Keep it only as long as it is needed. */
export interface MasterKey {
    /** `raw` has 256 random bits and is used as it is; a `passphrase` is stretched first. */
    readonly kind: "raw" | "passphrase";
    readonly source: MasterKeySource;
    /** As given, but for one final newline of a file. */
    readonly secret: Secret;
    /** Sentences for the operator: a short passphrase, a keyring that could not be used. */
    readonly warnings: readonly string[];
    /** One phrase for people that tells source and kind, never the key. */
    describe(): string;
}
/** Where to look for the master key. */
export interface MasterKeyOptions {
    /** `auto` (default) takes `value`, else `file`, else the home's `master.key`. */
    readonly source?: "env" | "file" | "keyring" | "auto";
    /** Value of INFERSHIELD_MASTER_KEY; the caller removes the variable from its environment. */
    readonly value?: Secret;
    /** Path of INFERSHIELD_MASTER_KEY_FILE: private to this user, or what a container platform mounted. */
    readonly file?: string;
    /** Its `master.key` is used, and made with `create`. */
    readonly home?: Home;
    /** May make a new key where there is none; default false. */
    readonly create?: boolean;
    readonly system?: System;
    /** Replaces the operating system's keyring; tests only. */
    readonly keyring?: () => Promise<KeyringStore>;
}
/**
 * Finds the master key: `ifsk1_` + base64url of 32 bytes, or exactly 64 hex digits, are raw; anything else is a passphrase.
 *
 * @throws EnvelopeError `NO_MASTER_KEY`, `WEAK_MASTER_KEY` (a well-known placeholder), `WRONG_MASTER_KEY` (an incomplete raw key), `KEYRING_UNAVAILABLE`
 * @throws HomeError `HOME_NOT_PRIVATE` when a key file is open to others, `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export declare function resolveMasterKey(options: MasterKeyOptions): Promise<MasterKey>;
/** The bytes of a raw key; undefined for a passphrase. @throws EnvelopeError `WRONG_MASTER_KEY` for an incomplete raw key */
export declare function rawKeyBytes(secret: Secret): Buffer | undefined;
/** A new raw key as text. */
export declare function generateRawKey(system?: Pick<System, "randomBytes">): Secret;

// os-keyring.d.ts
import { Secret, type System } from "@infershield/core";
/** The two operations on the operating system's keyring. */
export interface KeyringStore {
    /** Undefined when there is no such entry. */
    get(service: string, account: string): Promise<string | undefined>;
    set(service: string, account: string, value: string): Promise<void>;
}
/** How the keyring is reached. */
export interface KeyringAccess {
    readonly system: System;
    /** Replaces the operating system's keyring; tests only. */
    readonly keyring?: (() => Promise<KeyringStore>) | undefined;
}
/**
 * Reads the master key of one home from the keyring, or stores the one given when there is none and reads it back.
 *
 * @returns undefined when there is none and none was given
 * @throws EnvelopeError `KEYRING_UNAVAILABLE` when there is no keyring, it refuses, or it does not answer within 3 s
 */
export declare function readOrCreateInKeyring(account: string, fresh: Secret | undefined, options: KeyringAccess): Promise<Secret | undefined>;
/**
 * Puts the master key of one home into the keyring, in the place of the one that is there.
 *
 * @param home - Path of the home: the entry is named after it.
 * @throws EnvelopeError `KEYRING_UNAVAILABLE`
 */
export declare function storeInKeyring(home: string, key: Secret, options: KeyringAccess): Promise<void>;

// record.d.ts
import { type RandomBytes, type SealContext, type SealedValue, Secret } from "@infershield/core";
/** The key that records are sealed under, derived once from a root key. */
export interface RecordKey {
    readonly kid: string;
    readonly encryptionRoot: Uint8Array;
}
/** Derives the record key of a root key. */
export declare function recordKey(kid: string, rootKey: Uint8Array): RecordKey;
/**
 * Seals a value for one place: record format v1.
 *
 * A fresh salt gives each value a key of its own, so the number of values under one root key has no limit that matters
 * (NIST SP 800-38D section 8.3). The second half of the derived bytes commits to that key.
 *
 * @throws EnvelopeError `FORMAT` for text that is not valid Unicode or longer than 1 MiB
 */
export declare function sealRecord(key: RecordKey, plaintext: Secret, context: SealContext, randomBytes: RandomBytes): SealedValue;
/**
 * Opens a sealed value in the place it was sealed for.
 *
 * @param keyFor - Finds the record key of a key id; undefined refuses the value.
 * @throws EnvelopeError `FORMAT`, `VERSION`, `ALG`, `UNKNOWN_KEY`, `COMMIT` (another key, user or provider), `AUTH` (altered, or another record or field)
 */
export declare function openRecord(sealed: unknown, context: SealContext, keyFor: (kid: string) => RecordKey | undefined): Secret;
/**
 * Checks a sealed value of record format v1 without opening it. Exactly the eight members, each in its only spelling.
 *
 * @throws EnvelopeError `FORMAT`, `VERSION`, `ALG`
 */
export declare function parseSealedValue(value: unknown): SealedValue;
/**
 * Reads a sealed value from its JSON text, which must be exactly what {@link formatSealedValue} writes: no space, no other order,
 * no member twice.
 *
 * @throws EnvelopeError `FORMAT`, `VERSION`, `ALG`
 */
export declare function readSealedValue(text: string): SealedValue;
/** The only JSON text of a sealed value, as it is stored in a database column. */
export declare function formatSealedValue(sealed: SealedValue): string;

// ulid.d.ts
import type { Clock, RandomBytes } from "@infershield/core";
/** Shape of {@link ulid}. */
export declare const ulidShape: RegExp;
/** A ULID: 48 bits of time in milliseconds and 80 random bits, 26 characters that sort by time. */
export declare function ulid(source: {
    readonly now: Clock;
    readonly randomBytes: RandomBytes;
}): string;

// wrap.d.ts
import type { RandomBytes } from "@infershield/core";
import type { KeyPurpose, KeysetFile, WrapEntry, WrappedKey } from "./keyset-file.ts";
import { type MasterKey } from "./master-key.ts";
/** Kind of stretching for a new passphrase wrap. */
export type PassphraseKdf = "scrypt" | "pbkdf2-sha256";
/** Puts the keyset key under a master key. */
export declare function wrapKeysetKey(keysetKey: Uint8Array, master: MasterKey, place: {
    readonly storeId: string;
    readonly wrapId: string;
}, options: {
    readonly kdf: PassphraseKdf;
    readonly randomBytes: RandomBytes;
}): Promise<WrapEntry>;
/** Puts the keyset key under a key-encryption key that is known already. */
export declare function wrapUnder(kek: Uint8Array, keysetKey: Uint8Array, place: Pick<WrapEntry, "source" | "kdf"> & {
    readonly storeId: string;
    readonly wrapId: string;
}, randomBytes: RandomBytes): WrapEntry;
/**
 * Finds the wrap that a master key fits.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY`
 */
export declare function findKeyEncryptionKey(file: KeysetFile, master: MasterKey): Promise<Buffer>;
/** Whether a master key opens the keyset already. */
export declare function fitsSomeWrap(file: KeysetFile, master: MasterKey): Promise<boolean>;
/**
 * Opens the keyset key with a key-encryption key.
 *
 * @throws EnvelopeError `WRONG_MASTER_KEY` when no wrap fits, `KEYSET_CORRUPT` when one fits but was altered
 */
export declare function unwrapKeysetKey(file: KeysetFile, kek: Uint8Array): {
    readonly keysetKey: Buffer;
    readonly wrap: WrapEntry;
};
/** Puts a root key under the keyset key. */
export declare function wrapRootKey(keysetKey: Uint8Array, rootKey: Uint8Array, place: {
    readonly storeId: string;
    readonly purpose: KeyPurpose;
}, randomBytes: RandomBytes): WrappedKey;
/** @throws EnvelopeError `KEYSET_CORRUPT` */
export declare function unwrapRootKey(keysetKey: Uint8Array, box: WrappedKey, place: {
    readonly storeId: string;
    readonly kid: string;
    readonly purpose: KeyPurpose;
}): Buffer;
/** The keyset with a fresh MAC over all its other members. */
export declare function withMac(keysetKey: Uint8Array, file: Omit<KeysetFile, "mac">): KeysetFile;
/** @throws EnvelopeError `KEYSET_CORRUPT` when any member of the keyset was altered */
export declare function checkMac(keysetKey: Uint8Array, file: KeysetFile): void;
