import { describe, expect, it } from "vitest";
import { createWrongTokens } from "./wrong-tokens.ts";

/** A ticker whose beats the test makes. */
function handTicker() {
  const checks: ((now: number) => void)[] = [];
  const beat = (now: number): void => {
    for (const check of checks) check(now);
  };
  const watch = (check: (now: number) => void) => {
    checks.push(check);
    return () => {};
  };
  return { beat, ticker: { watch, stop: () => {} } };
}

const times = <T>(count: number, work: () => T): T[] => Array.from({ length: count }, work);

describe("createWrongTokens", () => {
  it("lets mistakes pass, then asks for waits that double up to a minute", () => {
    const wrong = createWrongTokens(handTicker().ticker);
    expect(times(20, () => wrong.note("a"))).toEqual(times(20, () => undefined));
    const waits = times(1_000, () => wrong.note("a"));
    expect([waits[0], waits[20], waits[40]]).toEqual([1, 2, 4]);
    expect(waits.at(-1)).toBe(60);
    expect(wrong.note("b")).toBeUndefined();
  });

  it("forgets after a minute", () => {
    const { ticker, beat } = handTicker();
    const wrong = createWrongTokens(ticker);
    beat(0);
    times(30, () => wrong.note("a"));
    beat(59_000);
    expect(wrong.note("a")).toBe(1);
    beat(60_000);
    expect(wrong.note("a")).toBeUndefined();
  });

  it("keeps a bounded number of peers", () => {
    const wrong = createWrongTokens(handTicker().ticker);
    for (let peer = 0; peer < 10_000; peer += 1) wrong.note(String(peer));
    const shared = Array.from({ length: 21 }, (_, peer) => wrong.note(`late-${peer}`));
    expect(shared.at(-1)).toBe(1);
    expect(wrong.note("5")).toBeUndefined();
  });
});
