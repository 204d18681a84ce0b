import type { System } from "@infershield/core";
import { HomeError } from "./error.ts";

const tails = new Map<string, Promise<void>>();

/**
 * Lets the callers of this process through one after the other, in the order in which they came.
 *
 * @returns a function that lets the next one in
 * @throws HomeError `STORE_LOCKED` after `waitMs`; the signal's reason when it aborts
 */
export async function takeTurn(
  name: string,
  options: { readonly waitMs: number; readonly signal?: AbortSignal | undefined; readonly system: System },
): Promise<() => void> {
  options.signal?.throwIfAborted();
  const previous = tails.get(name);
  const own = Promise.withResolvers<void>();
  const tail = previous === undefined ? own.promise : previous.then(() => own.promise);
  tails.set(name, tail);
  void tail.then(() => {
    if (tails.get(name) === tail) tails.delete(name);
  });
  if (previous !== undefined) {
    try {
      await within(previous, options);
    } catch (error) {
      // Those who wait behind us go on waiting for `previous`.
      own.resolve();
      throw error;
    }
  }
  return own.resolve;
}

async function within(
  event: Promise<void>,
  options: { readonly waitMs: number; readonly signal?: AbortSignal | undefined; readonly system: System },
): Promise<void> {
  const { waitMs, signal, system } = options;
  const done = new AbortController();
  const stop = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const late = system.sleep(waitMs, stop).then(
    () => {
      throw new HomeError("STORE_LOCKED", `Another operation held the lock for more than ${waitMs} ms.`);
    },
    (reason: unknown) => {
      if (!done.signal.aborted) throw reason;
    },
  );
  try {
    await Promise.race([event, late]);
  } finally {
    done.abort();
  }
}
