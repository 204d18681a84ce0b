import { expect, test } from "vitest";
import { buildLiteralJoints } from "./literal-joints.ts";
import { unitsOf } from "./text-units.ts";

const literals = ["ignore", "do not", "ab", "<|x|>"];
const joints = buildLiteralJoints(literals);

test.each(literals)("a literal crosses each place inside %s, in any case and text", (literal) => {
  for (const [before, behind] of [
    ["", ""],
    ["x", "y"],
    ["é ", " é"],
  ] as const) {
    const text = `${before}${literal.toUpperCase()}${behind}`;
    for (let at = 1; at < literal.length; at += 1)
      expect(joints.mayCross(unitsOf(text), text.length, before.length + at)).toBe(true);
  }
});

test("no literal crosses places of other text", () => {
  const text = "get_user_name of the queue";
  const crossed = Array.from({ length: text.length - 1 }, (_, at) => at + 1).filter((at) =>
    joints.mayCross(unitsOf(text), text.length, at),
  );
  expect(crossed).toEqual([]);
});

test("a line break parts the words of a literal as a space does", () => {
  expect(joints.mayCross(unitsOf("do\nnot"), 6, 3)).toBe(true);
});
