import { expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";
import { phoneRules } from "./phone-rules.ts";

const engine = createThreatEngine();
const number = "(212) 634-9876";

function placesOf(text: string): readonly number[] {
  return engine
    .scanParts([{ role: "user", path: "", text }])
    .filter(({ rule }) => rule === "personal.phone")
    .map(({ start }) => start);
}

test.each(["", " ", "\t", "x ", "x, ", ": ", "((", "x="])("a number begins behind %j", (before) => {
  expect(placesOf(`${before}${number} now`)).toEqual([before.length]);
});

test.each(["x", "_", "9", ".", "/", "+", "-", "9 ", "9\t", "9,", "9=", "="])("no number begins behind %j", (before) => {
  expect(placesOf(`${before}${number} now`)).toEqual([]);
});

test("a bracket without a digit, and too few digits, are decided before the text goes on", () => {
  const rule = phoneRules.at(-1);
  const decided = (text: string) => rule?.match({ text, start: 0, end: 1, ended: false });
  expect(decided("( 212) 6")).toBe("none");
  expect(decided("(")).toBe("more");
  expect(decided(`12${"-".repeat(30)}`)).toBe("none");
  expect(decided(number)).toBe("more");
});
