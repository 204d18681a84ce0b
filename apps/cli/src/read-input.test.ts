import { expect, test } from "vitest";
import { requireShape } from "./read-input.ts";

const shape = { what: "API key", pattern: /^[\x21-\x7e]{8,40}$/, looksLike: "8 to 40 signs on one line" };

test("a secret loses the line end and the byte order mark of its file", () => {
  expect(requireShape("\uFEFFsk-of-a-person\r\n", shape)).toBe("sk-of-a-person");
});

test.each([
  ["", /^Standard input is empty\.$/],
  [" \n", /^Standard input is empty\.$/],
  ["sk-a", /^What stands on standard input cannot be the API key\.$/],
  ["sk-of-a-person\nsk-of-another", /^What stands on standard input cannot be the API key\.$/],
])("%j is refused with what was expected, and nothing of it", (input, message) => {
  expect(() => requireShape(input, shape)).toThrow(message);
  try {
    requireShape(input, shape);
  } catch (error) {
    expect(error).toMatchObject({ code: "NO_INPUT", hint: "Pipe the API key alone: 8 to 40 signs on one line." });
  }
});
