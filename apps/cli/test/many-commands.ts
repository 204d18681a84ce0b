// Runs command lines one after the other in this process: starting a process for each costs more than the command.
// Standard input: JSON [[…words], …]; standard output: JSON [{ code, stdout, stderr }, …].
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { runCli } from "@infershield/cli";

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const lines: readonly (readonly string[])[] = JSON.parse(await text(process.stdin));
const write = process.stdout.write.bind(process.stdout);
const results: CliResult[] = [];
for (const line of lines) {
  const shown = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (chunk: Uint8Array | string): boolean => {
      shown[stream] += String(chunk);
      return true;
    };
  }
  process.exitCode = 0;
  await runCli(line, join(import.meta.dirname, ".."));
  results.push({ code: Number(process.exitCode), ...shown });
}
process.exitCode = 0;
write(JSON.stringify(results));
