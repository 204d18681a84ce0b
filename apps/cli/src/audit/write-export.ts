import { type FileHandle, open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ExportFormat } from "@infershield/audit";
import * as Flags from "@oclif/core/flags";
import { CliError } from "../cli-error.ts";
import { printableLines } from "../printable.ts";

const formats = ["jsonl", "csv", "cef", "ocsf"] as const satisfies readonly ExportFormat[];

/** Flags that say how records are handed on, and where to. */
export const exportFlags = {
  format: Flags.option({ options: formats, default: "jsonl" as const, description: "how it is written" })(),
  out: Flags.string({ description: "write a new file (0600) instead of standard output", helpValue: "FILE" }),
};

/**
 * Writes an export: to standard output, or to a new file that others cannot read. It is written as it comes, but for a terminal, which what
 * a server says cannot steer.
 *
 * @throws CliError `INVALID_USAGE` when there is such a file already, or none can be made, `FILE_NOT_WRITTEN`; what reading throws. Then
 * there is no file
 */
export async function writeExport(
  pieces: AsyncIterable<string>,
  out: string | undefined,
  stdout: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stdout,
): Promise<void> {
  if (out === undefined) {
    const shown = stdout.isTTY ? printablePieces(pieces) : pieces;
    return await pipeline(Readable.from(shown), stdout, { end: false });
  }
  // Made before anything is read: whatever fails from here on, the file that is taken away is ours.
  const file = await makeFile(out);
  try {
    await pipeline(Readable.from(pieces), file.createWriteStream());
  } catch (cause) {
    // Half an export is none, and would be in the way of the next one.
    await rm(out, { force: true });
    throw isErrno(cause)
      ? new CliError("FILE_NOT_WRITTEN", `${out} cannot be written.`, { cause, hint: "Name another place with --out." })
      : cause;
  }
}

/** Whether the system refused to write; what the records come from has errors of its own. */
function isErrno(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "write";
}

async function* printablePieces(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield printableLines(piece);
}

async function makeFile(out: string): Promise<FileHandle> {
  try {
    return await open(out, "wx", 0o600);
  } catch (cause) {
    const isTaken = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    throw new CliError("INVALID_USAGE", isTaken ? `${out} exists already.` : `${out} cannot be made.`, {
      cause,
      hint: "Name a new file with --out, in a folder that you may write to.",
    });
  }
}
