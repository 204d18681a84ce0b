import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs an exact package from npm into a folder of its own, unless it lies there already. No script of it runs.
 *
 * @param spec `name@version`
 * @returns The folder that holds its `node_modules`
 * @throws Error when npm fails
 */
export function fetchPackage(cache: string, spec: string, overrides: Readonly<Record<string, string>> = {}): string {
  const folder = join(cache, spec.replace("/", "+"));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  // A package of its own: npm would otherwise take the workspace for the place to install into.
  writeFileSync(join(unfinished, "package.json"), JSON.stringify({ private: true, overrides }));
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const { status, error } = spawnSync("npm", ["install", "--ignore-scripts", ...quiet, spec], {
    cwd: unfinished,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 600_000,
  });
  if (status !== 0) throw new Error(`npm could not install ${spec}.`, { cause: error });
  renameSync(unfinished, folder);
  return folder;
}
