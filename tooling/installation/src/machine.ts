import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

/** What a command said and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A machine as new: one Node, an empty home, an empty prefix for what is installed globally. */
export interface Machine {
  readonly home: string;
  start(
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): ChildProcessWithoutNullStreams;
  /** Runs a command to its end. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Said>;
}

/**
 * @param folder - Empty folder for home and prefix
 * @param nodeFolder - Folder of the `node` that is on the machine's PATH
 */
export function machineWith(folder: string, nodeFolder: string): Machine {
  const home = join(folder, "home");
  const prefix = join(folder, "prefix");
  mkdirSync(home, { recursive: true });
  const path = [join(prefix, "bin"), nodeFolder, process.env["PATH"] ?? ""].join(delimiter);
  const base = { PATH: path, HOME: home, NO_COLOR: "1", npm_config_prefix: prefix };

  const start: Machine["start"] = (command, args, env = {}) =>
    spawn(command, args, { cwd: home, env: { ...base, ...env } });
  return {
    home,
    start,
    async run(command, args, env) {
      const started = performance.now();
      const child = start(command, args, env);
      child.stdin.end();
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      return { code, stdout, stderr, seconds: (performance.now() - started) / 1_000 };
    },
  };
}
