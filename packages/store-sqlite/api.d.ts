// What @infershield/store-sqlite promises; written by `pnpm api`.

// audit-source.d.ts
import type { AuditSource } from "@infershield/audit";
import { type Connection } from "./connection.ts";
/** First and last row of a segment; what lies before the first segment belongs to it, so that nothing is left unread. */
export interface RowRange {
    readonly first: number;
    /** Exclusive. */
    readonly end: number;
}
/**
 * Opens the audit log of a database that exists, to be read and never written.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export declare function openAuditReader(path: string): AuditSource & {
    close(): void;
};
/**
 * The audit log of an open database, to be read.
 *
 * A segment's header says which rows are its records: those from its first number up to the next segment's.
 */
export declare function auditTable(connection: Connection): AuditSource;
/** Prepares the question which rows are a segment's. */
export declare function segmentRows(connection: Connection): (segment: number) => RowRange;

// audit-storage.d.ts
import { type AuditStorage } from "@infershield/audit";
import { type System } from "@infershield/core";
import { type Home } from "@infershield/home";
/**
 * Keeps the audit log in a database, for appending. Several processes may have it open at the same time: the right to append is a lease
 * of the home, and the rows' numbers let no two of them continue the same record.
 *
 * @param options.path - The database; it has a connection of its own there.
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_VERSION`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export declare function openAuditTable(options: {
    readonly home: Home;
    readonly path: string;
    /** Commits in a thread of its own, so that waiting for the disk keeps no request waiting. */
    readonly server?: boolean;
    readonly system?: System;
}): Promise<AuditStorage>;

// backup-database.d.ts
import { type System } from "@infershield/core";
import { type DatabaseFacts } from "./inspect-database.ts";
/**
 * Copies a database as it is at one moment, while others go on using it. The copy is checked, forced to disk, and then gets its name:
 * there is never half a backup.
 *
 * No key is needed, and the copy is sealed as the database is: keep the master key elsewhere.
 *
 * @param target - Absolute path of a file that does not exist; made readable for this user only.
 * @param options.onProgress - Told a share from 0 to 1.
 * @throws DatabaseError `NOT_FOUND`, `ALREADY_EXISTS`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`; HomeError `HOME_NOT_PRIVATE`
 */
export declare function backupDatabase(path: string, target: string, options?: {
    readonly onProgress?: (share: number) => void;
    readonly system?: Pick<System, "randomBytes">;
}): Promise<DatabaseFacts>;

// connection.d.ts
import BetterSqlite3 from "better-sqlite3";
/** One open connection, as better-sqlite3 has it. All its work is synchronous. */
export type Connection = BetterSqlite3.Database;
/**
 * Opens a database that exists. Its folder and its file must be ours alone.
 *
 * Writes are durable when they are acknowledged (write-ahead log, synchronous FULL). A lock held by another process is an error at once:
 * waiting is the caller's, since SQLite's own waiting would stop everything else in this process.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export declare function openConnection(path: string, options?: {
    readonly readonly?: boolean;
}): Connection;

// database.d.ts
import { type System } from "@infershield/core";
import { type Connection } from "./connection.ts";
import { type Migrated, type Migration } from "./migrations.ts";
/** An open database of the present schema, which other processes may use at the same time. */
export interface Database {
    /** Absolute path. */
    readonly path: string;
    /** For preparing statements; they are run inside `read` and `change` only. */
    readonly connection: Connection;
    /** What opening it did to its schema; `from` and `to` are equal when that was nothing. */
    readonly migrated: Migrated;
    /**
     * Runs a few short reads, which never wait for writers. One snapshot only when it is one statement.
     *
     * @throws DatabaseError
     */
    read<T>(work: () => T): T;
    /**
     * Runs `work`, which must not wait for anything, in one transaction that nobody else writes beside. What it did is on disk when the promise
     * resolves, and undone when it throws.
     *
     * @throws DatabaseError `STORE_LOCKED` after 10 s, `STORE_FULL`, `STORE_VERSION`, …; what `work` throws
     */
    change<T>(work: () => T): Promise<T>;
    close(): Promise<void>;
}
/** Options of {@link openDatabase}. */
export interface DatabaseOptions {
    /** Makes the folder and the file when there are none. */
    readonly create: boolean;
    readonly system?: System;
    /** Other steps of the schema than the package's own; tests only. */
    readonly migrations?: readonly Migration[];
}
/**
 * Opens a database, and brings an older one to the present schema.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_VERSION`, `STORE_CORRUPT`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export declare function openDatabase(path: string, options: DatabaseOptions): Promise<Database>;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * - `NOT_FOUND`: there is no database, and none may be made; or nothing with this name is in it.
 * - `STORE_LOCKED`: another process writes for too long.
 * - `STORE_FULL`: no space left; what was stored before is intact.
 * - `STORE_UNAVAILABLE`: the file cannot be opened, read or written.
 * - `STORE_CORRUPT`: the file is no database of ours, is damaged, or a row was altered.
 * - `STORE_VERSION`: made by a newer InferShield, or changed by one while this process runs.
 * - `STORE_CLOSED`: used after `close`.
 * - `STORE_IN_USE`: a server uses the database; what was asked for needs it to itself.
 * - `ALREADY_EXISTS`: what was to be made is there already.
 */
