import { copyFile, mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFileDurably } from "@infershield/home";
import { CliError } from "../cli-error.ts";

/** What an edit of a client's configuration did. */
export interface SetupWritten {
  readonly path: string;
  readonly changed: boolean;
  /** Copy of the file as it was; absent when there was none or nothing changed. */
  readonly backup?: string;
}

/**
 * Edits a client's configuration file and keeps a copy of it as it was before InferShield first changed it.
 *
 * @throws CliError `FILE_UNREADABLE`
 */
export async function writeSetup(path: string, edit: (text: string) => string): Promise<SetupWritten> {
  const before = await readText(path);
  const after = edit(before ?? "");
  if (after === (before ?? "")) return { path, changed: false };
  await mkdir(dirname(path), { recursive: true });
  const backup = before === undefined ? undefined : `${path}.before-infershield`;
  if (backup !== undefined) await copyFile(path, backup);
  const mode = before === undefined ? 0o600 : (await stat(path)).mode & 0o777;
  await writeFileDurably(path, Buffer.from(after), { mode });
  return { path, changed: true, ...(backup !== undefined && { backup }) };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new CliError("FILE_UNREADABLE", `${path} cannot be read.`, { cause });
  }
}
