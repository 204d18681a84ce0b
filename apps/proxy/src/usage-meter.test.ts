import type { Principal } from "@infershield/core";
import { expect, test } from "vitest";
import type { Ticker } from "./ticker.ts";
import type { TrailFacts } from "./trail.ts";
import { createUsageMeter, type UsageRow } from "./usage-meter.ts";

const alex: Principal = { kind: "token", tenant: "default", userId: "alex", scopes: [], providers: "all" };
const answered: TrailFacts = { provider: "openai", model: "gpt", upstreamStatus: 200, tokensIn: 3, tokensOut: 4 };

function start() {
  const kept: UsageRow[][] = [];
  const failures: unknown[] = [];
  let fails = false;
  let beat: (now: number) => void = () => {};
  const ticker: Ticker = {
    watch: (check) => {
      beat = check;
      return () => {};
    },
    stop: () => {},
  };
  const meter = createUsageMeter({
    store: {
      add: async (rows) => {
        if (fails) throw new Error("the database is full");
        kept.push([...rows]);
      },
      read: async () => kept.flat(),
    },
    ticker,
    system: { now: () => Date.UTC(2026, 10, 22, 12), monotonic: () => 0 },
    onFailure: (error) => failures.push(error),
  });
  const fail = (whether: boolean): void => {
    fails = whether;
  };
  return { ...meter, kept, failures, fail, beat: (now: number) => beat(now) };
}

test("requests of one person, provider, model and day become one row", async () => {
  const { count, flush, kept } = start();
  count(alex, answered);
  count(alex, answered);
  count(alex, { ...answered, model: "other" });
  count({ ...alex, userId: "kim" }, { provider: "openai", upstreamStatus: 500 });
  await flush();
  const row = { day: "2026-11-22", userId: "alex", provider: "openai", model: "gpt" };
  expect(kept).toEqual([
    [
      { ...row, requests: 2, tokensIn: 6, tokensOut: 8 },
      { ...row, model: "other", requests: 1, tokensIn: 3, tokensOut: 4 },
      { ...row, userId: "kim", model: "-", requests: 1, tokensIn: 0, tokensOut: 0 },
    ],
  ]);
  await flush();
  expect(kept).toHaveLength(1);
});

test("whoever reads the sums sees what was counted a moment ago", async () => {
  const { count, store } = start();
  count(alex, answered);
  expect(await store.read()).toMatchObject([{ userId: "alex", requests: 1 }]);
});

test("what never reached a provider counts nothing", async () => {
  const { count, flush, kept } = start();
  count(alex, { provider: "openai", model: "gpt", status: 403 });
  await flush();
  expect(kept).toEqual([]);
});

test("a batch is kept every five seconds; one that fails is told and kept with the next", async () => {
  const { count, beat, fail, kept, failures, flush } = start();
  count(alex, answered);
  beat(4_999);
  await Promise.resolve();
  expect(kept).toEqual([]);
  fail(true);
  beat(5_000);
  await expect.poll(() => failures.length).toBe(1);
  fail(false);
  count(alex, answered);
  await flush();
  expect(kept).toMatchObject([[{ requests: 2, tokensIn: 6, tokensOut: 8 }]]);
});

test("model names are a client's choice, and cannot fill the memory", async () => {
  const { count, flush, kept } = start();
  for (let index = 0; index < 10_100; index += 1) count(alex, { ...answered, model: `m${index}` });
  count(alex, { ...answered, model: "x".repeat(129) });
  await flush();
  expect(kept[0]).toHaveLength(10_001);
  expect(kept[0]?.at(-1)).toMatchObject({ model: "(other)", requests: 101 });
});
