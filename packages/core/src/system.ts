/** Wall-clock time in epoch milliseconds. It may jump (sleep, NTP): never measure a duration with it. */
export type Clock = () => number;

/** Waits `ms` milliseconds; rejects with the signal's reason as soon as the signal aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Returns `size` bytes of cryptographic randomness. */
export type RandomBytes = (size: number) => Uint8Array<ArrayBuffer>;

/** The shape of the global `fetch`. */
export type Fetch = typeof globalThis.fetch;

/**
 * Everything a library needs from the outside world, so that tests can hand in their own.
 * Libraries default to {@link system} and reach for nothing global themselves.
 */
export interface System {
  readonly now: Clock;
  /** Milliseconds from an arbitrary start that never run backwards: for deadlines and durations. */
  readonly monotonic: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  readonly fetch: Fetch;
}

/** Longest delay a timer takes; a longer one would fire at once (signed 32-bit milliseconds). */
const maxTimerMs = 2 ** 31 - 1;

/** The real clock, timers, randomness and network of this process. */
export const system: System = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    for (let left = Math.max(0, ms); ; left -= maxTimerMs) {
      await timer(Math.min(left, maxTimerMs), signal);
      if (left <= maxTimerMs) return;
    }
  },
  randomBytes: (size) => globalThis.crypto.getRandomValues(new Uint8Array(size)),
  fetch: (input, init) => globalThis.fetch(input, init),
};

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
