// What @infershield/home promises; written by `pnpm api`.

// append-file.d.ts
/** A file that only grows. Several processes may append to one file when each holds the home's lock while it does. */
export interface AppendFile {
    /** Size when it was opened or last appended to. */
    readonly sizeBytes: number;
    /**
     * Appends all bytes and forces them to disk. When that fails, what was written of them is cut off again.
     *
     * @throws HomeError `STORE_FULL`, `STORE_UNAVAILABLE`
     */
    append(bytes: Uint8Array): Promise<void>;
    close(): Promise<void>;
}
/**
 * Opens a file for appending; creates it with mode 0600 when there is none.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export declare function openAppendFile(path: string): Promise<AppendFile>;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * What can go wrong with the files of a home.
 *
 * - `HOME_NOT_PRIVATE`: a link, somebody else's, or open to the group or to others.
 * - `STORE_FULL`: no space is left; what was stored is intact.
 * - `STORE_UNAVAILABLE`: any other failure of the file system.
 * - `STORE_LOCKED`: somebody else held the lock longer than one waits.
 * - `FILE_TOO_LARGE`: a file is longer than its reader allows.
 */
export type HomeErrorCode = "HOME_NOT_PRIVATE" | "STORE_FULL" | "STORE_UNAVAILABLE" | "STORE_LOCKED" | "FILE_TOO_LARGE";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class HomeError extends InferShieldError<HomeErrorCode> {
}
/** `ENOENT`, `EEXIST` and so on; undefined for an error that is none of the operating system's. */
export declare function systemErrorCode(error: unknown): string | undefined;
/** Gives an operating system's error one of our codes; an error that has a code of ours already stays as it is. */
export declare function toHomeError(error: unknown, doing: string): Error;

// files.d.ts
/** One open file, as far as the durable writer needs it. */
export interface WritableFile {
    /** Writes at the current position; may write less than asked. */
    write(bytes: Uint8Array, offset: number): Promise<number>;
    chmod(mode: number): Promise<void>;
    sync(): Promise<void>;
    close(): Promise<void>;
}
/** The file operations of the durable writer. Tests hand in ones that fail or kill the process at a chosen step. */
export interface Files {
    open(path: string, flags: number, mode: number): Promise<WritableFile>;
    rename(from: string, to: string): Promise<void>;
    /** Fails with `EEXIST` when `to` is taken. */
    link(from: string, to: string): Promise<void>;
    unlink(path: string): Promise<void>;
}
/** The real file system. */
export declare const nodeFiles: Files;

// hold-lease.d.ts
import type { Home } from "./home.ts";
import type { LockOptions } from "./lock-file.ts";
/**
 * Takes a lease of a home and keeps it until the returned function is called, or until this process dies.
 *
 * @param name - The lease's, as in `withLease`, against whose callers it is held.
 * @returns gives the lease back, and resolves when the next one may have it; calling it again does nothing more
 * @throws HomeError `STORE_LOCKED` after `waitMs` (default 60 s), `STORE_FULL`, `STORE_UNAVAILABLE`; the signal's reason
 */
export declare function holdLease(home: Home, name: string, options?: LockOptions): Promise<() => Promise<void>>;

// home.d.ts
import { type System } from "@infershield/core";
import { type LockOptions } from "./lock-file.ts";
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
/**
 * Opens a home after checking that it is a real folder, owned by this user and closed to everybody else.
 *
 * @param path - Absolute path; created with mode 0700 whatever the umask when `create` is set.
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE` (also when it does not exist), `STORE_FULL`
 */
export declare function openHome(path: string, options?: HomeOptions): Promise<Home>;
/**
 * Creates a folder with mode 0700 whatever the umask, and the folders above it; leaves an existing one as it is.
 *
 * @throws HomeError `STORE_UNAVAILABLE`, `STORE_FULL`
 */
export declare function createPrivateFolder(path: string): Promise<void>;
/**
 * Refuses a folder that is a link, belongs to another user or is open to others.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_UNAVAILABLE`
 */
export declare function checkPrivateFolder(path: string): void;

// index.d.ts
export { type AppendFile, openAppendFile } from "./append-file.ts";
export { HomeError, type HomeErrorCode } from "./error.ts";
export { type Files, nodeFiles, type WritableFile } from "./files.ts";
export { holdLease } from "./hold-lease.ts";
export { checkPrivateFolder, createPrivateFolder, type Home, type HomeOptions, openHome } from "./home.ts";
export type { LockOptions } from "./lock-file.ts";
export { checkPrivateFile, fileIdentity, type PrivateReadOptions, readPrivateFile, readPrivateFileSync, } from "./private-file.ts";
export { readSecretFile, type SecretFile } from "./secret-file.ts";
export { createFileDurably, type DurableWriteOptions, writeFileDurably } from "./write-file-durably.ts";

// lock-file.d.ts
import type { System } from "@infershield/core";
/** Options of a wait for a lock. */
export interface LockOptions {
    /** Gives up after this many milliseconds. */
    readonly waitMs?: number;
    readonly signal?: AbortSignal;
}
interface Wait {
    readonly waitMs: number;
    readonly signal?: AbortSignal | undefined;
    readonly system: System;
}
/**
 * Runs `work` while this process, and this caller in it, holds the lock file at `path`.
 *
 * The file names its holder by process id and start time, so a lock whose holder died is taken over at once and one whose holder
 * lives is never taken, however long it is held. Not re-entrant.
 *
 * @throws HomeError `STORE_LOCKED` after `waitMs`, `STORE_FULL`, `STORE_UNAVAILABLE`; the signal's reason; what `work` throws
 */
