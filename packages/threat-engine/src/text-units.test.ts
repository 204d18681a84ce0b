import { expect, test } from "vitest";
import { endsCommand, isAscii, textOfUnits, unitsOf } from "./text-units.ts";

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

test("one character beyond ASCII is seen wherever it stands", () => {
  const seen = Array.from({ length: 40 }, (_, at) => isAscii(`${"a".repeat(at)}\u0080${"b".repeat(39 - at)}`));
  expect(seen).toEqual(Array.from({ length: 40 }, () => false));
  expect(isAscii("a".repeat(33))).toBe(true);
});

test("a text is read again after another one", () => {
  unitsOf("first");
  unitsOf("other");
  expect(textOfUnits(unitsOf("first"), 5)).toBe("first");
});

test.each(["\u001b[m", "\u001b[31m", "\u001b[01;31m\u001b[K", "\u001b[38:5:1m", "\u001b[?25h"])(
  "the command %j of a terminal parts what stands before and behind it",
  (colour) => {
    const text = `a${colour}word`;
    const end = text.length - "word".length;
    expect(unitsOf(text)[end - 1]).toBe(32);
    expect(textOfUnits(unitsOf(text), text.length).slice(end)).toBe("word");
    expect(endsCommand(text, end)).toBe(true);
  },
);

test.each(["a[31mword", "\u001b 31mword", `\u001b[${"1".repeat(40)}mword`, "mword", "word"])(
  "nothing else is a command: %j",
  (text) => {
    expect(textOfUnits(unitsOf(text), text.length)).toBe(text);
    expect(endsCommand(text, text.length - "word".length)).toBe(false);
  },
);
