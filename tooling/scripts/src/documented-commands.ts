import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.ts";

/** A command as `apps/cli/command-snapshot.txt` has it. */
interface KnownCommand {
  readonly words: string;
  readonly arguments: number;
  /** By name; true when a value follows. */
  readonly flags: ReadonlyMap<string, boolean>;
}

/** A command line that a page shows. */
export interface ShownCommand {
  readonly page: string;
  readonly line: string;
}

function knownCommands(): readonly KnownCommand[] {
  const lines = readFileSync(join(root, "apps/cli/command-snapshot.txt"), "utf8").trimEnd().split("\n");
  return lines
    .filter((line) => !line.endsWith("(not in this version)"))
    .map((line) => {
      const [start = "", ...flags] = line.split(" --");
      const words = start.split(" ");
      const args = words.findIndex((_, index) => index > 0 && isArgument(words, index));
      const end = args === -1 ? words.length : args;
      return {
        words: words.slice(0, end).join(" "),
        arguments: words.slice(end).some((word) => word.includes("…")) ? Number.POSITIVE_INFINITY : words.length - end,
        flags: new Map(flags.map((flag) => [`--${flag.split("=")[0]}`, flag.includes("=")])),
      };
    })
    .sort((a, b) => b.words.length - a.words.length);
}

const commandFolder = join(root, "apps/cli/src/commands");

/** A word of the snapshot is an argument where no file or folder of that name lies among the commands. */
function isArgument(words: readonly string[], index: number): boolean {
  const word = words[index];
  const parent = join(commandFolder, ...words.slice(0, index));
  try {
    return !readdirSync(parent).some((name) => name === word || name === `${word}.ts`);
  } catch {
    return true;
  }
}

/** Every `infershield …` in a block of commands or between backquotes of a page. */
export function shownCommands(page: string, text: string): readonly ShownCommand[] {
  const blocks = [...text.matchAll(/^```(?:sh|console)?\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const inline = [...prose.matchAll(/`(infershield [^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...blocks, ...inline]
    .map((line) => /(?:^|^\$ |&& |<\(|exec proxy |Run: |: {2})(infershield [^|><&;#)"]*)/.exec(line)?.[1]?.trim() ?? "")
    .filter((line) => line !== "")
    .map((line) => ({ page, line }));
}

const everywhere: ReadonlySet<string> = new Set(["--help", "-h", "--version", "-v", "--json"]);

/** What is wrong with a command line that a page shows; `undefined` when the command line would take it. */
export function whatIsWrong(line: string): string | undefined {
  const words = line.split(/\s+/).slice(1);
  const plain = words.filter((word) => !word.startsWith("-"));
  if (plain.length === 0) return undefined;
  const command = known.find((each) => `${plain.join(" ")} `.startsWith(`${each.words} `));
  if (command === undefined) return isTopic(plain.join(" ")) ? undefined : "there is no such command";
  const unknown = words.find(
    (word) => word.startsWith("-") && !everywhere.has(word) && !command.flags.has(word.split("=")[0] ?? word),
  );
  if (unknown !== undefined) return `there is no flag ${unknown}`;
  const values = words.filter((word) => command.flags.get(word) === true).length;
  const given = plain.length - command.words.split(" ").length - values;
  // A dialect of pages: `…` and `[…]` stand for more.
  return given > command.arguments && !line.includes("…") ? `it takes ${command.arguments} arguments` : undefined;
}

const known = knownCommands();

/** A topic, alone or with its commands in one breath: `keys …`, `audit verify|tail`. */
function isTopic(words: string): boolean {
  const [topic = "", rest = ""] = words.split(" ");
  const below = known
    .filter((each) => each.words.startsWith(`${topic} `))
    .map((each) => each.words.slice(topic.length + 1));
  return below.length > 0 && (rest === "" || rest === "…" || rest.split("|").every((word) => below.includes(word)));
}