export declare function withLockFile<T>(path: string, work: () => Promise<T>, wait: Wait): Promise<T>;
/**
 * Whether a file is what is left of taking over a lock which is gone since: ids are never used again, so nobody needs it.
 */
export declare function isSpentMarker(folder: string, name: string): Promise<boolean>;
export {};

// private-file.d.ts
import { type Stats } from "node:fs";
/** Options of {@link readPrivateFile}. */
export interface PrivateReadOptions {
    /** Refuses a larger file; default 64 MiB. */
    readonly maxBytes?: number;
}
/**
 * Reads a file that only this user may read.
 *
 * @returns its bytes, undefined when there is no such file
 * @throws HomeError `HOME_NOT_PRIVATE` (a link, not a plain file, another owner, or open to group or others), `FILE_TOO_LARGE`, `STORE_UNAVAILABLE`
 */
export declare function readPrivateFile(path: string, options?: PrivateReadOptions): Promise<Uint8Array<ArrayBuffer> | undefined>;
/** {@link readPrivateFile} without a promise, for a reader that must decide within one turn. */
export declare function readPrivateFileSync(path: string, options?: PrivateReadOptions): Uint8Array<ArrayBuffer> | undefined;
/** Reads a file after `check` has seen what was really opened; a link is refused. @returns undefined when there is none */
export declare function readChecked(path: string, { maxBytes }: PrivateReadOptions, check: (stats: Stats, descriptor: number) => void): Uint8Array<ArrayBuffer> | undefined;
/** What opening without following links says about a link, in our words. */
export declare function openError(error: unknown, path: string): Error;
/**
 * Looks at a file that another library is going to open by its name: in a private folder nobody can put another one in its place.
 *
 * @returns whether there is one
 * @throws HomeError `HOME_NOT_PRIVATE` (a link, not a plain file, another owner, or open to group or others), `STORE_UNAVAILABLE`
 */
export declare function checkPrivateFile(path: string): boolean;
/**
 * Refuses a file or folder that another user owns or may read: the rule of ssh for private keys.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`
 */
export declare function checkPrivate(stats: Stats, path: string, kind: "file" | "folder"): void;
/**
 * A string that differs when the file at `path` was replaced or changed; undefined when there is none. Costs one `stat`.
 *
 * Two changes within one tick of the file system's clock (4–10 ms) may look alike: whoever relies on it reads once more later.
 *
 * @throws HomeError `STORE_UNAVAILABLE`
 */
export declare function fileIdentity(path: string): string | undefined;

// secret-file.d.ts
import { type Stats } from "node:fs";
import { type PrivateReadOptions } from "./private-file.ts";
/** A secret in a file that an operator named. */
export interface SecretFile {
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** Whether its mode lets every user of this machine, or of this container, read it. */
    readonly isOpenToAll: boolean;
}
/**
 * Reads a secret from a file that an operator named, which may be one that a container platform put there: a link into its folder, or a file
 * of root that others may read, in memory. Anything else must be private to this user, as {@link readPrivateFile} has it.
 *
 * @returns undefined when there is no such file
 * @throws HomeError `HOME_NOT_PRIVATE`, `FILE_TOO_LARGE`, `STORE_UNAVAILABLE`
 */
export declare function readSecretFile(path: string, options?: PrivateReadOptions): SecretFile | undefined;
/** A plain file of root that nobody else can change and that is on no disk. */
export declare function isMountedSecret(stats: Pick<Stats, "uid" | "mode" | "isFile">, isInMemory: () => boolean): boolean;

// write-file-durably.d.ts
import { type RandomBytes } from "@infershield/core";
import { type Files } from "./files.ts";
/** Options of {@link writeFileDurably}. */
export interface DurableWriteOptions {
    /** Permission bits, whatever the umask; default 0600. */
    readonly mode?: number;
    /** Replaces the file system; tests only. */
    readonly files?: Files;
    readonly randomBytes?: RandomBytes;
}
/** Shape of the names that {@link writeFileDurably} gives to its temporary files. */
export declare const temporaryName: RegExp;
/** A name in the same folder that no other writer uses; {@link temporaryName} matches it. */
export declare function temporaryPath(path: string, randomBytes: RandomBytes): string;
/**
 * Replaces a whole file so that a crash, a kill or a full disk leaves either the old file or the new one, never neither.
 *
 * Writes a temporary file with a random name in the same folder, forces it to disk, renames it, and forces the folder to disk.
 * A symbolic link at `path` is replaced, not followed.
 *
 * @throws HomeError `STORE_FULL` (the old file is intact), `STORE_UNAVAILABLE`
 */
export declare function writeFileDurably(path: string, bytes: Uint8Array, options?: DurableWriteOptions): Promise<void>;
/**
 * Creates a file that must not exist yet, as durably as {@link writeFileDurably}. Of several at once exactly one succeeds.
 *
 * @returns false when there is one already, which is left as it is
 * @throws HomeError `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export declare function createFileDurably(path: string, bytes: Uint8Array, options?: DurableWriteOptions): Promise<boolean>;
/** Forces a folder's entries to disk, so that a new or renamed file is still there after a power cut. */
export declare function syncFolder(folder: string, files?: Files): Promise<void>;
/** Removes a temporary file, if it can be: a failure leaves it for the sweep, and the error that came before it is the one to tell. */
export declare function removeIfPresent(path: string, files?: Pick<Files, "unlink">): Promise<void>;
