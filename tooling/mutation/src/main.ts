import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

// `pnpm test:mutation PACKAGE [FILE …]`: each small change of the package's sources, or of some of them, that no test notices. What was
// tried before and has not changed since is not tried again.

const here = join(import.meta.dirname, "..");

/** Runs one program to its end. @returns its exit status, 1 when it was killed */
function run(folder: string, program: string, ...args: readonly string[]): number {
  return spawnSync(program, args, { cwd: folder, stdio: "inherit" }).status ?? 1;
}

/** @param files - Relative to the package; all its sources when empty. */
function tryPackage(folder: string, files: readonly string[]): number {
  const installed = run(here, "pnpm", "install", "--frozen-lockfile", "--reporter=silent");
  if (installed !== 0) return installed;
  const mutated = files.length > 0 ? files.join(",") : "src/**/*.ts,!src/**/*.test.ts,!src/testing/**";
  const stryker = join(here, "node_modules/@stryker-mutator/core/bin/stryker.js");
  return run(folder, "node", stryker, "run", join(here, "stryker.config.mjs"), "--mutate", mutated);
}

const [name, ...files] = process.argv.slice(2);
const folder = join(here, "../../packages", name ?? "");
if (name === undefined || !existsSync(join(folder, "package.json"))) {
  console.error("Name a package, and sources of it if not all: pnpm test:mutation policy src/rule.ts");
  process.exitCode = 2;
} else {
  process.exitCode = tryPackage(folder, files);
}
