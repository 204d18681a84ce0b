import type { Sleep, System } from "@infershield/core";

/** A clock that moves only when it is slept on or moved by hand, so that hours pass in a test without waiting. */
export interface VirtualClock extends Pick<System, "now" | "monotonic" | "sleep"> {
  /** Moves both clocks. */
  advance(ms: number): void;
  /** Moves the wall clock alone, as a set-back, a correction or daylight saving does. */
  jump(ms: number): void;
}

/** @param startsAt - Epoch milliseconds; default some moment in 2026. */
export function virtualClock(startsAt = 1_790_000_000_000): VirtualClock {
  let wall = startsAt;
  let elapsed = 0;
  const advance = (ms: number): void => {
    wall += ms;
    elapsed += ms;
  };
  const sleep: Sleep = async (ms, signal) => {
    if (signal?.aborted) throw signal.reason;
    advance(Math.max(0, ms));
  };
  return {
    now: () => wall,
    monotonic: () => elapsed,
    sleep,
    advance,
    jump: (ms) => {
      wall += ms;
    },
  };
}
