import { expect, test } from "vitest";
import { splitGroup } from "./split-group.ts";

test.each([
  ["a(?:b|c)d", ["a(?:b)d", "a(?:c)d"]],
  ["a(?:b|c)?d", ["a(?:b)d", "a(?:c)d", "ad"]],
  ["a(?:b)??d", ["a(?:b)d", "ad"]],
  ["(b|c)", ["(?:b)", "(?:c)"]],
  ["(?<name>b|c)", ["(?:b)", "(?:c)"]],
  ["^(?:a(?:b|c)|d|[|)]|\\|)$", ["^(?:a(?:b|c))$", "^(?:d)$", "^(?:[|)])$", "^(?:\\|)$"]],
  // The group with the most alternatives is taken apart first.
  ["(?:a|b)(?:c|d|e)", ["(?:a|b)(?:c)", "(?:a|b)(?:d)", "(?:a|b)(?:e)"]],
])("%s is %j", (pattern, parts) => {
  expect(splitGroup(pattern)).toEqual(parts);
});

test.each([
  "abc",
  "(?:a)",
  "(?:a|b)*",
  "(?:a|b)+",
  "(?:a|b){1,3}",
  "(?:x(?:a|b))+",
  "(?=a|b)c",
  "(?<!a|b)c",
  "[(a|b)]",
  "\\(a|b\\)",
])("%s is not taken apart", (pattern) => {
  expect(splitGroup(pattern)).toBeUndefined();
});

test("the parts match what the pattern matches", () => {
  const pattern = "^x(?:ab?|c|de)?(?:f|(?:g|h)+)$";
  const parts = (splitGroup(pattern) ?? []).map((part) => new RegExp(part));
  for (const text of ["xf", "xabf", "xcghg", "xdef", "xabcf", "x", "xdeh", "xag", "f"]) {
    expect(parts.some((part) => part.test(text))).toBe(new RegExp(pattern).test(text));
  }
});
