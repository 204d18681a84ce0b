import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const source = "@infershield/source";

function foldersOf(ring: string): readonly string[] {
  return readdirSync(join(root, ring))
    .map((name) => join(ring, name))
    .filter((folder) => existsSync(join(root, folder, "package.json")));
}

/** Everyday tests: beside the sources, and whole programs in `test/`. */
export const projects = ["packages", "apps", "tooling"].flatMap(foldersOf).map((folder) => ({
  extends: true as const,
  test: {
    name: folder.slice(folder.indexOf("/") + 1),
    root: join(root, folder),
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // To import the whole gateway anew for each file costs as much as the tests of the file; none of them leaves anything behind.
    isolate: folder !== join("apps", "proxy"),
  },
}));

export default defineConfig({
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  resolve: { conditions: [source, ...defaultServerConditions] },
  test: {
    projects,
    environment: "node",
    // Left to itself vitest keeps a processor free, which on two of them is half the machine.
    maxWorkers: "100%",
    execArgv: [`--conditions=${source}`],
    testTimeout: 10_000,
    hookTimeout: 10_000,
    unstubEnvs: true,
    coverage: { provider: "v8", include: ["{packages,apps}/*/src/**/*.ts"], exclude: ["**/*.test.ts"] },
  },
});
