import { expect, test } from "vitest";
import { compileTable, indexLiterals } from "./literal-table.ts";
import type { LiteralRule } from "./rule.ts";
import { unitsOf } from "./text-units.ts";
import type { Joint } from "./views/escapes.ts";

const rule: LiteralRule = {
  id: "test.mark",
  category: "secret",
  severity: "low",
  explanation: "A mark.",
  literals: ["mark"],
  wordStart: true,
  match: () => "none",
};
const table = compileTable(indexLiterals({ rules: [rule], phrases: [], signs: [] }), {
  rules: [rule],
  context: undefined,
  signs: 0,
});

const weak = (at: number): Joint => ({ at, strong: false });
const strong = (at: number): Joint => ({ at, strong: true });

test.each<[string, string, readonly Joint[], boolean]>([
  ["a joint inside a literal", "a mark here", [weak(4)], true],
  ["a joint at its edge", "a mark here", [weak(2), weak(6)], false],
  ["a weak joint behind it", "mark with more behind it", [weak(10)], false],
  ["a strong joint behind it", "mark with more behind it", [strong(10)], true],
  ["a strong joint behind a weak one", `mark${" more".repeat(20)}`, [weak(20), strong(50)], true],
  ["a strong joint 64 characters behind it", `mark${" more".repeat(20)}`, [strong(68)], true],
  ["a strong joint farther away", `mark${" more".repeat(20)}`, [strong(69)], false],
  ["a literal inside a word", "remark here", [weak(4)], false],
  ["no joint", "mark", [], false],
])("%s", (_, text, joints, expected) => {
  expect(table.isCut(unitsOf(text), text.length, joints)).toBe(expected);
});
