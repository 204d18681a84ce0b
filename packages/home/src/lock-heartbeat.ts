import { stat, utimes } from "node:fs/promises";
import { system } from "@infershield/core";
import { systemErrorCode } from "./error.ts";

/**
 * Process ids say nothing across containers that share a home, so a holder also touches its lock. Nothing else goes by this time:
 * on the same machine and in the same container a living holder is never taken for a dead one. The real clock is used always,
 * because it is compared with that of the file system.
 */
const beatMs = 5_000;
const silentAfterMs = 30_000;

/** Touches a lock file every five seconds. @returns how to stop */
export function startHeartbeat(path: string): () => void {
  const done = new AbortController();
  const beat = async (): Promise<void> => {
    for (;;) {
      await system.sleep(beatMs, done.signal);
      const now = system.now() / 1000;
      await utimes(path, now, now);
    }
  };
  // It ends when it is stopped, or when the lock is gone: then `release` finds that out too.
  beat().catch(() => undefined);
  return () => done.abort();
}

/** Whether a lock has not been touched for so long that its holder in another container must be dead. */
export async function isSilent(path: string): Promise<boolean> {
  try {
    return system.now() - (await stat(path)).mtimeMs > silentAfterMs;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}
