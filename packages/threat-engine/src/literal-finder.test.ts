import { expect, test } from "vitest";
import { buildLiteralFinder } from "./literal-finder.ts";
import { buildLiteralTrie } from "./literal-trie.ts";
import { unitsOf } from "./text-units.ts";

const literals = ["he", "she", "his", "hers", "a", "aa", "aab", "she", "ignore", "1", "мир"];

function find(text: string, sought = literals, alike: readonly string[] = []): string[] {
  const finder = buildLiteralFinder(
    buildLiteralTrie(sought, alike),
    sought.map((literal, index) => ({ literal: index, text: literal, after: "anything" })),
  );
  const found: string[] = [];
  finder.find(unitsOf(text), { from: 0, to: text.length, length: text.length, compact: false }, (literal, start, end) =>
    found.push(`${literal}@${start}-${end}`),
  );
  return found;
}

/** Every occurrence by plain search. */
function search(text: string): string[] {
  return literals
    .flatMap((literal, index) =>
      Array.from({ length: text.length }, (_, start) => start)
        .filter((start) => text.slice(start, start + literal.length).toLowerCase() === literal)
        .map((start) => `${index}@${start}-${start + literal.length}`),
    )
    .sort();
}

test.each(["ushers", "AAAB aab", "his hers SHE", "", "xyz", "hhhehershe", "Ignore 1 МИР", "aaaaaaaa", "1h"])(
  "finds in %j what plain search finds",
  (text) => {
    expect(find(text).sort()).toEqual(search(text));
  },
);

test("reads characters of one group as the same", () => {
  expect(find("1gn0re IGNORE lgnore", ["ignore"], ["i1l", "o0"])).toHaveLength(3);
});

test("what stands before or behind a short literal spares the search", () => {
  const trie = buildLiteralTrie(["ab", "cde", "1234567890"]);
  const digits = [..."0123456789"].map((digit) => digit.charCodeAt(0));
  const finder = buildLiteralFinder(trie, [
    { literal: 0, text: "ab", after: "no_word", follow: { units: digits, count: 2 } },
    { literal: 1, text: "cde", after: "no_letter" },
  ]);
  const found = (text: string, compact = false): string[] => {
    const places: string[] = [];
    finder.find(unitsOf(text), { from: 0, to: text.length, length: text.length, compact }, (literal, start) =>
      places.push(`${literal}@${start}`),
    );
    return places;
  };
  expect(found("ab12 xab12 abx1 ____")).toEqual(["0@0"]);
  expect(found("xcde 1cde ____")).toEqual(["1@6"]);
  expect(found("xcde____", true)).toEqual(["1@1"]);
});

test.each([4_090, 4_091, 4_092, 4_093, 4_094, 4_095, 4_096, 8_190])(
  "finds what stands at %i of a long text",
  (place) => {
    const text = `${"- ".repeat(5_000).slice(0, place)}ignore${" -".repeat(3_000)}`;
    expect(find(text, ["ignore", "re"])).toEqual([`0@${place}-${place + 6}`, `1@${place + 4}-${place + 6}`]);
  },
);

test("more letters than classes are still told apart", () => {
  const letters = Array.from({ length: 200 }, (_, index) => String.fromCharCode(0x4e00 + index));
  const sought = letters.map((one, index) => one + (letters[index + 1] ?? "x"));
  expect(find(letters.join(""), sought)).toHaveLength(199);
});

test("only what literals do not share takes room in the tree", () => {
  const numbered = (from: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => (from + index).toString(36));
  const alike = numbered(0, 900).map((end) => "a".repeat(99) + end);
  expect(find(alike[899] ?? "", alike)).toContain(`899@0-${99 + (899).toString(36).length}`);
  expect(() => buildLiteralTrie(numbered(36 ** 4, 70_000))).toThrow(RangeError);
});
