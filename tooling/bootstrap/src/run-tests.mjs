import { existsSync, mkdtempSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runToEnd } from "./run.mjs";

const hasFailed = (result) => result.status === "failed";

/**
 * Counts what vitest's JSON report tells. A file that failed outside its tests counts as one failure, and so does
 * a run that failed without saying where or that ran nothing.
 */
export function countResults(report, exitCode) {
  const files = report.testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  const broken = files.filter((file) => hasFailed(file) && !file.assertionResults.some(hasFailed)).length;
  const failed = tests.filter(hasFailed).length + broken;
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

/** Runs the everyday suite; the last line on standard output is `N passed, N failed`. Resolves to the exit code. */
export async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), "infershield-tests-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const exitCode = await runToEnd("pnpm", ["exec", "vitest", "run", ...reporters, ...args]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { testResults: [] };
  rmSync(folder, { recursive: true, force: true });
  const { passed, failed } = countResults(report, exitCode);
  writeSync(1, `${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : exitCode || 1;
}
