import { link, open, rename, unlink } from "node:fs/promises";

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
export const nodeFiles: Files = {
  open: async (path, flags, mode) => {
    const handle = await open(path, flags, mode);
    return {
      write: async (bytes, offset) => (await handle.write(bytes, offset)).bytesWritten,
      chmod: (wanted) => handle.chmod(wanted),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  link,
  unlink,
};
