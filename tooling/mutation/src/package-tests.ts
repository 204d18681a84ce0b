import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readTests, type Test } from "./tests.ts";

const ourVitest = new URL("vitest.ts", import.meta.url).href;

/** Tests that run the package in processes of their own, where no change is switched on. */
const inOtherProcesses = ["test/keyring.test.ts", "test/processes.test.ts", "test/crash.test.ts"];

/** How often the package was imported. */
let generation = 0;

/** Stryker goes to the copy of the package only after it has imported this. */
function packageUrl(): string {
  return pathToFileURL(join(process.cwd(), "/")).href;
}

/** Lets test files get `vitest.ts` for vitest, and the files of the package be imported more than once. */
export function hookImports(): void {
  const folder = packageUrl();
  const dependencies = new URL("node_modules/", folder).href;
  registerHooks({
    resolve: (name, context, next) => {
      if (name === "vitest" && context.parentURL !== ourVitest) return { url: ourVitest, shortCircuit: true };
      const found = next(name, context);
      const own = found.url.startsWith(folder) && !found.url.startsWith(dependencies);
      return own ? { ...found, url: `${found.url}?${generation}` } : found;
    },
  });
}

/** The files of the package's everyday tests. */
export function testFiles(): readonly string[] {
  const found = globSync(["src/**/*.test.ts", "test/**/*.test.ts"]).toSorted();
  return found.filter((file) => !inOtherProcesses.includes(file));
}

/** What is imported from now on is imported as if for the first time. */
export function forgetImports(): void {
  generation += 1;
}

/** Imports one file of tests, and the sources that it uses. */
export function readTestFile(file: string): Promise<readonly Test[]> {
  return readTests(file, () => import(new URL(file, packageUrl()).href));
}

/** Imports the everyday tests of the package in the working folder, and its sources, as if for the first time. */
export async function readPackageTests(): Promise<readonly Test[]> {
  forgetImports();
  const tests: Test[] = [];
  for (const file of testFiles()) tests.push(...(await readTestFile(file)));
  // A change that no test reaches would pass for one that no test notices.
  if (tests.length === 0) throw new Error("The package has no tests.");
  return tests;
}
