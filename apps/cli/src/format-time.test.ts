import { expect, test } from "vitest";
import { formatDuration, formatRelative, parseDuration } from "./format-time.ts";

test.each([
  [40_900, "40 s"],
  [90_000, "2 min"],
  [3 * 3_600_000, "3 h"],
  [90 * 86_400_000 - 5, "90 d"],
])("%d ms is shown as %s", (ms, shown) => {
  expect(formatDuration(ms)).toBe(shown);
});

test("moments are told from now", () => {
  expect(formatRelative(3_600_000, 0)).toBe("in 1 h");
  expect(formatRelative(0, 3_600_000)).toBe("1 h ago");
});

test.each([
  ["90s", 90_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["30d", 2_592_000_000],
  ["0s", undefined],
  ["soon", undefined],
  ["1.5h", undefined],
  ["-1h", undefined],
])("%s is read as %s ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
