import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@infershield/core";
import { systemErrorCode, toHomeError } from "./error.ts";
import { isSpentMarker } from "./lock-file.ts";
import { temporaryName } from "./write-file-durably.ts";

/** No write takes this long: an older temporary file belongs to a process that was killed. */
const oldAfterMs = 60_000;

/**
 * Removes what killed processes left, temporary files and traces of locks taken over, when it is older than a minute, from a folder
 * and from the folders directly in it.
 *
 * @throws HomeError `STORE_UNAVAILABLE`
 */
export async function sweepTemporaryFiles(folder: string, options: { readonly now: Clock }): Promise<void> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    await sweepFiles(
      folder,
      entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name),
      options.now(),
    );
    for (const entry of entries.filter((each) => each.isDirectory())) {
      const inner = join(folder, entry.name);
      await sweepFiles(inner, await readdir(inner), options.now());
    }
  } catch (error) {
    throw toHomeError(error, `sweeping ${folder}`);
  }
}

async function sweepFiles(folder: string, names: readonly string[], now: number): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    try {
      if (!temporaryName.test(name) && !(await isSpentMarker(folder, name))) continue;
      if ((await lstat(path)).mtimeMs < now - oldAfterMs) await unlink(path);
    } catch (error) {
      // Its owner, or another sweep, was faster.
      if (systemErrorCode(error) !== "ENOENT") throw error;
    }
  }
}
