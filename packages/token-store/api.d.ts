// What @infershield/token-store promises; written by `pnpm api`.

// driver.d.ts
export { keysOf } from "./key-status.ts";
export { liveKeyring } from "./live-keyring.ts";
export { type RelockOptions, relockingRead } from "./relock.ts";
export { checkMac, checkRowMac, type MacKey, makeMac, withRowMac } from "./row-mac.ts";
export { openRow, type RowChange, type RowPlace, type RowStoreOptions, rowTokenStore, type UseRows, } from "./row-token-store.ts";
export { openSecrets, sealSecrets } from "./sealed-secrets.ts";
export type { KeyUser, OpenedValues, SealedStore } from "./sealed-store.ts";
export { secretsOf } from "./token.ts";
export { checkTokenFile, formatTokenFile, macKey, nextTokenFile, parseTokenFile, type TokenFile, } from "./token-file.ts";
export { contextOf as journalContext } from "./token-journal.ts";
export { tokenKeys } from "./token-keys.ts";
export { withTokenLease } from "./token-lease.ts";
export { formatRow, parseRow, type SealedFields, summaryOf, type TokenRow, type TokenRows } from "./token-row.ts";
export { decideDelete, decidePut, decideSelect, isSameKey } from "./token-rules.ts";

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * What can go wrong with stored tokens.
 *
 * - `STORE_CORRUPT`: what is stored was damaged or altered; a copy was set aside, nothing is overwritten.
 * - `STORE_VERSION`: another version wrote it, or it has the original's form in a home that has left that behind.
 * - `STORE_CLOSED`: used after `close`.
 * - `CONFLICT`: the token changed since it was read.
 * - `LEASE_TIMEOUT`: another operation on the token took longer than one waits.
 * - `NOT_FOUND`: there is no store, or no such account.
 * - `INVALID_TOKEN`: a member of the token is missing, too long, out of range or not valid Unicode.
 */
export type TokenStoreErrorCode = "STORE_CORRUPT" | "STORE_VERSION" | "STORE_CLOSED" | "CONFLICT" | "LEASE_TIMEOUT" | "NOT_FOUND" | "INVALID_TOKEN";
/** Thrown by this package; errors of `home` and `envelope` pass through. Switch on `code`, not on `message`. */
export declare class TokenStoreError extends InferShieldError<TokenStoreErrorCode> {
}

// index.d.ts
export { TokenStoreError, type TokenStoreErrorCode } from "./error.ts";
export type { KeyStatusReport } from "./key-status.ts";
export { memoryTokenStore } from "./memory-token-store.ts";
export { type OpenTokenFile, openTokenFile } from "./open-token-file.ts";
export { readKeyStatus, readTokenSummaries } from "./read-token-summaries.ts";
export type { KeyUser, OpenedValues } from "./sealed-store.ts";
export type { NewToken, TokenColumns, TokenFilter, TokenKey, TokenRecord, TokenSecrets, TokenSummary, } from "./token.ts";
export type { TokenFileOptions } from "./token-file-options.ts";
export { tokenKeyOf, tokenName } from "./token-key.ts";
export type { KeyProgress, TokenKeys } from "./token-keys.ts";
export type { TokenJournal, TokenStore } from "./token-store.ts";

// journal-file.d.ts
import type { SealedValue } from "@infershield/core";
import type { TokenKey } from "./token.ts";
/** One sealed note about one token. */
export interface JournalEntry extends TokenKey {
    readonly entry: SealedValue;
}
/** The content of `tokens.journal`, format version 1. */
export interface JournalFile {
    readonly storeId: string;
    readonly entries: readonly JournalEntry[];
}
/** The bytes of a journal: there is only one way to write it. */
export declare function formatJournal(file: JournalFile): Uint8Array;
/** @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION` */
export declare function parseJournal(bytes: Uint8Array): JournalFile;

