import type { System } from "@infershield/core";
import type { Keyring, KeysetFile, KeysetUnlocker } from "@infershield/envelope";
import { type Files, fileIdentity, readPrivateFileSync, writeFileDurably } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import { relockingRead } from "./relock.ts";
import { damageReport, isDamage } from "./set-aside.ts";
import { checkTokenFile, formatTokenFile, parseTokenFile, type TokenFile } from "./token-file.ts";

/** The checked content of the file. */
export interface LoadedFile {
  readonly file: TokenFile;
  readonly keyring: Keyring;
}

interface Cached extends LoadedFile {
  readonly bytes: Uint8Array;
  readonly identity: string | undefined;
  readonly seenAt: number;
  /** Read again later than one tick of the file system's clock: equal identity now means equal content. */
  readonly isSettled: boolean;
}

/** A token file that other processes may change at any time. */
export interface LiveTokenFile {
  /** The content as it is on disk now; costs one `stat` when nothing changed. @throws TokenStoreError, EnvelopeError, HomeError */
  current(): LoadedFile;
  /** The content as it was last read. Good for one turn: the next reading may close its keyring. @throws TokenStoreError `STORE_CLOSED` */
  known(): LoadedFile;
  /**
   * Makes {@link known} what is on disk now, like {@link current}; finds a master key that was changed meanwhile, and sets a damaged file
   * aside before the error is thrown.
   */
  check(): Promise<void>;
  /** Replaces the file. The caller holds the home's lock. @param next - Opens the new content, when the present unlocker does not. */
  write(file: TokenFile, next?: KeysetUnlocker): Promise<LoadedFile>;
  /** What opens the keyset as it is now. */
  unlocker(): KeysetUnlocker;
  close(): void;
}

/** The coarsest clock of the file systems in use ticks every 10 ms. */
const tickMs = 20;

/** Follows a token file. @throws what {@link LiveTokenFile.current} throws */
export function followTokenFile(options: {
  readonly path: string;
  readonly unlocker: KeysetUnlocker;
  /** Looks for the master key again, when the present one was changed by another process. */
  readonly relock?: (() => Promise<KeysetUnlocker>) | undefined;
  readonly system: System;
  readonly files?: Files | undefined;
}): LiveTokenFile {
  const { path, system, files } = options;
  let { unlocker } = options;
  let cached: Cached | undefined;

  /** Takes over bytes; `known` is content that this process made itself and need not check. */
  const adopt = (bytes: Uint8Array, identity: string | undefined, known?: TokenFile): Cached => {
    const file = known ?? parseTokenFile(bytes);
    // The whole of it, not its MAC alone: a keyset that was altered under an unchanged MAC must be opened and refused.
    const keyring =
      cached !== undefined && isEqual(cached.file.keyset, file.keyset) ? cached.keyring : unlocker.open(file.keyset);
    if (known === undefined) checkTokenFile(keyring, file);
    if (cached?.keyring !== keyring) cached?.keyring.close();
    return { file, keyring, bytes, identity, seenAt: system.monotonic(), isSettled: false };
  };

  const current = (): Cached => {
    const identity = fileIdentity(path);
    if (cached?.isSettled && cached.identity === identity) return cached;
    const bytes = readPrivateFileSync(path);
    if (bytes === undefined) {
      throw new TokenStoreError("NOT_FOUND", `${path} is gone.`, { hint: "Restore it, or sign in again." });
    }
    cached =
      cached !== undefined && Buffer.from(cached.bytes).equals(bytes)
        ? { ...cached, identity, isSettled: system.monotonic() - cached.seenAt > tickMs }
        : adopt(bytes, identity);
    return cached;
  };

  const useUnlocker = (next: KeysetUnlocker): void => {
    unlocker.close();
    unlocker = next;
  };

  const relocked = relockingRead({
    read: current,
    seen: () => fileIdentity(path),
    find: options.relock,
    use: useUnlocker,
  });

  return {
    current,
    unlocker: () => unlocker,
    known: () => {
      if (cached === undefined) throw new TokenStoreError("STORE_CLOSED", "The token store is closed.");
      return cached;
    },
    check: async () => {
      try {
        await relocked();
      } catch (error) {
        const bytes = isDamage(error) ? readPrivateFileSync(path) : undefined;
        throw bytes === undefined ? error : await damageReport(path, bytes, error, files);
      }
    },
    write: async (file, next) => {
      const bytes = formatTokenFile(file);
      await writeFileDurably(path, bytes, files === undefined ? {} : { files });
      if (next !== undefined) useUnlocker(next);
      cached = adopt(bytes, fileIdentity(path), file);
      return cached;
    },
    close: () => {
      cached?.keyring.close();
      cached = undefined;
      unlocker.close();
    },
  };
}

/** Parsed keysets have their members in one order, so equal ones have equal text. */
function isEqual(a: KeysetFile, b: KeysetFile): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
