import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { PromptRole } from "@infershield/core";
import { CliError } from "../cli-error.ts";
import type { Source } from "./source.ts";

const maxDiffBytes = 1024 * 1024 * 1024;
/** Files that were added, copied, changed or renamed; what a submodule points at is not here. */
const stagedFiles = [
  "diff",
  "--cached",
  "--diff-filter=ACMR",
  "--ignore-submodules=all",
  "--no-ext-diff",
  "--no-color",
  "--no-renames",
  "--no-relative",
];

/**
 * The files of the next commit, as they are staged; only their added lines count.
 *
 * @throws CliError `NOT_A_REPOSITORY`
 */
export async function* stagedSources({
  role = "tool_result",
}: {
  readonly role?: PromptRole | undefined;
}): AsyncGenerator<Source> {
  const names = (await git([...stagedFiles, "--name-only", "-z"])).toString().split("\0").filter(Boolean);
  if (names.length === 0) return;
  const added = addedLines(
    (await git([...stagedFiles, "--unified=0", "--text", "--src-prefix=a/", "--dst-prefix=b/"])).toString("latin1"),
  );
  for (const [index, name] of names.entries()) {
    const ranges = added[index] ?? [];
    yield {
      name,
      role,
      lines: (line) => ranges.some(([from, to]) => line >= from && line < to),
      open: async function* () {
        yield await git(["cat-file", "blob", `:${name}`]);
      },
    };
  }
}

/** First and last (exclusive) line of each added stretch. */
type Ranges = readonly (readonly [number, number])[];

/** The added lines of each file of a diff without context, in its order. */
export function addedLines(diff: string): readonly Ranges[] {
  const files: (readonly [number, number])[][] = [];
  for (const [line, count, start] of heads(diff)) {
    if (line === "file") files.push([]);
    else files.at(-1)?.push([start, start + count]);
  }
  return files;
}

/** Lines of content begin with `+`, `-` or `\`: none looks like a head. */
function* heads(diff: string): Generator<readonly ["file" | "hunk", number, number]> {
  for (const [, hunk, count] of diff.matchAll(/^(?:diff --git |@@ -[\d,]+ \+(\d+)(?:,(\d+))? @@)/gm)) {
    if (hunk === undefined) yield ["file", 0, 0];
    else yield ["hunk", count === undefined ? 1 : Number(count), Number(hunk)];
  }
}

async function git(args: readonly string[]): Promise<Buffer> {
  try {
    const { stdout } = await promisify(execFile)("git", args, { encoding: "buffer", maxBuffer: maxDiffBytes });
    return stdout;
  } catch (cause) {
    throw new CliError("NOT_A_REPOSITORY", "The staged files cannot be read.", {
      cause,
      hint: "Run it inside a git repository, with git installed.",
    });
  }
}
