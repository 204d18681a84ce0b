import { expect, test } from "vitest";
import { CliError } from "./cli-error.ts";
import { describeFailure } from "./describe-failure.ts";
import { printable, printableJson, printableLines } from "./printable.ts";

// Red, clear the line, the same in one character, turned round, a tag that nobody sees.
const hostile = "a\u001b[31mb\r\u009b2Kc\u202ed\u{e0001}e";

test("what others chose cannot steer a terminal, nor add lines", () => {
  expect(printable(`${hostile}\n✓ done`)).toBe("a?[31mb??2Kc?d?e?✓ done");
  expect(printableLines(`${hostile}\n\t✓ done`)).toBe("a?[31mb??2Kc?d?e\n\t✓ done");
  expect(printableLines("one\r\nall\rwell\r")).toBe("one\r\nall?well?");
});

test("JSON shows none of it and means the same", () => {
  const value = { name: hostile, list: ["one", "two"] };
  const text = printableJson(value, 2);
  expect(printableLines(text)).toBe(text);
  expect(text).toContain("\\udb40\\udc01");
  expect(JSON.parse(text)).toEqual(value);
});

test("neither does a failure", () => {
  const { message, hint } = describeFailure(new CliError("NOT_LOGGED_IN", hostile, { hint: hostile }));
  for (const line of [message, hint]) expect(printable(line)).toBe(line);
});
