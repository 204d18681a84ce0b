import type { DecidedFinding, Finding, PromptPart } from "@infershield/core";
import { expect, test } from "vitest";
import { ThreatError } from "../error.ts";
import { createPlaceholders, placeholderForm } from "./placeholders.ts";
import { planEdits } from "./plan-edits.ts";

const key = new Uint8Array(32).fill(3);
const free = { key, isTaken: () => false };
const part: PromptPart = { role: "user", path: "/a", text: "one two three four" };

function redact(
  start: number,
  end: number,
  over: Partial<Finding> = {},
  replacement: DecidedFinding["replacement"] = "placeholder",
): DecidedFinding {
  const finding: Finding = {
    rule: "secret.github_token",
    category: "secret",
    severity: "high",
    score: 90,
    role: "user",
    path: "/a",
    start,
    end,
    view: "text",
    explanation: "",
    ...over,
  };
  return { finding, action: "redact", replacement };
}

test("the same value has the same placeholder in every turn, another value and another key have others", () => {
  const first = createPlaceholders(free).placeholderFor("secret.github_token", "value");
  expect(createPlaceholders(free).placeholderFor("secret.github_token", "value")).toBe(first);
  expect(createPlaceholders(free).placeholderFor("secret.github_token", "other")).not.toBe(first);
  expect(
    createPlaceholders({ ...free, key: new Uint8Array(32).fill(4) }).placeholderFor("secret.github_token", "value"),
  ).not.toBe(first);
  expect(first).toMatch(placeholderForm);
  expect(first).toMatch(/^IFSX_GITHUB_TOKEN_/);
});

test("a placeholder leads back to its value, and only in its own conversation", () => {
  const placeholders = createPlaceholders(free);
  const placeholder = placeholders.placeholderFor("personal.email", "a@b.c");
  expect(placeholders.original(placeholder)).toBe("a@b.c");
  expect(placeholders.size).toBe(1);
  expect(createPlaceholders(free).original(placeholder)).toBeUndefined();
});

test("a candidate that stands in the request by chance is passed over", () => {
  const first = createPlaceholders(free).placeholderFor("secret.x", "value");
  const second = createPlaceholders({ key, isTaken: (candidate) => candidate === first }).placeholderFor(
    "secret.x",
    "value",
  );
  expect(second).not.toBe(first);
  expect(second).toMatch(placeholderForm);
});

test("a wrong key and a request that takes every candidate are refused", () => {
  expect(() => createPlaceholders({ key: new Uint8Array(16), isTaken: () => false })).toThrowError(
    expect.objectContaining({ constructor: ThreatError, code: "INVALID_KEY" }),
  );
  const full = createPlaceholders({ key, isTaken: () => true });
  expect(() => full.placeholderFor("secret.x", "value")).toThrowError(
    expect.objectContaining({ code: "TOO_MANY_PLACEHOLDERS" }),
  );
});

test("overlapping findings become one edit, named after the strongest", () => {
  const placeholders = createPlaceholders(free);
  const edits = planEdits(
    [part],
    [redact(4, 7, { rule: "secret.assignment", score: 60 }), redact(5, 13), redact(14, 18)],
    placeholders,
  );
  expect(edits.map(({ start, end }) => [start, end])).toEqual([
    [4, 13],
    [14, 18],
  ]);
  expect(edits[0]?.replacement).toMatch(/^IFSX_GITHUB_TOKEN_/);
  expect(placeholders.original(edits[0]?.replacement ?? "")).toBe("two three");
});

test("a notice replaces its whole part and swallows the part's other edits", () => {
  const notice = redact(4, 7, { rule: "injection.override" }, "notice");
  expect(planEdits([part], [redact(0, 3), notice], createPlaceholders(free))).toEqual([
    { path: "/a", start: 0, end: 18, replacement: "[removed by InferShield: rule injection.override]" },
  ]);
});

test("notices in keys differ, those in values do not", () => {
  const parts = ["#/metadata/a", "#/metadata/b", "/metadata/a", "/metadata/b"].map((path) => ({ ...part, path }));
  const notices = parts.map(({ path }) => redact(0, 3, { rule: "injection.override", path }, "notice"));
  const replaced = planEdits(parts, notices, createPlaceholders(free)).map(({ replacement }) => replacement);
  expect(replaced[0]).toBe("[removed by InferShield: rule injection.override]");
  expect(replaced[1]).toBe("[removed by InferShield: rule injection.override] 2");
  expect(new Set(replaced.slice(1)).size).toBe(2);
  expect(replaced[2]).toBe(replaced[3]);
});

test("what is only logged or belongs to another part is left as it is", () => {
  const logged: DecidedFinding = { ...redact(0, 3), action: "log" };
  expect(planEdits([part], [logged, redact(0, 3, { path: "/b" })], createPlaceholders(free))).toEqual([]);
});
