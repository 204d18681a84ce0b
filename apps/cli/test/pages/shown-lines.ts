import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../..");

/** Every page that a person reads. */
export const pages: readonly string[] = globSync(
  ["*.md", "docs/**/*.md", "{packages,apps,tooling}/*/README.md", ".changeset/README.md"],
  { cwd: root },
).sort();

/** A command line as a page shows it. */
export interface ShownLine {
  readonly page: string;
  /** What a person types; a script that stands in a block of its own is one line with line breaks. */
  readonly line: string;
}

/**
 * What a page asks its reader to type: the lines of its `sh` blocks, those behind `$ ` in transcripts, and `infershield …` between backquotes.
 *
 * @param options.from - Heading to begin with
 */
export function shownLines(page: string, { from = "" }: { readonly from?: string } = {}): readonly ShownLine[] {
  const whole = readRepositoryFile(page);
  const start = whole.indexOf(from);
  if (start === -1) throw new Error(`${page} has lost its heading ${from}.`);
  const text = whole.slice(start);
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, language = "", block = ""]) =>
    linesOf(language, block),
  );
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const inline = [...prose.matchAll(/`([^`\n]*\binfershield [^`\n]*)`/g)].map(([, code = ""]) => code);
  return [...blocks, ...inline].map((line) => ({ page, line }));
}

const withoutRemark = (line: string): string => line.replace(/\s+#\s.*$/, "").trim();

function linesOf(language: string, block: string): readonly string[] {
  if (language === "sh" && block.startsWith("#!")) return [block];
  if (language === "sh") {
    return block
      .split("\n")
      .map(withoutRemark)
      .filter((line) => line !== "");
  }
  return block
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => line.slice(2));
}

/** Blocks without a language that look like commands: nobody would run them. */
export function unmarkedCommands(page: string): readonly string[] {
  const text = readRepositoryFile(page);
  return [...text.matchAll(/^```\n([\s\S]*?)^```/gm)]
    .map(([, block = ""]) => block)
    .filter((block) => /^(?:npm|pnpm|infershield|docker|git|curl|export) /m.test(block));
}

/** Text of a file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
