import type { Finding } from "@infershield/core";
import { expect, test } from "vitest";
import { findingList } from "./distinct-findings.ts";
import { ThreatError } from "./error.ts";

function finding(rule: string, start: number, end: number, score = 50): Finding {
  const category = rule.startsWith("secret.") ? "secret" : "personal_data";
  const rest = { severity: "high", role: "user", path: "/a", view: "text", explanation: "" } as const;
  return { rule, category, score, start, end, ...rest };
}

function distinct(findings: readonly Finding[]) {
  const list = findingList();
  for (const each of findings) list.add(each);
  return list.distinct().map(({ rule, start, end, score }) => [rule, start, end, score]);
}

test("one finding a rule and place stays, the one with the highest score, in the order of places", () => {
  expect(
    distinct([finding("b.b", 5, 9), finding("a.a", 5, 9), finding("a.a", 5, 9, 80), finding("c.c", 1, 2)]),
  ).toEqual([
    ["c.c", 1, 2, 50],
    ["a.a", 5, 9, 80],
    ["b.b", 5, 9, 50],
  ]);
});

test("a general secret goes where a specific one overlaps it, before, inside or behind", () => {
  const general = (start: number, end: number): Finding => finding("secret.assignment", start, end);
  const found = [
    finding("secret.x", 0, 12),
    finding("secret.x", 2, 4),
    general(10, 20),
    general(20, 25),
    general(30, 40),
    finding("secret.x", 35, 37),
    general(50, 60),
    finding("secret.x", 60, 61),
    finding("personal.email", 52, 53),
  ];
  expect(distinct(found).filter(([rule]) => rule === "secret.assignment")).toEqual([
    ["secret.assignment", 20, 25, 50],
    ["secret.assignment", 50, 60, 50],
  ]);
});

test("100,000 general secrets among 100,000 specific ones take no quadratic time", () => {
  const found = Array.from({ length: 100_000 }, (_, index) => [
    finding("secret.assignment", index * 10, index * 10 + 3),
    finding("secret.x", index * 10 + 4, index * 10 + 6),
  ]).flat();
  expect(distinct(found)).toHaveLength(200_000);
});

test("the finding that is too many stops the scan", () => {
  const list = findingList();
  for (let index = 0; index < 200_000; index += 1) list.add(finding("a.a", index, index + 1));
  expect(() => list.add(finding("a.a", 0, 1))).toThrowError(
    expect.objectContaining({ constructor: ThreatError, code: "TOO_MANY_FINDINGS" }),
  );
});
