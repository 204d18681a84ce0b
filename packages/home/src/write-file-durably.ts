import { constants } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type RandomBytes, system } from "@infershield/core";
import { systemErrorCode, toHomeError } from "./error.ts";
import { type Files, nodeFiles } from "./files.ts";

/** Options of {@link writeFileDurably}. */
export interface DurableWriteOptions {
  /** Permission bits, whatever the umask; default 0600. */
  readonly mode?: number;
  /** Replaces the file system; tests only. */
  readonly files?: Files;
  readonly randomBytes?: RandomBytes;
}

const createExclusively = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const openFolder = constants.O_RDONLY | constants.O_DIRECTORY;

/** Shape of the names that {@link writeFileDurably} gives to its temporary files. */
export const temporaryName: RegExp = /^\..+\.[0-9a-f]{16}\.tmp$/;

/** A name in the same folder that no other writer uses; {@link temporaryName} matches it. */
export function temporaryPath(path: string, randomBytes: RandomBytes): string {
  return join(dirname(path), `.${basename(path)}.${Buffer.from(randomBytes(8)).toString("hex")}.tmp`);
}

/**
 * Replaces a whole file so that a crash, a kill or a full disk leaves either the old file or the new one, never neither.
 *
 * Writes a temporary file with a random name in the same folder, forces it to disk, renames it, and forces the folder to disk.
 * A symbolic link at `path` is replaced, not followed.
 *
 * @throws HomeError `STORE_FULL` (the old file is intact), `STORE_UNAVAILABLE`
 */
export async function writeFileDurably(
  path: string,
  bytes: Uint8Array,
  options: DurableWriteOptions = {},
): Promise<void> {
  const { mode = 0o600, files = nodeFiles, randomBytes = system.randomBytes } = options;
  const temporary = temporaryPath(path, randomBytes);
  try {
    await writeNewFile(temporary, bytes, mode, files);
    await files.rename(temporary, path);
    await syncFolder(dirname(path), files);
  } catch (error) {
    await removeIfPresent(temporary, files);
    throw toHomeError(error, `writing ${basename(path)}`);
  }
}

/**
 * Creates a file that must not exist yet, as durably as {@link writeFileDurably}. Of several at once exactly one succeeds.
 *
 * @returns false when there is one already, which is left as it is
 * @throws HomeError `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export async function createFileDurably(
  path: string,
  bytes: Uint8Array,
  options: DurableWriteOptions = {},
): Promise<boolean> {
  const { mode = 0o600, files = nodeFiles, randomBytes = system.randomBytes } = options;
  const temporary = temporaryPath(path, randomBytes);
  try {
    await writeNewFile(temporary, bytes, mode, files);
    await files.link(temporary, path);
    await syncFolder(dirname(path), files);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw toHomeError(error, `creating ${basename(path)}`);
  } finally {
    await removeIfPresent(temporary, files);
  }
}

async function writeNewFile(path: string, bytes: Uint8Array, mode: number, files: Files): Promise<void> {
  const file = await files.open(path, createExclusively, mode);
  try {
    await file.chmod(mode);
    // One write may be cut short by a nearly full disk without an error; only the next one tells.
    for (let offset = 0; offset < bytes.length; ) {
      const written = await file.write(bytes, offset);
      if (written <= 0) throw new Error("The file system wrote nothing.");
      offset += written;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Forces a folder's entries to disk, so that a new or renamed file is still there after a power cut. */
export async function syncFolder(folder: string, files: Files = nodeFiles): Promise<void> {
  const handle = await files.open(folder, openFolder, 0);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a temporary file, if it can be: a failure leaves it for the sweep, and the error that came before it is the one to tell. */
export async function removeIfPresent(path: string, files: Pick<Files, "unlink"> = nodeFiles): Promise<void> {
  try {
    await files.unlink(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
}
