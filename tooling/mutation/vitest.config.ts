import { defineConfig } from "vitest/config";
import everyday from "../../vitest.config.ts";

const { projects: _, ...test } = everyday.test ?? {};

/** Tests that run a package in processes of their own, where no change is switched on. */
const inOtherProcesses = ["test/{keyring,processes}.test.ts"];

/** The everyday tests of the package that the mutation run has copied: the folder it runs in. */
export default defineConfig({
  ...everyday,
  // Starting a worker costs more than most tests; vitest reads every module anew for each file all the same.
  test: { ...test, isolate: false, include: ["src/**/*.test.ts", "test/**/*.test.ts"], exclude: inOtherProcesses },
});
