import { expect, test } from "vitest";
import { stringLine } from "./string-line.ts";

test.each([
  ['a \\"b\\" c", "d', 'a "b" c'],
  ["a\\\\b\\tc\\nd", "a\\b\tc"],
  ["a\\", "a\\"],
])("%s reads as %s, and each stretch of it is found where it is written", (written, meant) => {
  const line = stringLine(written);
  expect(line?.text).toBe(meant);
  const end = meant.length;
  expect(line?.origin({ start: 0, end })).toEqual({ start: 0, end: written.search(/",|\\n|$/) });
  const last = line?.origin({ start: end - 1, end });
  expect(written.slice(last?.start, last?.end)).toBe(meant.at(-1) === '"' ? '\\"' : meant.at(-1));
});

test("a line without quotes and backslashes reads as it is written", () => {
  expect(stringLine("password 7")).toBeUndefined();
});
