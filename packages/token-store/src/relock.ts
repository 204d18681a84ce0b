import { EnvelopeError, type KeysetUnlocker } from "@infershield/envelope";

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
export function relockingRead({ read, seen, find, use }: RelockOptions): () => Promise<void> {
  let relocking: Promise<void> | undefined;
  const relock = async (look: () => Promise<KeysetUnlocker>): Promise<void> => {
    // Stretching a passphrase costs most of a second: all who wait share one attempt.
    relocking ??= look().then(use);
    try {
      await relocking;
    } finally {
      relocking = undefined;
    }
  };
  return async () => {
    for (;;) {
      const before = seen();
      try {
        read();
        return;
      } catch (error) {
        if (!isWrongKey(error) || find === undefined) throw error;
      }
      try {
        await relock(find);
        read();
        return;
      } catch (error) {
        // Keys were changed once more while we looked: what was wrong for those of then may be right for those of now.
        if (!isWrongKey(error) || seen() === before) throw error;
      }
    }
  };
}

function isWrongKey(error: unknown): boolean {
  return error instanceof EnvelopeError && error.code === "WRONG_MASTER_KEY";
}
