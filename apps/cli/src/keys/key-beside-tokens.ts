import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readKeyStatus } from "@infershield/token-store";
import type { HomePaths } from "../home-paths.ts";

/** Whether the key that opens the tokens lies in the same folder: then a copy of the folder opens them. A `master.key` of old does not count. */
export async function keyLiesBesideTokens({ homePath, tokenFile }: HomePaths): Promise<boolean> {
  if (dirname(tokenFile) !== homePath || !existsSync(join(homePath, "master.key"))) return false;
  const sources = (await readKeyStatus(tokenFile))?.wraps.map(({ source }) => source);
  return sources === undefined || sources.includes("generated_file") || sources.includes("file");
}
