import { expect, test } from "vitest";
import { createAllowances } from "./allowances.ts";

function start(perMinute: number) {
  let now = 0;
  const allowances = createAllowances(perMinute, () => now);
  const advance = (ms: number): void => {
    now += ms;
  };
  return { ...allowances, advance };
}

test("a minute's worth can be spent at once, and then fills again at its rate", () => {
  const { waitMs, spend, advance } = start(60);
  for (let count = 0; count < 60; count += 1) {
    expect(waitMs("alex")).toBe(0);
    spend("alex", 1);
  }
  expect(waitMs("alex")).toBe(1_000);
  advance(999);
  expect(waitMs("alex")).toBeCloseTo(1);
  advance(1);
  expect(waitMs("alex")).toBe(0);
});

test("what was spent beyond the allowance has to be waited for", () => {
  const { waitMs, spend, advance } = start(1_000);
  spend("alex", 3_000);
  expect(waitMs("alex")).toBeCloseTo(120_060);
  advance(120_060);
  expect(waitMs("alex")).toBe(0);
});

test("one name's spending is nobody else's", () => {
  const { waitMs, spend } = start(1);
  spend("alex", 1);
  expect(waitMs("alex")).toBeGreaterThan(0);
  expect(waitMs("kim")).toBe(0);
});

test("no more than a minute's worth is saved up, and only full ones are forgotten", () => {
  const { waitMs, spend, advance, sweep } = start(2);
  spend("alex", 2);
  advance(3_600_000);
  spend("alex", 2);
  expect(waitMs("alex")).toBe(30_000);
  sweep();
  expect(waitMs("alex")).toBe(30_000);
});