export type DatabaseErrorCode = "NOT_FOUND" | "STORE_LOCKED" | "STORE_FULL" | "STORE_UNAVAILABLE" | "STORE_CORRUPT" | "STORE_VERSION" | "STORE_CLOSED" | "STORE_IN_USE" | "ALREADY_EXISTS";
/** Thrown by this package for the database itself; errors of the packages whose interfaces it implements pass through. Switch on `code`. */
export declare class DatabaseError extends InferShieldError<DatabaseErrorCode> {
}
/** Whether SQLite says that another process is writing: worth another try. */
export declare function isBusy(error: unknown): boolean;
/** Gives an error of SQLite one of our codes; any other error stays as it is. */
export declare function toDatabaseError(error: unknown, doing: string): unknown;
/** What to do about a database that cannot be trusted. */
export declare const restoreHint = "Nothing was overwritten. Stop the server and restore a backup: infershield db restore FILE";

// import-logins.d.ts
import { type TokenStore } from "@infershield/token-store";
/** What became of one login. */
export interface ImportedLogin {
    readonly provider: string;
    readonly account: string;
    /** `exists`: the user has this account already, with another token. `unfinished`: a refresh was cut off in the home and must end first. */
    readonly outcome: "moved" | "exists" | "unfinished";
}
/**
 * Moves the logins of one person from a single-user home to a user of the team. Moved, not copied: two stores with the same refresh
 * token would end the login at the provider. Nothing is revoked, and it can be run again after a kill at any point.
 *
 * @param options.from - Whose logins in the source, such as `local`.
 * @param options.to - Id of the user.
 * @throws TokenStoreError, DatabaseError, HomeError, EnvelopeError
 */
export declare function importLogins(source: TokenStore, target: TokenStore, options: {
    readonly from: string;
    readonly to: string;
}): Promise<readonly ImportedLogin[]>;

// index.d.ts
export { openAuditReader } from "./audit-source.ts";
export { openAuditTable } from "./audit-storage.ts";
export { backupDatabase } from "./backup-database.ts";
export type { Connection } from "./connection.ts";
export { type Database, openDatabase } from "./database.ts";
export { DatabaseError, type DatabaseErrorCode } from "./error.ts";
export { type ImportedLogin, importLogins } from "./import-logins.ts";
export { type DatabaseFacts, inspectDatabase } from "./inspect-database.ts";
export type { Migrated } from "./migrations.ts";
export { openTeamStore, type TeamStore, type TeamStoreOptions } from "./open-team-store.ts";
export type { PolicyPlace, PolicyTable, PolicyVersion, PolicyWish } from "./policy-table.ts";
export { type Restored, restoreDatabase } from "./restore-database.ts";
export type { UsageFilter, UsageRow, UsageTable } from "./usage-table.ts";

