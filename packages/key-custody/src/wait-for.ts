import type { Sleep } from "@infershield/core";

/** Says that the time was up before the work was done. */
export const timeIsUp: unique symbol = Symbol("time is up");

/**
 * Waits for work that goes on whatever happens to the waiter.
 *
 * @returns its result, or {@link timeIsUp}
 * @throws what the work throws, or the signal's reason
 */
export async function waitFor<T>(
  work: Promise<T>,
  options: { readonly sleep: Sleep; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<T | typeof timeIsUp> {
  const { sleep, timeoutMs, signal } = options;
  const done = new AbortController();
  const stop = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  try {
    return await Promise.race<T | typeof timeIsUp>([
      work,
      sleep(timeoutMs, stop).then((): typeof timeIsUp => timeIsUp),
    ]);
  } finally {
    done.abort();
  }
}
