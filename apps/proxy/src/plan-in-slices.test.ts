import type { DecidedFinding, PromptPart } from "@infershield/core";
import { createPlaceholders, planEdits } from "@infershield/threat-engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planInSlices } from "./plan-in-slices.ts";

const placeholders = () => createPlaceholders({ key: new Uint8Array(32).fill(7), isTaken: () => false });
const text = Array.from({ length: 2_000 }, (_, at) => `v${at % 700} `).join("");
const paths = ["/a", "/b", "#/c", "/d"] as const;
const parts = paths.map((path): PromptPart => ({ role: "user", path, text }));

const decided = fc.record({
  path: fc.constantFrom(...paths),
  rule: fc.constantFrom("secret.one", "secret.two", "personal.three"),
  score: fc.integer({ min: 1, max: 100 }),
  start: fc.integer({ min: 0, max: text.length - 40 }),
  length: fc.integer({ min: 0, max: 40 }),
  action: fc.constantFrom("redact", "redact", "redact", "log"),
  notice: fc.integer({ min: 0, max: 1_500 }).map((draw) => draw === 0),
});

test("slices change nothing about the edits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(decided, { minLength: 200, maxLength: 1_200, size: "max" }), async (list) => {
      const findings = list.map(({ path, rule, score, start, length, action, notice }) => ({
        finding: {
          rule,
          category: "secret",
          severity: "low",
          score,
          role: "user",
          path,
          start,
          end: start + length,
          view: "text",
          explanation: "",
        },
        action,
        replacement: notice ? "notice" : "placeholder",
      })) as readonly DecidedFinding[];
      expect(await planInSlices(parts, findings, placeholders())).toEqual(planEdits(parts, findings, placeholders()));
    }),
    { numRuns: 12 },
  );
});

test("many findings leave turns for others", async () => {
  const finding = {
    rule: "secret.one",
    category: "secret",
    severity: "low",
    score: 90,
    role: "user",
    path: "/a",
    view: "text",
    explanation: "",
  } as const;
  const many = Array.from(
    { length: 2_000 },
    (_, at): DecidedFinding => ({
      finding: { ...finding, start: at * 3, end: at * 3 + 2 },
      action: "redact",
      replacement: "placeholder",
    }),
  );
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (turns < 100) setImmediate(count);
  };
  setImmediate(count);
  expect(await planInSlices(parts, many, placeholders())).toHaveLength(2_000);
  expect(turns).toBeGreaterThanOrEqual(6);
});
