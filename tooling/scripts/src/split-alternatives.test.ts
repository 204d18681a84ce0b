import { expect, test } from "vitest";
import { splitAlternatives } from "./split-alternatives.ts";

test.each([
  ["abc", ["abc"]],
  ["a|b", ["a", "b"]],
  ["^a(?:b|c)|[|)]d|\\|e", ["^a(?:b|c)", "[|)]d", "\\|e"]],
  ["(?<x>a|(b|c))|[\\]|(]", ["(?<x>a|(b|c))", "[\\]|(]"]],
  ["a|", ["a", ""]],
  ["💥|a", ["💥", "a"]],
])("%s is %j", (pattern, alternatives) => {
  expect(splitAlternatives(pattern, "")).toEqual(alternatives);
});

test.each([
  ["(a)|\\1", ""],
  ["(?<a>b)|\\k<a>", ""],
  ["[a|[b|c]]|d", "v"],
])("%s with the flags %j stays whole", (pattern, flags) => {
  expect(splitAlternatives(pattern, flags)).toEqual([pattern]);
});
