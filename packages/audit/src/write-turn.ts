import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { System } from "@infershield/core";
import { type Home, HomeError, holdLease } from "@infershield/home";

/** The right to append, which one process at a time has. */
export interface WriteTurn {
  /** Runs `work` while no other process and no other caller of this one appends. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the right back. */
  close(): Promise<void>;
}

/** Taking the right costs more than a forced write: it is kept for this long after the last use. */
const keepMs = 25;
/** How long a holder steps aside for somebody who asked; longer than the pause between two attempts of a waiting process. */
const stepAsideMs = 25;
const askAgainMs = 250;
const attempts = 120;

/**
 * Shares the right to append between processes. A holder keeps it between its writes, so that a busy process does not pay for a lock
 * each time, and gives it away before its next write when another process asks through the file `wanted`.
 *
 * @throws from `run`: HomeError `STORE_LOCKED` after 30 s, `STORE_FULL`, `STORE_UNAVAILABLE`; what `work` throws
 */
export function createWriteTurn(options: {
  readonly home: Home;
  readonly directory: string;
  readonly system: System;
}): WriteTurn {
  const { home, system } = options;
  const wanted = join(options.directory, "wanted");
  const stop = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let giveBack: (() => Promise<void>) | undefined;
  let uses = 0;
  let waiting: Promise<void> | undefined;

  function serially<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work, work);
    last = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  async function take(): Promise<void> {
    for (let attempt = 1; giveBack === undefined; attempt++) {
      try {
        giveBack = await holdLease(home, "audit-append", { waitMs: attempt === 1 ? 0 : askAgainMs });
        if (attempt > 1) rmSync(wanted, { force: true });
      } catch (error) {
        const taken = error instanceof HomeError && error.code === "STORE_LOCKED";
        if (!taken || attempt > attempts) throw error;
        writeFileSync(wanted, "", { mode: 0o600 });
      }
    }
  }

  async function release(): Promise<void> {
    const give = giveBack;
    giveBack = undefined;
    await give?.();
  }

  async function stepAside(): Promise<void> {
    await release();
    await system.sleep(stepAsideMs);
    // Whoever asked has taken it away by now, or died.
    rmSync(wanted, { force: true });
  }

  /** Never a loop: a clock that stands still in a test must not keep it busy. */
  async function releaseWhenUnused(): Promise<void> {
    const before = uses;
    try {
      await system.sleep(keepMs, stop.signal);
    } catch (error) {
      // `close` gives the right back itself.
      if (stop.signal.aborted) return;
      throw error;
    }
    waiting = undefined;
    await serially(async () => {
      if (uses === before) await release();
      else if (giveBack !== undefined) waiting ??= releaseWhenUnused();
    });
  }

  return {
    run: (work) =>
      serially(async () => {
        if (giveBack !== undefined && existsSync(wanted)) await stepAside();
        await take();
        uses++;
        waiting ??= releaseWhenUnused();
        return work();
      }),
    close: async () => {
      stop.abort();
      await waiting;
      await serially(release);
    },
  };
}
