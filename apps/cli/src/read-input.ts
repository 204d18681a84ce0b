import { text } from "node:stream/consumers";
import { CliError } from "./cli-error.ts";

/** What is read, in words and as a pattern. */
export interface InputShape {
  readonly what: string;
  readonly pattern: RegExp;
  /** What `pattern` asks for, as a person would say it. */
  readonly looksLike: string;
}

/**
 * Reads one secret from standard input, where no process list and no shell history sees it.
 *
 * @throws CliError `NO_INPUT`
 */
export async function readStandardInput(shape: InputShape): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`Paste the ${shape.what}, then press Enter and Ctrl-D:\n`);
  return requireShape(await text(process.stdin), shape);
}

/**
 * The secret in a text, without what stands around it.
 *
 * @throws CliError `NO_INPUT`, which tells nothing of the text
 */
export function requireShape(input: string, { what, pattern, looksLike }: InputShape): string {
  const value = input.trim();
  if (pattern.test(value)) return value;
  const problem = value === "" ? "Standard input is empty" : `What stands on standard input cannot be the ${what}`;
  throw new CliError("NO_INPUT", `${problem}.`, { hint: `Pipe the ${what} alone: ${looksLike}.` });
}
