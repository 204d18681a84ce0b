import { createReadStream } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PromptRole } from "@infershield/core";
import { CliError } from "../cli-error.ts";
import type { Source } from "./source.ts";

/** Folders that hold other people's files or a tool's own. */
const skippedFolders: ReadonlySet<string> = new Set([".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__"]);

/** Whose words a text is taken for when nobody says: what a person names is read as theirs, a folder's files as a tool would bring them. */
const ownRole: PromptRole = "user";
const foundRole: PromptRole = "tool_result";

/**
 * The files that some names stand for: files as they are, folders with everything in them, `-` standard input. In folders symbolic links
 * are not followed, and version control's and installed files are left out.
 *
 * @throws CliError `FILE_UNREADABLE` for a name that cannot be read
 */
export async function* findSources(
  names: readonly string[],
  { role }: { readonly role?: PromptRole | undefined },
): AsyncGenerator<Source> {
  for (const name of names) {
    if (name === "-") {
      yield { name: "stdin", role: role ?? ownRole, open: () => process.stdin };
      continue;
    }
    const found = await statOf(name);
    if (found.isDirectory()) yield* inFolder(name, role ?? foundRole);
    else yield fileSource(name, role ?? ownRole, found.size);
  }
}

async function statOf(name: string): Promise<{ readonly size: number; isDirectory(): boolean }> {
  try {
    return await stat(name);
  } catch (cause) {
    throw new CliError("FILE_UNREADABLE", `${name} cannot be read.`, {
      cause,
      hint: "Name files or folders that exist, or - for standard input.",
    });
  }
}

async function* inFolder(folder: string, role: PromptRole): AsyncGenerator<Source> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => error);
  if (entries instanceof Error) {
    yield unreadable(folder, role, entries);
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* inFolder(path, role);
    else if (entry.isFile()) yield await fileInFolder(path, role);
  }
}

async function fileInFolder(path: string, role: PromptRole): Promise<Source> {
  try {
    return fileSource(path, role, (await lstat(path)).size);
  } catch (error) {
    return unreadable(path, role, error);
  }
}

/** Stands for what cannot be looked at: reading it tells why. */
function unreadable(name: string, role: PromptRole, error: unknown): Source {
  return {
    name,
    role,
    open: () => {
      throw error;
    },
  };
}

function fileSource(name: string, role: PromptRole, sizeBytes: number): Source {
  return { name, role, sizeBytes, open: () => createReadStream(name) };
}