// key-status.d.ts
import type { KeyPurpose, KeyStatus, KeysetFile, MasterKeySource } from "@infershield/envelope";
import type { JournalEntry } from "./journal-file.ts";
import type { TokenFile } from "./token-file.ts";
import type { TokenRow } from "./token-row.ts";
/** What can be said about the keys of a store without any key. */
export interface KeyStatusReport {
    readonly storeId: string;
    /** Number of the keyset's last change. */
    readonly seq: number;
    readonly wraps: readonly {
        readonly id: string;
        readonly source: MasterKeySource;
        readonly kdf: string;
    }[];
    readonly keys: readonly {
        readonly kid: string;
        readonly purpose: KeyPurpose;
        readonly status: KeyStatus;
        /** Epoch milliseconds. */
        readonly createdAt: number;
        /** Stored values that need it: records, journal entries, and what the given users of keys count. */
        readonly uses: number;
    }[];
}
/** The report on a keyset. @param countUses - How many stored values need a key. */
export declare function keyStatus(keyset: KeysetFile, countUses: (kid: string) => Promise<number>): Promise<KeyStatusReport>;
/** How many records and journal entries of a token file need a key. */
export declare function countUses(file: TokenFile, journal: readonly JournalEntry[], kid: string): number;
/** The keys that a row needs: for its MAC and for each sealed field. */
export declare function keysOf(row: TokenRow): readonly string[];

// live-keyring.d.ts
import { type Keyring } from "@infershield/envelope";
/**
 * A keyring that follows the keyset of the file: a key which another process added is found by the first value made with it.
 *
 * @param given.known - The keyring as it was last read.
 * @param given.current - The keyring as it is on disk now.
 */
export declare function liveKeyring(given: {
    readonly known: () => Keyring;
    readonly current: () => Keyring;
    readonly close: () => void;
}): Keyring;

// memory-token-store.d.ts
import { type System } from "@infershield/core";
import type { TokenStore } from "./token-store.ts";
/** A store that ends with the process: for tests and for what must never touch the disk. */
export declare function memoryTokenStore(options?: {
    readonly system?: System;
}): TokenStore;

// open-token-file.d.ts
import type { Keyring } from "@infershield/envelope";
import { type Home } from "@infershield/home";
import type { TokenFileOptions } from "./token-file-options.ts";
import { type TokenKeys } from "./token-keys.ts";
import type { TokenStore } from "./token-store.ts";
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
export declare function openTokenFile(options: TokenFileOptions): Promise<OpenTokenFile>;

// read-token-summaries.d.ts
import { type KeyStatusReport } from "./key-status.ts";
import type { KeyUser } from "./sealed-store.ts";
import type { TokenSummary } from "./token.ts";
/**
 * What a token file says without any key, also one of the original's form: nothing is unlocked, migrated or authenticated.
 *
 * @returns an empty list when there is no file
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export declare function readTokenSummaries(path: string): Promise<readonly TokenSummary[]>;
/**
 * Which keys a token file names, without any key; nothing of it is authenticated.
 *
 * @param users - What needs the keys besides the tokens.
 * @returns undefined when there is no file, or one of the original's form, which has no keys
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export declare function readKeyStatus(path: string, users?: readonly KeyUser[]): Promise<KeyStatusReport | undefined>;

// relock.d.ts
import { type KeysetUnlocker } from "@infershield/envelope";
/** How stored keys are opened by a master key that another process may change. */
export interface RelockOptions {
    /** Reads what is stored. @throws EnvelopeError `WRONG_MASTER_KEY` when the present unlocker does not open it */
    readonly read: () => void;
    /** Differs whenever something else is stored. */
    readonly seen: () => unknown;
    /** Looks for the master key again; absent for one that cannot change, such as a value that was handed in. */
    readonly find: (() => Promise<KeysetUnlocker>) | undefined;
    /** Opens with another unlocker from now on. */
    readonly use: (next: KeysetUnlocker) => void;
}
/** A `read` that finds a master key which was changed meanwhile. @throws what `read` and `find` throw */
export declare function relockingRead({ read, seen, find, use }: RelockOptions): () => Promise<void>;

// row-mac.d.ts
import type { KeyedDigest } from "@infershield/core";
import { type TokenRow } from "./token-row.ts";
/** What the MACs of rows and of the whole file are made with. */
export interface MacKey {
    readonly storeId: string;
    readonly rowMac: KeyedDigest;
}
/** The row with a fresh MAC, and its times as the file keeps them: whole seconds. */
export declare function withRowMac(key: MacKey, row: Omit<TokenRow, "mac">): TokenRow;
/** @throws TokenStoreError `STORE_CORRUPT` when anything in the row was altered */
export declare function checkRowMac(key: MacKey, row: TokenRow): void;
/** HMAC-SHA256 over the label, the version, the store and the parts, under the primary key. */
export declare function makeMac(key: MacKey, label: string, ...parts: readonly string[]): string;
/** Compares a MAC with the one of the parts. @throws TokenStoreError `STORE_CORRUPT` */
export declare function checkMac(key: MacKey, mac: string, label: string, ...parts: readonly string[]): void;

