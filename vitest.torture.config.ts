import { defineConfig } from "vitest/config";
import everyday, { projects } from "./vitest.config.ts";

/** The long tests, run by `pnpm test:torture`: each file by itself, since they measure what a machine does under stress. */
export default defineConfig({
  ...everyday,
  test: {
    ...everyday.test,
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    projects: projects.map((project) => ({
      ...project,
      test: { ...project.test, isolate: true, include: ["src/**/*.torture.ts", "test/**/*.torture.ts"] },
    })),
  },
});
