import type { Finding, PromptPart } from "@infershield/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scanText } from "./scan-text.ts";
import type { LocatedFinding } from "./source.ts";

/** Finds every `<…>` of at most ten characters. */
const scanner = {
  scan: async ([part]: readonly PromptPart[]): Promise<readonly Finding[]> =>
    [...(part?.text ?? "").matchAll(/<[^<>]{0,8}>/g)].map(({ index, 0: match }) => ({
      rule: "test.mark",
      category: match.includes("s") ? "secret" : "sql_injection",
      severity: "low",
      score: 1,
      role: "user",
      path: "/text",
      start: index,
      end: index + match.length,
      view: "text",
      explanation: "",
    })),
};

async function scanPieces(
  pieces: readonly string[],
  sizes: { readonly section?: number; readonly margin?: number } = {},
): Promise<readonly LocatedFinding[]> {
  const stream = async function* () {
    yield* pieces;
  };
  const found: LocatedFinding[] = [];
  for await (const step of scanText(stream(), scanner, { file: "f", role: "user", ...sizes })) found.push(...step);
  return found;
}

const places = (found: readonly LocatedFinding[]) =>
  found.map(({ line, column, end_line, end_column }) => `${line}:${column}-${end_line}:${end_column}`);

test("lines and columns count from 1, ends are exclusive, and a finding may run over lines", async () => {
  const found = await scanPieces(["<a>\n\n  <b", "\nc>é😀<d>"]);
  expect(places(found)).toEqual(["1:1-1:4", "3:3-4:3", "4:6-4:9"]);
});

test("however a text is cut into pieces and sections, its findings are the same", async () => {
  const piece = fc.constantFrom("<x>", "<s\n>", "\n", "word ", "<", ">", "é", "😀", "\r\n");
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 80 }), fc.integer({ min: 1, max: 40 }), async (pieces, section) => {
      const cut = await scanPieces(pieces, { section, margin: 12 });
      expect(places(cut)).toEqual(places(await scanPieces([pieces.join("")])));
    }),
    { numRuns: 200 },
  );
});

test("the excerpt marks the finding and shows no secret beside it", async () => {
  const [first, second] = await scanPieces([`${"x".repeat(60)}<a> and <secret> end\nnext`]);
  expect(first?.excerpt.text).toBe(`…${"x".repeat(40)}<a> and ******** end`);
  expect(second?.excerpt.text.slice(second.excerpt.start, second.excerpt.start + second.excerpt.length)).toBe(
    "********",
  );
});

test("an excerpt holds no control sequence", async () => {
  const [found] = await scanPieces(["\u001b[31m<a>\u202e\r\n"]);
  expect(found?.excerpt).toEqual({ text: "?[31m<a>?", start: 5, length: 3 });
});

test("a line as long as the text, full of findings, takes time in proportion", async () => {
  const found = await scanPieces(["<a> and some words of one long line ".repeat(30_000)]);
  expect(found).toHaveLength(30_000);
  expect(found.at(-1)).toMatchObject({ line: 1, column: 29_999 * 36 + 1 });
});
