import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { HomeError, systemErrorCode, toHomeError } from "./error.ts";

/** Options of {@link readPrivateFile}. */
export interface PrivateReadOptions {
  /** Refuses a larger file; default 64 MiB. */
  readonly maxBytes?: number;
}

/** Non-blocking, so that a pipe put in the file's place cannot hang us. */
const openForReading = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * Reads a file that only this user may read.
 *
 * @returns its bytes, undefined when there is no such file
 * @throws HomeError `HOME_NOT_PRIVATE` (a link, not a plain file, another owner, or open to group or others), `FILE_TOO_LARGE`, `STORE_UNAVAILABLE`
 */
export async function readPrivateFile(
  path: string,
  options: PrivateReadOptions = {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readPrivateFileSync(path, options);
}

/** {@link readPrivateFile} without a promise, for a reader that must decide within one turn. */
export function readPrivateFileSync(
  path: string,
  options: PrivateReadOptions = {},
): Uint8Array<ArrayBuffer> | undefined {
  return readChecked(path, options, (stats) => checkPrivate(stats, path, "file"));
}

/** Reads a file after `check` has seen what was really opened; a link is refused. @returns undefined when there is none */
export function readChecked(
  path: string,
  { maxBytes = defaultMaxBytes }: PrivateReadOptions,
  check: (stats: Stats, descriptor: number) => void,
): Uint8Array<ArrayBuffer> | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, openForReading);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw openError(error, path);
  }
  try {
    const stats = fstatSync(descriptor);
    check(stats, descriptor);
    if (stats.size > maxBytes) {
      throw new HomeError("FILE_TOO_LARGE", `${path} has ${stats.size} bytes, more than ${maxBytes}.`);
    }
    return readAll(descriptor, stats.size);
  } catch (error) {
    throw toHomeError(error, `reading ${path}`);
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/** What opening without following links says about a link, in our words. */
export function openError(error: unknown, path: string): Error {
  return systemErrorCode(error) === "ELOOP"
    ? new HomeError("HOME_NOT_PRIVATE", `${path} is a symbolic link.`, { hint: "Put the real file there." })
    : toHomeError(error, `opening ${path}`);
}

/**
 * Looks at a file that another library is going to open by its name: in a private folder nobody can put another one in its place.
 *
 * @returns whether there is one
 * @throws HomeError `HOME_NOT_PRIVATE` (a link, not a plain file, another owner, or open to group or others), `STORE_UNAVAILABLE`
 */
export function checkPrivateFile(path: string): boolean {
  let stats: Stats | undefined;
  try {
    stats = lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw toHomeError(error, `looking at ${path}`);
  }
  if (stats?.isSymbolicLink()) {
    throw new HomeError("HOME_NOT_PRIVATE", `${path} is a symbolic link.`, { hint: "Put the real file there." });
  }
  if (stats !== undefined) checkPrivate(stats, path, "file");
  return stats !== undefined;
}

/**
 * Refuses a file or folder that another user owns or may read: the rule of ssh for private keys.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`
 */
export function checkPrivate(stats: Stats, path: string, kind: "file" | "folder"): void {
  const isKind = kind === "file" ? stats.isFile() : stats.isDirectory();
  if (!isKind) throw new HomeError("HOME_NOT_PRIVATE", `${path} is not a plain ${kind}.`);
  const user = process.geteuid?.();
  if (user !== undefined && stats.uid !== user) {
    throw new HomeError("HOME_NOT_PRIVATE", `${path} belongs to another user (uid ${stats.uid}).`, {
      hint: "Run as its owner, or change the owner with chown.",
    });
  }
  if ((stats.mode & 0o077) !== 0) {
    throw new HomeError("HOME_NOT_PRIVATE", `${path} is open to other users.`, {
      hint: `Close it: chmod ${kind === "file" ? "600" : "700"} '${path}'`,
    });
  }
}

/**
 * A string that differs when the file at `path` was replaced or changed; undefined when there is none. Costs one `stat`.
 *
 * Two changes within one tick of the file system's clock (4–10 ms) may look alike: whoever relies on it reads once more later.
 *
 * @throws HomeError `STORE_UNAVAILABLE`
 */
export function fileIdentity(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
  } catch (error) {
    throw toHomeError(error, `looking at ${path}`);
  }
}
