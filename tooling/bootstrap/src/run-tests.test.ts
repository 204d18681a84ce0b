import { expect, test } from "vitest";
import { countResults } from "./run-tests.mjs";

type Status = "passed" | "failed" | "pending";

const file = (status: Status, ...tests: Status[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

test("tests are counted over all files", () => {
  const report = { testResults: [file("passed", "passed", "passed"), file("failed", "passed", "failed")] };
  expect(countResults(report, 1)).toEqual({ passed: 3, failed: 1 });
});

test("a file that cannot be loaded counts as one failure", () => {
  const report = { testResults: [file("passed", "passed"), file("failed")] };
  expect(countResults(report, 1)).toEqual({ passed: 1, failed: 1 });
});

test("a file that fails after its tests counts as one failure", () => {
  const report = { testResults: [file("failed", "passed")] };
  expect(countResults(report, 1)).toEqual({ passed: 1, failed: 1 });
});

test("a run that fails outside every file counts as one failure", () => {
  const report = { testResults: [file("passed", "passed")] };
  expect(countResults(report, 1)).toEqual({ passed: 1, failed: 1 });
});

test("a run of no tests is a failure", () => {
  expect(countResults({ testResults: [] }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countResults({ testResults: [file("passed", "pending")] }, 0)).toEqual({ passed: 0, failed: 1 });
});
