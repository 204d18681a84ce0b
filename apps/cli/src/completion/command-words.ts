import type { Command, Config } from "@oclif/core";

/** A flag as a shell completes it. */
export interface FlagWords {
  readonly name: string;
  readonly summary: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** The values there are; empty when anything may follow. */
  readonly values: readonly string[];
}

/** A place in the command line: the words typed so far, and what can come next. */
export interface CompletionPlace {
  /** The command's words, such as `auth login`; empty at the beginning. */
  readonly words: string;
  readonly next: readonly { readonly word: string; readonly summary: string }[];
  readonly flags: readonly FlagWords[];
}

type Loadable = Command.Loadable;

/** One line, without what a shell would take for its own. */
function oneLine(text = ""): string {
  return (text.split("\n")[0] ?? "").replace(/[\\'"`$:[\]]/g, "").trim();
}

function flagsOf({ flags }: Loadable): readonly FlagWords[] {
  return Object.values(flags)
    .filter(({ hidden }) => !hidden)
    .map((flag) => ({
      name: flag.name,
      summary: oneLine(flag.summary ?? flag.description),
      takesValue: flag.type === "option",
      values: flag.type === "option" ? (flag.options ?? []) : [],
    }));
}

const argumentWords = ({ args }: Loadable): CompletionPlace["next"] =>
  Object.values(args).flatMap(({ options = [] }) => options.map((word) => ({ word, summary: "" })));

/** All places of the command line, the longest first, so that the first that fits is the right one. */
export function completionPlaces({
  commands,
  topics,
}: Pick<Config, "commands" | "topics">): readonly CompletionPlace[] {
  const shown = commands.filter(({ hidden }) => !hidden).sort((a, b) => (a.id < b.id ? -1 : 1));
  const places: CompletionPlace[] = shown.map((command) => ({
    words: command.id.replaceAll(":", " "),
    next: argumentWords(command),
    flags: flagsOf(command),
  }));
  const first = new Map(shown.filter(({ id }) => !id.includes(":")).map(({ id, summary }) => [id, oneLine(summary)]));
  for (const { name, description } of topics) {
    const below = shown.filter(({ id }) => id.startsWith(`${name}:`));
    if (below.length === 0) continue;
    first.set(name, oneLine(description));
    const next = below.map(({ id, summary }) => ({ word: id.slice(name.length + 1), summary: oneLine(summary) }));
    places.push({ words: name, next, flags: [] });
  }
  const next = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, summary]) => ({ word, summary }));
  places.push({ words: "", next, flags: [] });
  return places.sort((a, b) => b.words.length - a.words.length);
}
