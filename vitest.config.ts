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
    // Test files leave nothing behind, so one process runs many: to import everything anew for each costs as much as the tests.
    isolate: false,
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
    // They end what hangs and judge no speed: on a machine that does ten other things everything takes ten times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    unstubEnvs: true,
    coverage: { provider: "v8", include: ["{packages,apps}/*/src/**/*.ts"], exclude: ["**/*.test.ts"] },
  },
});
