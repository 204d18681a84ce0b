import { describe, expect, test } from "vitest";
import { auditError } from "../test/fixtures.ts";
import { memberJson, memberRun, textJson } from "./json-member.ts";

describe("a member of a record", () => {
  test("is written with the comma before it, and not at all without a value", () => {
    expect(memberJson("model", "gpt-5")).toBe(',"model":"gpt-5"');
    expect(memberJson("status", 0)).toBe(',"status":0');
    expect([true, false].map((value) => memberJson("blocked", value))).toEqual([',"blocked":true', ',"blocked":false']);
    expect(memberJson("provider", null)).toBe(',"provider":null');
    expect(memberJson("reason", undefined)).toBe("");
  });

  test("has no number that JSON has not", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => memberJson("status", value)).toThrow(auditError("INVALID_EVENT"));
      expect(() => memberRun("status")(value)).toThrow(auditError("INVALID_EVENT"));
    }
  });
});

describe("members that stand one behind the other", () => {
  const values = ["gpt-5", 'a"b', "é", `${"x".repeat(255)}😀`, "", 1, "1", 0, true, "true", false, null, undefined];

  test("are those that are written one by one, whatever came before", () => {
    const [two, others] = [memberRun("model", "peer"), memberRun("device", "subject")];
    for (const first of [...values, ...values]) {
      for (const second of [...values, ...values]) {
        expect(two(first, second)).toBe(memberJson("model", first) + memberJson("peer", second));
        expect(others(first, second)).toBe(memberJson("device", first) + memberJson("subject", second));
      }
    }
  });

  test("are right after more of them than are remembered", () => {
    const run = memberRun("model", "peer");
    for (let index = 0; index < 3000; index++) {
      expect(run(`m${index}`, "p")).toBe(`,"model":"m${index}","peer":"p"`);
      expect(run("m0", index)).toBe(`,"model":"m0","peer":${index}`);
    }
  });

  test("that were refused are refused again, and what stands before them is not lost", () => {
    const run = memberRun("action", "risk_score");
    for (let round = 0; round < 2; round++) {
      expect(() => run("a", Number.NaN)).toThrow(auditError("INVALID_EVENT"));
      expect(run("a", 1)).toBe(',"action":"a","risk_score":1');
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
