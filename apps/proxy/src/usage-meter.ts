import type { Principal, System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import type { Ticker } from "./ticker.ts";
import type { TrailFacts } from "./trail.ts";

/** Where the sums are kept. */
export type UsageStore = NonNullable<Instance["usage"]>;

/** What one person used of one model of one provider on one day (UTC, `2026-11-22`). */
export type UsageRow = Awaited<ReturnType<UsageStore["read"]>>[number];

/** Counts answered requests and their tokens, and keeps the sums in batches: a request never waits for it. */
export interface UsageMeter {
  /** Counts an exchange that is over; one that never reached a provider counts nothing. */
  count(principal: Principal, facts: TrailFacts): void;
  /** The sums as they are kept, with what was counted a moment ago. */
  readonly store: UsageStore;
  /** Keeps what was counted since. @throws what the store throws; the counts are kept for the next time */
  flush(): Promise<void>;
}

const everyMs = 5_000;
/** Sums kept apart between two batches; models beyond them are counted as one. Clients choose the names. */
const maxRows = 10_000;
const otherModels = "(other)";
const maxModelLength = 128;

/** @param options.onFailure - Told once a failed batch. */
export function createUsageMeter(options: {
  readonly store: UsageStore;
  readonly ticker: Ticker;
  readonly system: Pick<System, "now" | "monotonic">;
  readonly onFailure: (error: unknown) => void;
}): UsageMeter {
  const { store, ticker, system, onFailure } = options;
  let rows = new Map<string, UsageRow>();
  let flushedAt = system.monotonic();
  let flushing = Promise.resolve();
  const sum = (row: UsageRow): void => {
    const kept = rows.has(keyOf(row)) || rows.size < maxRows ? row : { ...row, model: otherModels };
    const key = keyOf(kept);
    const before = rows.get(key);
    rows.set(key, before === undefined ? kept : total(before, kept));
  };
  const flush = async (): Promise<void> => {
    flushedAt = system.monotonic();
    if (rows.size === 0) return;
    const batch = [...rows.values()];
    rows = new Map();
    try {
      await store.add(batch);
    } catch (error) {
      for (const row of batch) sum(row);
      throw error;
    }
  };
  // One after the other: a batch that failed is counted again before the next one is taken.
  const flushInTurn = (): Promise<void> => {
    const turn = flushing.then(flush);
    flushing = turn.catch(() => {});
    return turn;
  };
  ticker.watch((now) => {
    if (now - flushedAt >= everyMs) flushInTurn().catch(onFailure);
  });
  return {
    count: ({ userId }, { upstreamStatus, provider = "-", model, tokensIn = 0, tokensOut = 0 }) => {
      if (upstreamStatus === undefined) return;
      const day = new Date(system.now()).toISOString().slice(0, 10);
      sum({ day, userId, provider, model: nameOf(model), requests: 1, tokensIn, tokensOut });
    },
    store: {
      add: store.add,
      read: async (filter) => {
        await flushInTurn();
        return await store.read(filter);
      },
    },
    flush: flushInTurn,
  };
}

function nameOf(model: string | undefined): string {
  if (model === undefined || model === "") return "-";
  return model.length <= maxModelLength ? model : otherModels;
}

function keyOf({ day, userId, provider, model }: UsageRow): string {
  return JSON.stringify([day, userId, provider, model]);
}

function total(one: UsageRow, other: UsageRow): UsageRow {
  return {
    ...one,
    requests: one.requests + other.requests,
    tokensIn: one.tokensIn + other.tokensIn,
    tokensOut: one.tokensOut + other.tokensOut,
  };
}