// inspect-database.d.ts
/** What can be said of a database without any key. */
export interface DatabaseFacts {
    /** Version of the schema; older than the program's means that opening it brings it up to date. */
    readonly version: number;
    /** The version that this program makes. */
    readonly knownVersion: number;
    readonly storeId: string;
    /** Number of the keyset's last change. */
    readonly keysetSeq: number;
    /** Sequence number of the last audit record; 0 without any. */
    readonly auditSeq: number;
    readonly users: number;
    readonly logins: number;
}
/**
 * Looks into a database file that nobody writes to, such as a backup, and checks that it is whole.
 *
 * @throws DatabaseError `NOT_FOUND`, `STORE_CORRUPT`, `STORE_VERSION` (newer than this program), `STORE_UNAVAILABLE`
 */
export declare function inspectDatabase(path: string): DatabaseFacts;

// live-keyset.d.ts
import type { System } from "@infershield/core";
import { type Keyring, type KeysetFile, type KeysetUnlocker, type MasterKeyOptions } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { Database } from "./database.ts";
/** The keyset of a database that other processes may change at any time. */
export interface LiveKeyset {
    /** As it was last read. Good for one turn: the next reading may close its keyring. */
    known(): {
        readonly file: KeysetFile;
        readonly keyring: Keyring;
    };
    /** Whether `known` is what is stored now; one short read. */
    isCurrent(): boolean;
    /** Reads it again when it changed. @throws EnvelopeError `WRONG_MASTER_KEY` */
    current(): {
        readonly file: KeysetFile;
        readonly keyring: Keyring;
    };
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
export declare function openKeyset(options: KeysetOptions): Promise<{
    readonly live: LiveKeyset;
    readonly warnings: readonly string[];
}>;
export {};

// mac-table.d.ts
import type { Keyring } from "@infershield/envelope";
import type { Connection } from "./connection.ts";
/** A table whose rows carry a MAC over their other columns, in a column `mac`. */
export interface MacTable {
    /** The MAC of a row that is about to be written. */
    macOf(keyring: Keyring, row: Readonly<Record<string, unknown>>): string;
    /** @throws TokenStoreError `STORE_CORRUPT` when anything in the row was altered */
    check(keyring: Keyring, row: Readonly<Record<string, unknown>>): void;
    /** How many rows need a key. */
    countUses(kid: string): number;
    /** Gives up to `limit` rows that are not under the primary key a fresh MAC. @returns how many */
    renew(keyring: Keyring, limit: number): number;
    /** Checks up to `limit` rows after a place. @returns their places */
    verify(keyring: Keyring, after: number, limit: number): readonly number[];
}
/**
 * A table with MACs.
 *
 * @param columns - Every column but `mac`, in the order in which the MAC covers them.
 */
export declare function macTable(connection: Connection, name: string, columns: readonly string[]): MacTable;
/** A row of a table that exists. */
export declare function asRow(row: unknown): Readonly<Record<string, unknown>>;

// migrations.d.ts
import type { Connection } from "./connection.ts";
import { DatabaseError } from "./error.ts";
/** The SQL of one step from a version of the schema to the next. */
export interface Migration {
    readonly name: string;
    readonly statements: readonly string[];
}
/** From which version to which a database was brought; version 0 is an empty file. */
export interface Migrated {
    readonly from: number;
    readonly to: number;
}
/** `IFSD` in the file's header tells our databases from others. */
export declare const applicationId = 1229345604;
/** The migrations that drizzle-kit wrote, in their order: applying the first n gives version n of the schema. */
export declare function readMigrations(): readonly Migration[];
/** Version of the schema of a database. */
export declare function schemaVersion(connection: Connection): number;
/**
 * Brings a database to the schema of this program, all steps in one transaction: it is the old one or the new one.
 *
 * @throws DatabaseError `STORE_VERSION` for a newer schema, `STORE_CORRUPT` for a database that is none of ours; what SQLite throws
 */
export declare function migrate(connection: Connection, migrations: readonly Migration[]): Migrated;
/** The error for a database that another version of the program has changed. */
export declare function newerSchema(found: number, known: number): DatabaseError;

// open-team-store.d.ts
import { type System } from "@infershield/core";
import type { Keyring, MasterKeyOptions } from "@infershield/envelope";
import { type Home } from "@infershield/home";
import type { UserDirectory } from "@infershield/identity";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import { type KeyUser } from "@infershield/token-store/driver";
import { type Database } from "./database.ts";
import { type PolicyTable } from "./policy-table.ts";
import { type UsageTable } from "./usage-table.ts";
/** A team's database, unlocked until `close`. */
export interface TeamStore {
    /** Sentences for the operator about the master key. */
    readonly warnings: readonly string[];
    readonly tokens: TokenStore;
    /** Follows the keyset of the database; one for all who seal, digest or sign for this team. */
    readonly keyring: Keyring;
    /** Changes of the master key and of the keys under it. */
    readonly keys: TokenKeys;
    readonly directory: UserDirectory;
    readonly usage: UsageTable;
    readonly policies: PolicyTable;
    readonly database: Database;
    /** Writes what is not written yet, closes the database and overwrites the keys. */
    close(): Promise<void>;
}
/** Options of {@link openTeamStore}. */
export interface TeamStoreOptions {
    readonly home: Home;
    /** Absolute path; default `infershield.db` in the home. Its folder must be ours alone, too. */
    readonly path?: string;
    /** Where the master key is; it is never made here. */
    readonly masterKey: MasterKeyOptions;
    /** Makes the database and its keyset when there are none. */
    readonly create: boolean;
    /** What needs the keys besides tokens and users: audit segments, keys of excerpts. */
    readonly keyUsers?: readonly KeyUser[];
    readonly system?: System;
}
/**
 * Opens a team's database, brings an older one up to date (`database.migrated` tells), and unlocks it. Other processes of this machine may
 * have it open.
 *
 * @throws DatabaseError `NOT_FOUND`, `STORE_VERSION`, `STORE_CORRUPT`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`
 * @throws EnvelopeError `NO_MASTER_KEY`, `WRONG_MASTER_KEY`, `WEAK_MASTER_KEY`: nothing was written; HomeError `HOME_NOT_PRIVATE`
 */
export declare function openTeamStore(options: TeamStoreOptions): Promise<TeamStore>;

// policy-table.d.ts
import { type System } from "@infershield/core";
import { type PolicyLevel } from "@infershield/policy";
import type { Database } from "./database.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import { type MacTable } from "./mac-table.ts";
import type { SealedChange } from "./sealed-change.ts";
/** Whose layer it is: a team or a person by id; the organisation has one layer, and no name here. */
export interface PolicyPlace {
    readonly level: PolicyLevel;
    readonly name: string;
}
/** One version of a layer, in force from `createdAt` until the next one. */
export interface PolicyVersion extends PolicyPlace {
    /** Counts all changes of all layers, from 1. */
    readonly change: number;
    /** Counts those of this layer, from 1. */
    readonly version: number;
    /** The layer as JSON; absent in a version that takes it away. */
    readonly document?: string;
    /** SHA-256 of `document`, in hex. */
    readonly hash?: string;
    /** Id of the account that made it, or `local`. */
    readonly author: string;
    /** Epoch milliseconds. */
    readonly createdAt: number;
}
/** Policies with all their versions, which are never changed. */
export interface PolicyTable {
    /** Number of the last change; 0 without any. One short read. @throws DatabaseError */
    lastChange(): number;
    /** The newest version of each layer that was changed after a change; of every layer after 0. @throws DatabaseError `STORE_CORRUPT`, … */
    changedAfter(change: number): Promise<readonly PolicyVersion[]>;
    /** One version of a layer, the newest without a number. @throws DatabaseError `STORE_CORRUPT`, … */
    find(place: PolicyPlace, version?: number): Promise<PolicyVersion | undefined>;
    /**
     * Versions, the newest first.
     *
     * @param filter.before - Only changes before this one.
     * @param filter.limit - At most this many; default and most 1,000.
     * @throws DatabaseError `STORE_CORRUPT`, …
     */
    history(filter?: Partial<PolicyPlace> & {
        readonly before?: number;
        readonly limit?: number;
    }): Promise<readonly PolicyVersion[]>;
    /**
     * Adds a version of each layer: all of them or none. A document that is in force already adds nothing.
     *
     * @returns the newest version of each
     * @throws PolicyError `CONFLICT`, `NOT_FOUND` for taking away what is not there; DatabaseError `STORE_LOCKED`, `STORE_FULL`, …
     */
    add(...wishes: readonly PolicyWish[]): Promise<readonly PolicyVersion[]>;
}
/** A version to be added. */
export interface PolicyWish extends PolicyPlace {
    /** The layer as JSON, checked by the caller; without it the layer is taken away. */
    readonly document?: string;
    readonly author: string;
    /** The version that was seen, 0 for none; without it whatever is there is replaced. */
    readonly expectedVersion?: number | undefined;
}
/** MACs of the table, for key changes. */
export declare function policyMacs({ connection }: Pick<Database, "connection">): MacTable;
/** The policies of an open database. */
export declare function policyTable(options: {
    readonly database: Database;
    readonly keys: LiveKeyset;
    readonly change: SealedChange;
    readonly macs: MacTable;
    readonly system: Pick<System, "now">;
}): PolicyTable;

// restore-database.d.ts
import { type System } from "@infershield/core";
import { type MasterKey } from "@infershield/envelope";
import { type DatabaseFacts } from "./inspect-database.ts";
/** What a restore put in place of what. */
export interface Restored {
    readonly now: DatabaseFacts;
    /** What was there before, when there was something that could be read. */
    readonly before?: DatabaseFacts;
    /** Where the former database was kept. */
    readonly kept?: string;
}
/**
 * Puts a backup in the place of a database that nobody uses. What was there is kept beside it under another name.
 *
 * @param backup - Path of a file that `backupDatabase` made.
 * @param options.masterKey - Must open the backup: it is tried before anything is changed.
 * @throws DatabaseError `NOT_FOUND`, `STORE_CORRUPT`, `STORE_VERSION`, `STORE_IN_USE`, `STORE_FULL`, `STORE_UNAVAILABLE`
 * @throws EnvelopeError `WRONG_MASTER_KEY`; HomeError `HOME_NOT_PRIVATE`
 */
export declare function restoreDatabase(backup: string, path: string, options: {
    readonly masterKey: MasterKey;
    readonly system?: System;
}): Promise<Restored>;

// sealed-change.d.ts
import type { Keyring } from "@infershield/envelope";
import type { Database } from "./database.ts";
import type { LiveKeyset } from "./live-keyset.ts";
/** Runs `work` in one transaction, with the keys that are stored at that moment. @throws what `Database.change` and `LiveKeyset.check` throw */
export type SealedChange = <T>(work: (keyring: Keyring) => T) => Promise<T>;
/** Changes of rows that are sealed or authenticated: nothing is made with a key that another process has just replaced. */
export declare function sealedChange(database: Database, keys: LiveKeyset): SealedChange;

// usage-table.d.ts
import type { Database } from "./database.ts";
/** What one person used of one model of one provider on one day. */
export interface UsageRow {
    /** UTC, `2026-11-22`. */
    readonly day: string;
    readonly userId: string;
    readonly provider: string;
    readonly model: string;
    readonly requests: number;
    readonly tokensIn: number;
    readonly tokensOut: number;
}
/** Which rows to read. All given conditions must hold. */
export interface UsageFilter {
    readonly userId?: string;
    /** First and last day, inclusive. */
    readonly since?: string;
    readonly until?: string;
}
/** Sums of what people used, one row a person, day, provider and model. */
export interface UsageTable {
    /** Adds to what is kept; all of it or nothing. @throws DatabaseError */
    add(rows: readonly UsageRow[]): Promise<void>;
    /** Oldest day first. @throws DatabaseError */
    read(filter?: UsageFilter): Promise<readonly UsageRow[]>;
}
/** The usage table of an open database. */
export declare function usageTable({ connection, read, change }: Database): UsageTable;
