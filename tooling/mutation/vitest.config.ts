import { defineConfig } from "vitest/config";
import everyday from "../../vitest.config.ts";

const { projects: _, ...test } = everyday.test ?? {};

/** The everyday tests of the package that the mutation run has copied: the folder it runs in. */
export default defineConfig({
  ...everyday,
  test: { ...test, include: ["src/**/*.test.ts", "test/**/*.test.ts"] },
});
