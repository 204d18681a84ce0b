import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Registry } from "./registry.ts";

const root = join(import.meta.dirname, "../../..");

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  execFileSync(command, args, { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
}

/** Builds every package and publishes it as a release would, but for the provenance that only a release can give. */
export function publishAll({ url, userConfig }: Registry): void {
  const env = { ...process.env, NPM_CONFIG_USERCONFIG: userConfig, npm_config_registry: url };
  run("pnpm", ["exec", "turbo", "run", "build:js", "build:types", "--output-logs=errors-only"], process.env);
  run("pnpm", ["-r", "publish", "--no-git-checks", "--access", "public", "--registry", url], env);
}
