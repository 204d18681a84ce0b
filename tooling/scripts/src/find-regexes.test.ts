import { expect, test } from "vitest";
import { findRegexes } from "./find-regexes.ts";

const find = (...lines: string[]) => findRegexes("some.ts", lines.join("\n"));

test("literals are found wherever they stand", () => {
  const found = find("const a: RegExp = /a\\/b+/giu;", "", "export const f = () => [{ x: /[(]/ }];");
  expect(found).toEqual([
    { line: 1, pattern: "a\\/b+", flags: "giu" },
    { line: 3, pattern: "[(]", flags: "" },
  ]);
});

test("patterns handed to RegExp as a constant are found", () => {
  const found = find('new RegExp("a\\\\d", "u");', "RegExp(`b+`);", "new RegExp(String.raw`\\d`, 'i');");
  expect(found).toEqual([
    { line: 1, pattern: "a\\d", flags: "u" },
    { line: 2, pattern: "b+", flags: "" },
    { line: 3, pattern: "\\d", flags: "i" },
  ]);
});

test("a computed pattern is found, and has no pattern to judge", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is judged
  const found = find("new RegExp(words.join('|'));", "new RegExp(`a${b}`);", "new RegExp('a', flags);");
  expect(found).toEqual([1, 2, 3].map((line) => ({ line, flags: "" })));
});

test("what only looks like one is left alone", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is judged
  expect(find("// /a+/", "const a = b / c / d;", 'const s = "/a+/";', "type T = `/${string}/`;")).toEqual([]);
});

test("a source that cannot be read is an error and not an empty one", () => {
  expect(() => find("const = ;")).toThrow(/some\.ts/);
});
