import { expect, test } from "vitest";
import { afterPoll, waitBeforePoll } from "./poll-schedule.ts";

const five = { intervalMs: 5_000, failures: 0 };

test("the wait is the interval with a fifth on top, and at least a second", () => {
  expect(waitBeforePoll(five)).toBe(6_000);
  expect(waitBeforePoll({ intervalMs: 1_000, failures: 0 })).toBe(2_000);
  expect(waitBeforePoll({ intervalMs: 60_000, failures: 0 })).toBe(72_000);
});

test("slow_down adds five seconds for good, each time", () => {
  const slower = afterPoll(afterPoll(five, "slow_down"), "slow_down");
  expect(slower.intervalMs).toBe(15_000);
  expect(afterPoll(slower, "pending").intervalMs).toBe(15_000);
});

test("an interval that comes with slow_down counts when it is longer", () => {
  expect(afterPoll(five, "slow_down", 30_000).intervalMs).toBe(30_000);
  expect(afterPoll(five, "slow_down", 1_000).intervalMs).toBe(10_000);
});

test("every failure in a row doubles the wait, up to a minute, and an answer ends that", () => {
  let schedule = five;
  const waits = [1, 2, 3, 4, 5].map(() => {
    schedule = afterPoll(schedule, "retry");
    return waitBeforePoll(schedule);
  });
  expect(waits).toEqual([12_000, 24_000, 48_000, 72_000, 72_000]);
  expect(waitBeforePoll(afterPoll(schedule, "pending"))).toBe(6_000);
});

test("a failure lengthens even a wait that is longer than a minute", () => {
  const slow = { intervalMs: 90_000, failures: 0 };
  expect(waitBeforePoll(afterPoll(slow, "retry"))).toBeGreaterThan(waitBeforePoll(slow));
});

test("Retry-After is waited for in full, with the margin", () => {
  expect(waitBeforePoll(five, 100_000)).toBe(120_000);
  expect(waitBeforePoll(five, 1_000)).toBe(6_000);
});
