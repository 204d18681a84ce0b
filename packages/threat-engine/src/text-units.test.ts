import { expect, test } from "vitest";
import { isAscii, textOfUnits, unitsOf } from "./text-units.ts";

test.each(["", "plain", "caf\u00e9", "\u0430\u2028", "\ud83d\ude00 \ud800"])("%j is the same text as units", (text) => {
  const units = unitsOf(text);
  expect(textOfUnits(units, text.length)).toBe(text);
});

test("texts longer than the kept buffer are read whole", () => {
  const text = "ab\u0430".repeat(500_000);
  expect(unitsOf(text)[text.length - 1]).toBe(0x430);
  expect(unitsOf("x")[0]).toBe(120);
});

test("only ASCII is ASCII", () => {
  expect([isAscii("a\n\u007f"), isAscii("\u0080"), isAscii("\u20ac")]).toEqual([true, false, false]);
});