// row-token-store.d.ts
import type { System } from "@infershield/core";
import { type Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { type TokenRecord } from "./token.ts";
import { type TokenRow, type TokenRows } from "./token-row.ts";
import type { TokenJournal, TokenStore } from "./token-store.ts";
/** Works on the rows of a store as they are stored now, with the keys that open them, at one go: later they may be others. */
export type UseRows<T> = (rows: TokenRows, keyring: Keyring) => T;
/** What an operation decided: what to keep instead, if anything, and what it gives back. */
export interface RowChange<T> {
    readonly next?: Partial<TokenRows>;
    readonly result: T;
}
/** Where sealed rows lie that fit into memory. */
export interface RowPlace {
    /**
     * Looks at the rows after every MAC was checked. A row that is the same object as before is not opened again.
     *
     * @throws TokenStoreError `STORE_CORRUPT`, …
     */
    read<T>(use: UseRows<T>): Promise<T>;
    /** Decides on rows that nobody else changes meanwhile, and keeps what was decided before it resolves. */
    change<T>(decide: UseRows<RowChange<T>>): Promise<T>;
}
/** What a token store over rows has besides their place. */
export interface RowStoreOptions {
    /** Its leases are those of the tokens. */
    readonly home: Home;
    readonly journal: TokenJournal;
    readonly system: System;
}
/** A token store over a place for rows: what is the same wherever they lie. */
export declare function rowTokenStore(place: RowPlace, options: RowStoreOptions): TokenStore;
/** A row with its secrets opened. @throws TokenStoreError `STORE_CORRUPT` when one does not open */
export declare function openRow(keyring: Keyring, row: TokenRow): TokenRecord;

// sealed-secrets.d.ts
import type { SealContext, SealedField, Sealer } from "@infershield/core";
import { type TokenColumns, type TokenKey, type TokenSecrets } from "./token.ts";
import type { SealedFields, TokenRow } from "./token-row.ts";
/** Seals the secrets of a token for its row. */
export declare function sealSecrets(sealer: Sealer, columns: TokenColumns, secrets: TokenSecrets): SealedFields;
/** Opens the secrets of a row. @throws EnvelopeError when one was altered or belongs elsewhere */
export declare function openSecrets(sealer: Sealer, row: TokenRow): TokenSecrets;
/** The place that a sealed field belongs to. */
export declare function sealContext(key: TokenKey, recordId: string, field: SealedField): SealContext;

// sealed-store.d.ts
import type { Keyring, KeysetFile, KeysetUnlocker } from "@infershield/envelope";
/** What {@link SealedStore.verify} opened. */
export interface OpenedValues {
    readonly records: number;
    readonly fields: number;
    readonly journalEntries: number;
}
/** Where a keyset lies beside what is sealed under it: a file, a database. Everything but `withLock` is called inside `withLock`. */
export interface SealedStore {
    /** Runs `work` while no other process and no other caller writes. */
    withLock<T>(work: () => Promise<T>): Promise<T>;
    /** Makes `keyset`, `keyring` and `unlocker` those of what is stored now, also when another process changed the master key. */
    check(): Promise<void>;
    keyset(): KeysetFile;
    keyring(): Keyring;
    unlocker(): KeysetUnlocker;
    /** Replaces the keyset, durably; records stay as they are. @param next - Opens the new one, when the present unlocker does not. */
    writeKeyset(keyset: KeysetFile, next?: KeysetUnlocker): Promise<void>;
    /** How many records and journal entries need a key. */
    countUses(kid: string): Promise<number>;
    /** Seals up to `batch` records that are not under the primary key anew, and with the last of them the journal. */
    reencrypt(batch: number): Promise<{
        readonly changed: number;
        readonly left: number;
    }>;
    /** Opens every sealed value. @throws TokenStoreError, EnvelopeError for the first that does not open */
    verify(): Promise<OpenedValues>;
}
/** Something beside the tokens that needs keys of the keyset: digests of InferShield tokens, audit segments, keys of excerpts. */
export interface KeyUser {
    /** How many stored values need a key. Needs no key itself. */
    countUses(kid: string): Promise<number>;
    /** Seals what is not under the primary key anew, inside the lock; absent where values cannot be. @returns how many were changed */
    reencrypt?(keyring: Keyring): Promise<number>;
    /** Opens every sealed value, inside the lock. @returns how many there are */
    verify?(keyring: Keyring): Promise<number>;
}

// testing.d.ts
export { describeTokenStore } from "./testing/describe-token-store.ts";
export type { OpenTokenStore, TokenStorePlace } from "./testing/token-store-place.ts";

// testing/describe-token-store.d.ts
import { type OpenTokenStore } from "./token-store-place.ts";
/**
 * The behaviour that every token store must show. Run it with vitest, once for each store.
 *
 * @param open - Opens the store of a place, or makes it. `close` closes all that was opened.
 * @param options.isShared - Whether two openings of one place are one store, as several processes have it; default true.
 */
export declare function describeTokenStore(name: string, open: OpenTokenStore, { isShared }?: {
    readonly isShared?: boolean;
}): void;

// testing/token-store-place.d.ts
import { Secret, type System } from "@infershield/core";
import { type Home } from "@infershield/home";
import type { NewToken, TokenKey } from "../token.ts";
import type { TokenStore } from "../token-store.ts";
/** What a store of the suite is opened with. */
export interface TokenStorePlace {
    /** A folder of its own, empty at first. */
    readonly home: Home;
    /** The same for every opening. */
    readonly masterKey: {
        readonly value: Secret;
    };
    /** Its clock stands still, except for what the suite moves it on. */
    readonly system: System;
}
/** Opens the store of a place, or makes it. */
export type OpenTokenStore = (place: TokenStorePlace) => TokenStore | Promise<TokenStore>;
/** A place, and what only the suite does with it. */
export interface TestPlace extends TokenStorePlace {
    /** Moves the clock on. */
    advance(ms: number): void;
    /** Takes the folder away. */
    remove(): void;
}
/** Makes a place for a store. */
export declare function makePlace(): Promise<TestPlace>;
/** Whose tokens the suite stores. */
export declare const alex: TokenKey;
/** A token with two secrets. */
export declare function tokenOf(key: TokenKey, access: string): NewToken;

// token-file-options.d.ts
import type { System } from "@infershield/core";
import type { MasterKeyOptions } from "@infershield/envelope";
import type { Files, Home } from "@infershield/home";
import type { KeyUser } from "./sealed-store.ts";
/** Options of {@link openTokenFile}. */
export interface TokenFileOptions {
    readonly home: Home;
    /** Default `tokens.json` in the home. */
    readonly path?: string;
    /** Where the master key is; `home` and `create` default to those of the store. */
    readonly masterKey: MasterKeyOptions;
    /** Makes a store, and where it may a master key, when there is none. */
    readonly create: boolean;
    /** What else in the home needs the keys: counted before a key is destroyed, renewed with the tokens. */
    readonly keyUsers?: readonly KeyUser[];
    readonly system?: System;
    /** Replaces the file operations of the writer; tests only. */
    readonly files?: Files;
}

// token-file.d.ts
import { type Keyring, type KeysetFile } from "@infershield/envelope";
import { type MacKey } from "./row-mac.ts";
import { type TokenRow, type TokenRows } from "./token-row.ts";
/** The content of `tokens.json`, format version 1. */
export interface TokenFile extends TokenRows {
    /** Grows with every change of the file. */
    readonly generation: number;
    readonly keyset: KeysetFile;
    /** Covers the numbers, the keyset and the MACs of all rows, so that no row can be left out or put back. */
    readonly mac: string;
}
/** The bytes of a token file: there is only one way to write it. */
export declare function formatTokenFile(file: TokenFile): Uint8Array;
/**
 * Reads the bytes of a token file without any key: exactly what {@link formatTokenFile} writes, so that a member given twice, an
 * unknown one or another spelling is refused. Nothing in it is to be trusted before {@link checkTokenFile}.
 *
 * @throws TokenStoreError `STORE_CORRUPT`, `STORE_VERSION`; EnvelopeError `KEYSET_CORRUPT`, `VERSION`
 */
export declare function parseTokenFile(bytes: Uint8Array): TokenFile;
/** JSON of any kind. @throws TokenStoreError `STORE_CORRUPT` */
export declare function parseJson(bytes: Uint8Array): unknown;
/** Checks the MAC of the file and of every row. @throws TokenStoreError `STORE_CORRUPT` */
export declare function checkTokenFile(keyring: Keyring, file: TokenFile): void;
/** The first file of a store. */
export declare function newTokenFile(keyring: Keyring, keyset: KeysetFile, records?: readonly TokenRow[]): TokenFile;
/** The file that follows another one. */
export declare function nextTokenFile(keyring: Keyring, file: TokenFile, change: Partial<TokenRows & {
    readonly keyset: KeysetFile;
}>): TokenFile;
/** What rows and files of this store are authenticated with. */
export declare function macKey({ storeId, rowMac }: Keyring): MacKey;

// token-journal.d.ts
import type { Sealer } from "@infershield/core";
import { type Files, type Home } from "@infershield/home";
import { type JournalEntry } from "./journal-file.ts";
import { sealContext } from "./sealed-secrets.ts";
import type { TokenKey } from "./token.ts";
import type { TokenJournal } from "./token-store.ts";
/** Where the journal of a token file lies: `tokens.json` has `tokens.journal`. */
export declare function journalPath(tokenPath: string): string;
/** A journal in a file beside the token file, sealed with the same keys and written under the same lock. */
export declare function openTokenJournal(options: {
    readonly home: Home;
    readonly path: string;
    readonly storeId: string;
    /** The keys as they are on disk now. */
    readonly sealer: () => Promise<Sealer>;
    readonly files?: Files | undefined;
}): TokenJournal;
/** Replaces the journal. The caller holds the home's lock. */
export declare function writeJournal(path: string, storeId: string, entries: readonly JournalEntry[], files?: Files): Promise<void>;
/** The account takes the record's place: a journal may be written before there is a record. */
export declare function contextOf(key: TokenKey): ReturnType<typeof sealContext>;

// token-key.d.ts
import type { TokenKey } from "./token.ts";
/** One string for a key, different for different keys. */
export declare function tokenName({ tenant, userId, provider, account }: TokenKey): string;
/** The key of a record, a summary, or anything else that has one. */
export declare function tokenKeyOf({ tenant, userId, provider, account }: TokenKey): TokenKey;

// token-keys.d.ts
import type { System } from "@infershield/core";
import { type KeyPurpose, type MasterKey, type MasterKeyOptions } from "@infershield/envelope";
import { type Files, type Home } from "@infershield/home";
import { type KeyStatusReport } from "./key-status.ts";
import type { KeyUser, OpenedValues, SealedStore } from "./sealed-store.ts";
/** Progress of a long change. */
export interface KeyProgress {
    readonly done: number;
    readonly total: number;
}
/** Changes of keys. Each can be run while others use the store, and again after it was killed at any point. */
export interface TokenKeys {
    /** Which master keys and keys there are and what is under them. */
    status(): Promise<KeyStatusReport>;
    /**
     * Lets another master key open the store, and unless `keepOld` is set only that one from then on. `new_key_file` makes a new
     * `master.key`, `new_key_in_keyring` one in the keyring of the operating system; running processes that use one of these follow by
     * themselves.
     *
     * @throws EnvelopeError `WRONG_MASTER_KEY`, `WEAK_MASTER_KEY`, `KEY_IN_USE`, `KEYRING_UNAVAILABLE`
     */
    rewrap(to: MasterKey | "new_key_file" | "new_key_in_keyring", options?: {
        readonly keepOld?: boolean;
    }): Promise<void>;
    /** Adds a primary key. @returns its id @throws EnvelopeError `KEY_IN_USE` when there are 1,000 keys */
    rotate(purpose: Exclude<KeyPurpose, "sign">): Promise<string>;
    /** Seals everything under the primary key, some records at a time (default 100), so that others get their turn. */
    reencrypt(options?: {
        readonly batch?: number;
        readonly onProgress?: (progress: KeyProgress) => void;
        readonly signal?: AbortSignal;
    }): Promise<KeyProgress>;
    /** Forgets a key for ever. @throws EnvelopeError `KEY_IN_USE` while anything stored needs it, `UNKNOWN_KEY` */
    destroy(kid: string): Promise<void>;
    /** Opens every sealed value. @throws TokenStoreError, EnvelopeError for the first that does not open */
    verify(): Promise<OpenedValues & {
        readonly others: number;
    }>;
}
/** The key changes of an open store. */
export declare function tokenKeys(store: SealedStore, options: {
    /** Where `master.key` lies. */
    readonly home: Home;
    /** What needs the keys besides the store. */
    readonly users: readonly KeyUser[];
    readonly system: System;
    readonly files?: Files | undefined;
    /** Replaces the operating system's keyring; tests only. */
    readonly keyring?: MasterKeyOptions["keyring"];
}): TokenKeys;

// token-lease.d.ts
import { type Home, type LockOptions } from "@infershield/home";
import type { TokenKey } from "./token.ts";
/**
 * {@link TokenStore.withLease} by a lease of the home, which all processes on one machine share: it tells a living holder from a dead one.
 *
 * @throws TokenStoreError `LEASE_TIMEOUT`; HomeError; the signal's reason; what `work` throws
 */
export declare function withTokenLease<T>(home: Home, key: TokenKey, work: () => Promise<T>, wait?: LockOptions): Promise<T>;

// token-row.d.ts
import type { SealedField, SealedValue } from "@infershield/core";
import { type TokenColumns, type TokenSummary } from "./token.ts";
/** The fields of a row that are sealed. */
export type SealedFields = {
    readonly [Field in SealedField]?: SealedValue;
};
/** One stored token: readable columns, sealed fields, and a MAC over both. */
export interface TokenRow extends TokenColumns {
    readonly sealed: SealedFields;
    /** `<key id>.<base64url of 32 bytes>` */
    readonly mac: string;
}
/** All sealed rows of a store, in the order in which they were first stored. */
export interface TokenRows {
    readonly records: readonly TokenRow[];
    /** Highest generation among deleted tokens. */
    readonly generationFloor: number;
}
/** The row as it is stored. */
export declare function formatRow(row: TokenRow): Record<string, unknown>;
/** The part of a stored row that its MAC covers. */
export declare function formatCovered(row: Omit<TokenRow, "mac">): Record<string, unknown>;
/**
 * Reads the members that a row has, each of its type. Whether it has others, and its MAC, are checked where it comes from.
 *
 * @throws TokenStoreError `STORE_CORRUPT`; EnvelopeError for a malformed sealed field
 */
export declare function parseRow(value: unknown): TokenRow;
/** The row as it is read back once it was stored: its times are whole seconds. */
export declare function asStored(row: Omit<TokenRow, "mac">): Omit<TokenRow, "mac">;
/** What can be shown of a row without any key. */
export declare function summaryOf({ sealed, mac, ...columns }: TokenRow): TokenSummary;

// token-rules.d.ts
import type { NewToken, TokenColumns, TokenFilter, TokenKey } from "./token.ts";
/** What the rules need to know about a stored token. */
type Row = Pick<TokenColumns, "tenant" | "userId" | "provider" | "account" | "selected" | "generation">;
/** Whether two keys name the same token. */
export declare function isSameKey(a: TokenKey, b: TokenKey): boolean;
/** Whether a token has all members of the filter. */
export declare function passesFilter(row: TokenKey, filter: TokenFilter): boolean;
/** The token of a key, or of the selected account when the key names none. */
export declare function findRow<T extends Row>(rows: readonly T[], key: Omit<TokenKey, "account"> & {
    readonly account?: string;
}): T | undefined;
/**
 * Decides what is stored when a token is put over what there was.
 *
 * @param given.floor - Highest generation among deleted tokens: a login after a logout starts above it, so that a refresh which
 *   began before the logout cannot overwrite it.
 * @throws TokenStoreError `CONFLICT`, `INVALID_TOKEN`
 */
export declare function decidePut(rows: readonly TokenColumns[], token: NewToken, given: {
    readonly expectedGeneration: number;
    readonly now: number;
    readonly newId: string;
    readonly floor: number;
}): TokenColumns;
/**
 * The rows with another account selected.
 *
 * @throws TokenStoreError `NOT_FOUND`
 */
export declare function decideSelect<T extends Row>(rows: readonly T[], key: TokenKey): readonly T[];
/** The rows without one, and the selection moved on; undefined when there was none. */
export declare function decideDelete<T extends Row>(rows: readonly T[], key: TokenKey): readonly T[] | undefined;
export {};

// token-store.d.ts
import type { Secret } from "@infershield/core";
import type { LockOptions } from "@infershield/home";
import type { NewToken, TokenFilter, TokenKey, TokenRecord, TokenSummary } from "./token.ts";
/** Where tokens are kept. Each implementation runs `describeTokenStore`. */
export interface TokenStore {
    /**
     * Without `account`: the selected one. Sees what other processes have written.
     *
     * @returns undefined when there is no such token
     */
    get(key: Omit<TokenKey, "account"> & {
        readonly account?: string;
    }): Promise<TokenRecord | undefined>;
    /**
     * Replaces a token as a whole. A person's first account at a provider becomes the selected one.
     *
     * @param options.expectedGeneration - Generation that was read before; 0 when there must be none yet.
     * @returns the record as it is now stored
     * @throws TokenStoreError `CONFLICT` when somebody else was faster, `INVALID_TOKEN`
     */
    put(token: NewToken, options: {
        readonly expectedGeneration: number;
    }): Promise<TokenRecord>;
    /** Makes an account the selected one. @throws TokenStoreError `NOT_FOUND` */
    select(key: TokenKey): Promise<void>;
    /**
     * Removes a token. When it was the selected one, the oldest remaining account of the person at the provider becomes it.
     *
     * @returns whether there was one
     */
    delete(key: TokenKey): Promise<boolean>;
    /** In the order in which they were first stored; opens nothing. */
    list(filter?: TokenFilter): Promise<readonly TokenSummary[]>;
    /**
     * Runs `work` while no other caller and no other process holds the lease of this token. It has no time limit.
     *
     * @throws TokenStoreError `LEASE_TIMEOUT` after `waitMs` (default 60 s); the signal's reason; what `work` throws
     */
    withLease<T>(key: TokenKey, work: () => Promise<T>, options?: LockOptions): Promise<T>;
    /** One sealed note a token, durable when `write` resolves: what must survive a crash in the middle of a refresh. */
    readonly journal: TokenJournal;
    close(): Promise<void>;
}
/** See {@link TokenStore.journal}. */
export interface TokenJournal {
    /** Replaces the entry. @param entry - JSON text. */
    write(key: TokenKey, entry: Secret): Promise<void>;
    read(key: TokenKey): Promise<Secret | undefined>;
    clear(key: TokenKey): Promise<void>;
    /** Whose notes there are, in no particular order; opens nothing. */
    keys(): Promise<readonly TokenKey[]>;
}

// token.d.ts
import type { SealedField, Secret } from "@infershield/core";
/** Whose token for what. */
export interface TokenKey {
    readonly tenant: string;
    readonly userId: string;
    readonly provider: string;
    /** Label of one of the person's accounts at the provider. */
    readonly account: string;
}
/** The secret members of a {@link TokenRecord}. */
export interface TokenSecrets {
    readonly accessToken?: Secret;
    readonly refreshToken?: Secret;
    readonly idToken?: Secret;
    readonly apiKey?: Secret;
}
/** Everything of a stored token but its secrets. Times are epoch milliseconds; the file keeps whole seconds. */
export interface TokenColumns extends TokenKey {
    /** Names the record in what is sealed; a new one for each login after a logout. */
    readonly id: string;
    readonly kind: "oauth" | "api_key";
    readonly state: "active" | "reauthentication_required";
    /** Whether this account is used when a request names none. */
    readonly selected: boolean;
    readonly scopes: readonly string[];
    readonly createdAt: number;
    readonly updatedAt: number;
    readonly expiresAt?: number;
    readonly lastRefreshAt?: number;
    readonly refreshFailures: number;
    /** Grows with every `put` of this key, and goes on growing after a `delete`. */
    readonly generation: number;
    /** For people, such as `alex@example.com`. */
    readonly displayName?: string;
    readonly clientId?: string;
}
/** A stored token with its secrets. */
export interface TokenRecord extends TokenColumns, TokenSecrets {
}
/** What `put` takes: the store gives id, generation, times and selection. */
export type NewToken = Omit<TokenRecord, "id" | "generation" | "createdAt" | "updatedAt" | "selected" | "refreshFailures"> & Partial<Pick<TokenRecord, "refreshFailures">>;
/** A stored token as it can be shown without any key. */
export type TokenSummary = TokenColumns & {
    /** Which sealed fields it has. */
    readonly has: readonly SealedField[];
};
/** Selects tokens by the members given. */
export interface TokenFilter {
    readonly tenant?: string;
    readonly userId?: string;
    readonly provider?: string;
}
/** Names of the secret members, in the program and in what is stored. */
export declare const secretFields: readonly (readonly [keyof TokenSecrets, SealedField])[];
/** The secret members that are there. */
export declare function secretsOf(token: TokenSecrets): TokenSecrets;
