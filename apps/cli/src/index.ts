import { Errors, flush, run } from "@oclif/core";
import { reportFailure } from "./base-command.ts";

/**
 * Runs one command line and sets `process.exitCode`; never throws.
 *
 * @param argv - Words after the program's name.
 * @param root - URL of the program's entry file, from which the commands are found.
 */
export async function runCli(argv: readonly string[], root: string): Promise<void> {
  try {
    await run([...argv], root);
    await flush();
  } catch (error) {
    if (error instanceof Errors.ExitError) {
      process.exitCode = error.oclif.exit ?? 0;
      return;
    }
    reportFailure(error, { json: argv.includes("--json") });
  }
}
