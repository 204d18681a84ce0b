import { expect, test } from "vitest";
import { buildLiteralMatcher } from "./aho-corasick.ts";

const literals = ["he", "she", "his", "hers", "a", "aa", "aab"];

/** Every occurrence by plain search, in the order of the ends. */
function search(text: string): string[] {
  const found: string[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    for (const literal of literals)
      if (text.slice(0, end).toLowerCase().endsWith(literal)) found.push(`${literal}@${end}`);
  }
  return found.sort();
}

test.each(["ushers", "AAAB aab", "his hers SHE", "", "xyz", "hhhehershe"])(
  "finds in %j what plain search finds",
  (text) => {
    const matcher = buildLiteralMatcher(literals);
    const found: string[] = [];
    matcher.read(text, 0, matcher.start, (literal, end) => found.push(`${literals[literal]}@${end}`));
    expect(found.sort()).toEqual(search(text));
  },
);

test("tells how much of the text's end may still become a literal", () => {
  const matcher = buildLiteralMatcher(literals);
  const depth = (text: string): number => matcher.depth(matcher.read(text, 0, matcher.start, () => undefined));
  expect([depth("xx"), depth("ush"), depth("x her")]).toEqual([0, 2, 3]);
});
