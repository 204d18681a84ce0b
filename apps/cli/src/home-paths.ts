import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where a command that only looks finds what it shows. */
export interface HomePaths {
  readonly homePath: string;
  readonly tokenFile: string;
  /** In multi-user mode. */
  readonly databaseFile?: string;
}

/**
 * The paths of the home as `loadConfig` gives them, when the environment alone decides: reading and checking a whole configuration takes
 * longer than all the rest of a command that only looks.
 *
 * @returns undefined when a configuration file has a say
 */
export function homePathsOf(env: Readonly<Record<string, string | undefined>>): HomePaths | undefined {
  const homePath = resolve(env["INFERSHIELD_HOME"] || join(homedir(), ".infershield"));
  if (env["INFERSHIELD_MODE"] === "multi-user" || existsSync(join(homePath, "infershield.yaml"))) return undefined;
  return { homePath, tokenFile: resolve(env["INFERSHIELD_TOKEN_PATH"] || join(homePath, "tokens.json")) };
}
