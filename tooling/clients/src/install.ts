import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "./client.ts";

/** Folder of one client's installation; holds `node_modules`. */
export function installedAt(cache: string, { packageName, version }: Pick<Client, "packageName" | "version">): string {
  return join(cache, "installed", `${packageName.replace("/", "+")}@${version}`);
}

/**
 * Installs the client with npm unless it lies there already. Its scripts do not run.
 *
 * @throws Error when npm fails
 */
export function install(cache: string, client: Pick<Client, "packageName" | "version">): void {
  const folder = installedAt(cache, client);
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  // A package of its own: npm would otherwise take the workspace for the place to install into.
  writeFileSync(join(unfinished, "package.json"), '{"private":true}\n');
  const spec = `${client.packageName}@${client.version}`;
  const { status, error } = spawnSync(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error", spec],
    { cwd: unfinished, stdio: ["ignore", "inherit", "inherit"], timeout: 600_000 },
  );
  if (status !== 0) throw new Error(`npm could not install ${spec}.`, { cause: error });
  renameSync(unfinished, folder);
}
