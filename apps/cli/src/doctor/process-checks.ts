import { readFile } from "node:fs/promises";
import { type Check, ok, warning } from "./check.ts";

/**
 * Looks at what this system keeps of a program that crashes: its memory, with the keys in it.
 *
 * @param limits - Text of `/proc/self/limits`, where there is one: what is true for this command is true for a proxy started beside it.
 */
export function checkCrashDumps(limits: string | undefined): Check {
  const soft = /^Max core file size\s+(\S+)/m.exec(limits ?? "")?.[1];
  if (soft === undefined) return ok("crash dumps", "this system does not tell their limit");
  return soft === "0"
    ? ok("crash dumps", "are switched off")
    : warning(
        "crash dumps",
        "A crash would leave the memory of the program, with keys in it, on the disk.",
        "Start it after: ulimit -c 0 (a unit file: LimitCORE=0; a container: --ulimit core=0).",
      );
}

/** The limits of this process; undefined on a system without /proc. */
export function readLimits(): Promise<string | undefined> {
  return readFile("/proc/self/limits", "utf8").catch(() => undefined);
}
