import type { System } from "@infershield/core";
import { createPassing } from "./passing.ts";

/** One clock beat a second for everything that has to be looked at now and then, instead of a timer each. */
export interface Ticker {
  /** Calls `check` at every beat until the returned function is called. A check must not throw. */
  watch(check: (monotonicMs: number) => void): () => void;
  stop(): void;
}

const beatMs = 1_000;

/** Starts the beat; it runs until `stop`. */
export function startTicker(system: Pick<System, "sleep" | "monotonic">): Ticker {
  const checks = createPassing<(monotonicMs: number) => void>();
  const stopped = new AbortController();
  const beat = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await system.sleep(beatMs, stopped.signal);
      const now = system.monotonic();
      for (const check of checks.all()) check(now);
    }
  };
  // It ends by `stop`, which is no failure.
  beat().catch(() => undefined);
  return {
    watch: checks.add,
    stop: () => stopped.abort(),
  };
}
