import { text } from "node:stream/consumers";
import { CliError } from "./cli-error.ts";

/**
 * Reads one secret from standard input, where no process list and no shell history sees it.
 *
 * @throws CliError `NO_INPUT`
 */
export async function readStandardInput({ what, pattern }: { readonly what: string; readonly pattern: RegExp }) {
  if (process.stdin.isTTY) process.stderr.write(`Paste the ${what}, then press Enter and Ctrl-D:\n`);
  const value = (await text(process.stdin)).trim();
  if (pattern.test(value)) return value;
  throw new CliError("NO_INPUT", `Standard input holds no ${what}.`, { hint: "Pipe it alone, on one line." });
}
