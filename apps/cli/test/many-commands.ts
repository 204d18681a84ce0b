// Runs command lines one after the other in this process: starting a process for each costs more than the command.
// Each message of the parent is a command line; its answer is how it ended, and only then comes the next.
import { join } from "node:path";
import { Readable } from "node:stream";
import { runCli } from "@infershield/cli";

/** A command line, and where it is run: in this process's environment and folder unless it says otherwise. */
export interface CliOrder {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What is on its standard input; nothing unless it says otherwise. */
  readonly input?: string;
}

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function carryOut({ words, env, cwd, input }: CliOrder): Promise<CliResult> {
  if (cwd !== undefined) process.chdir(cwd);
  if (env !== undefined) {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
  }
  if (input !== undefined) Object.defineProperty(process, "stdin", { value: Readable.from([Buffer.from(input)]) });
  const shown = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (chunk: Uint8Array | string): boolean => {
      shown[stream] += String(chunk);
      return true;
    };
  }
  process.exitCode = 0;
  await runCli(words, join(import.meta.dirname, ".."));
  return { code: Number(process.exitCode), ...shown };
}

process.on("message", async (order: CliOrder) => process.send?.(await carryOut(order)));
