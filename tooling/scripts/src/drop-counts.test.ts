import { expect, test } from "vitest";
import { dropCounts } from "./drop-counts.ts";

test.each([
  ["a{2,9}", "a+", 9, 9],
  ["a{0,9}", "a*", 9, 9],
  ["a{9}?b", "a+?b", 9, 10],
  ["a{3,}", "a{3,}", 0, Number.POSITIVE_INFINITY],
  ["^(?:[a{9}]b\\{9}|\\u{9}{2,3}c){1,4}$", "^(?:[a{9}]b\\{9}|\\u{9}+c)+$", 7, 20],
  ["(?<year>\\d{4})-?x*", "(?<year>\\d+)-?x*", 4, Number.POSITIVE_INFINITY],
  ["(?:a?){1,40}", "(?:a?){1,40}", 40, 40],
  ["(?:a|b{0,3}){2}", "(?:a|b*){2}", 5, 6],
  ["(?:\\b)+a", "(?:\\b)+a", 0, 1],
])("%s without its counts is %s", (pattern, uncounted, counts, longest) => {
  expect(dropCounts(pattern, "u")).toEqual({ pattern: uncounted, counts, longest });
});

test.each(["(?!a{9})b", "(?=a)b", "(?<=a)b", "(?<!a)b", "(a)\\1{9}", "(?<a>b)\\k<a>"])(
  "nothing is said of %s, which no automaton follows",
  (pattern) => {
    expect(dropCounts(pattern, "")).toBeUndefined();
  },
);

test("nothing is said of sets in sets", () => {
  expect(dropCounts("[[a]]{9}", "v")).toBeUndefined();
});
