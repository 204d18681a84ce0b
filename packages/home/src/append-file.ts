import { constants, fstatSync, write } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { systemErrorCode, toHomeError } from "./error.ts";
import { checkPrivate, openError } from "./private-file.ts";
import { syncFolder } from "./write-file-durably.ts";

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
 * A write that itself waits for the disk is one trip to a thread where a write and a sync are two. Only Linux: elsewhere the flag may stop
 * at the drive's cache, which `datasync` of Node does not.
 *
 * @see open(2), "Synchronized I/O": O_DSYNC is a write followed by fdatasync(2)
 */
const writesAreForced = process.platform === "linux";
const openForAppending =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK |
  (writesAreForced ? constants.O_DSYNC : 0);

/**
 * Opens a file for appending; creates it with mode 0600 when there is none.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`, `STORE_FULL`, `STORE_UNAVAILABLE`
 */
export async function openAppendFile(path: string): Promise<AppendFile> {
  const handle = (await openNew(path)) ?? (await openExisting(path));
  let sizeBytes: number;
  try {
    const stats = await handle.stat();
    checkPrivate(stats, path, "file");
    sizeBytes = stats.size;
  } catch (error) {
    await handle.close();
    throw toHomeError(error, `opening ${basename(path)}`);
  }
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    append: async (bytes) => {
      try {
        sizeBytes = await appendAll(handle, bytes);
      } catch (error) {
        throw toHomeError(error, `appending to ${basename(path)}`);
      }
    },
    close: () => handle.close(),
  };
}

async function openNew(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, openForAppending | constants.O_CREAT | constants.O_EXCL, 0o600);
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return undefined;
    throw openError(error, path);
  }
  try {
    await handle.chmod(0o600);
    await syncFolder(dirname(path));
    return handle;
  } catch (error) {
    await handle.close();
    throw toHomeError(error, `creating ${basename(path)}`);
  }
}

async function openExisting(path: string): Promise<FileHandle> {
  try {
    return await open(path, openForAppending);
  } catch (error) {
    throw openError(error, path);
  }
}

async function appendAll(handle: FileHandle, bytes: Uint8Array): Promise<number> {
  // Answered from memory in about 3 µs; a trip to a thread costs many times that.
  const before = fstatSync(handle.fd).size;
  try {
    for (let offset = 0; offset < bytes.length; ) {
      offset += await writeFrom(handle.fd, bytes, offset);
    }
    if (!writesAreForced) await handle.datasync();
    return before + bytes.length;
  } catch (error) {
    await handle.truncate(before);
    throw error;
  }
}

/** Not `FileHandle.write`: that takes twice the CPU time of the event loop. */
function writeFrom(descriptor: number, bytes: Uint8Array, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, offset, bytes.length - offset, null, (error, bytesWritten) => {
      if (error === null) resolve(bytesWritten);
      else reject(error);
    });
  });
}
