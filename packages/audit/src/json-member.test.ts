import { describe, expect, test } from "vitest";
import { auditError } from "../test/fixtures.ts";
import { flagMember, numberMember, textJson, textMember } from "./json-member.ts";

describe("a member of a record", () => {
  test("is written with the comma before it, and not at all without a value", () => {
    expect(textMember("model")("gpt-5")).toBe(',"model":"gpt-5"');
    expect(numberMember("status")(0)).toBe(',"status":0');
    expect([true, false].map(flagMember("blocked"))).toEqual([',"blocked":true', ',"blocked":false']);
    expect([textMember("a"), numberMember("b"), flagMember("c")].map((member) => member(undefined))).toEqual([
      "",
      "",
      "",
    ]);
  });

  test("is the same the second time, also after many others, and in each member of its own name", () => {
    const [model, peer] = [textMember("model"), textMember("peer")];
    const texts = ["gpt-5", 'a"b', "é", "x".repeat(300), ...Array.from({ length: 600 }, (_, index) => `m${index}`)];
    for (const text of [...texts, ...texts]) {
      expect(model(text)).toBe(`,"model":${textJson(text)}`);
      expect(peer(text)).toBe(`,"peer":${textJson(text)}`);
    }
  });

  test("has no number that JSON has not", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => numberMember("status")(value)).toThrow(auditError("INVALID_EVENT"));
    }
  });
});

test("each character is written as JSON.stringify writes it, or as an escape where it is not printable ASCII", () => {
  for (let unit = 0; unit <= 0x2_00; unit++) {
    const text = `a${String.fromCharCode(unit)}z`;
    const json = textJson(text);
    expect(json).toMatch(/^[ -~]+$/);
    expect(JSON.parse(json)).toBe(text);
    if (unit < 0x7f) expect(json).toBe(JSON.stringify(text));
  }
});
