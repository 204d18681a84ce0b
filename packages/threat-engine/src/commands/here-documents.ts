import { once } from "../once.ts";

const mark = /<<(-?) ?(?:"(\w{1,40})"|'(\w{1,40})'|(\w{1,40}))/;
const plainWords = /^[\w./~> \t-]*$/;
/** Files that are run or believed by themselves: what stands in them is read as commands. */
const believed =
  /(?:rc|profile|authorized_keys|crontab|\.service|\.timer|\.plist|\.desktop)$|\/etc\/|cron|hooks\/|\.ssh\//;
const expands = /`|\$\(/;

/** Of one command no more lines are looked at for documents, and no longer ones: what is left stays commands. */
const [mostDocuments, longestLine] = [32, 700];

/**
 * The command without the documents that it only writes to a file, as in `cat > notes.md <<'EOF'`: they are contents, not commands. A
 * document stays where the shell runs something in it, where its file is named again or may be run without its name, and where the file is
 * one that is run by itself. Linear in the text's length.
 */
export function withoutDocuments(command: string): string {
  if (!command.includes("<<")) return command;
  const known = knownLines(command.split("\n"));
  const { lines } = known;
  const kept: string[] = [];
  let looks = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    kept.push(line);
    if (!line.includes("<<") || line.length > longestLine || looks === mostDocuments) continue;
    looks += 1;
    const end = endOfDocument(known, index);
    if (end === undefined) continue;
    kept.push(lines[end] ?? "");
    index = end;
  }
  return kept.join("\n");
}

/** The file of `cat > file` or `tee file`, which stand around the mark; nothing when the line goes on, or does more with it. */
function fileWritten(before: string, after: string): string | undefined {
  const call = `${before.split(/&&|;/).at(-1)} ${after}`;
  if (!plainWords.test(call)) return undefined;
  const [program, file, ...rest] = call
    .replaceAll(">", " ")
    .split(/\s/)
    .filter((word) => word !== "" && word !== "sudo" && word !== "-a");
  const writes = program === "tee" || (program === "cat" && call.includes(">"));
  return writes && rest.length === 0 ? file : undefined;
}

/** Numbers of the first and the last line of which something is true. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** The lines of a command, and what is read of all of them once and asked for each of its documents. */
interface KnownLines {
  readonly lines: readonly string[];
  /** The lines without the tabs before them. */
  readonly shifted: () => readonly string[];
  /** Where each word stands. */
  readonly words: () => ReadonlyMap<string, Span>;
  /** Where files are run by a pattern, or by what stands in a project. */
  readonly running: () => Span;
  /** Numbers of the lines in which the shell runs something. */
  readonly expanding: () => readonly number[];
}

function knownLines(lines: readonly string[]): KnownLines {
  const numbersOf = (pattern: RegExp): readonly number[] =>
    lines.flatMap((text, index) => (pattern.test(text) ? [index] : []));
  return {
    lines,
    shifted: once(() => lines.map((text) => text.replace(/^\t+/, ""))),
    words: once(() => {
      const spans = new Map<string, Span>();
      for (const [index, text] of lines.entries())
        for (const word of wordsOf(text)) spans.set(word, { first: spans.get(word)?.first ?? index, last: index });
      return spans;
    }),
    running: once(() => {
      const numbers = numbersOf(runsAnything);
      return { first: numbers[0] ?? lines.length, last: numbers.at(-1) ?? -1 };
    }),
    expanding: once(() => numbersOf(expands)),
  };
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\w-]/);
}

/** Number of the line that closes the document which line `at` opens, when all between is nothing but contents. */
function endOfDocument({ lines, shifted, words, running, expanding }: KnownLines, at: number): number | undefined {
  const line = lines[at] ?? "";
  const [written = "", dash, double, single, bare] = mark.exec(line) ?? [];
  const delimiter = double ?? single ?? bare;
  if (delimiter === undefined) return undefined;
  const start = line.indexOf(written);
  const file = fileWritten(line.slice(0, start), line.slice(start + written.length));
  if (file === undefined || believed.test(file)) return undefined;
  const end = (dash === "" ? lines : shifted()).indexOf(delimiter, at + 1);
  if (end < 0) return undefined;
  if (bare !== undefined && expanding().some((index) => index > at && index < end)) return undefined;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const [stem = ""] = name.split(".", 1);
  const before = line.slice(0, line.lastIndexOf(file));
  const standsElsewhere = (span: Span | undefined): boolean =>
    span !== undefined && (span.first < at || span.last > end);
  const isNamed =
    before.includes(name) ||
    wordsOf(before).includes(stem) ||
    standsElsewhere(words().get(stem)) ||
    lines.some((text, index) => (index < at || index > end) && text.includes(name));
  return isNamed || runsAnything.test(before) || standsElsewhere(running()) ? undefined : end;
}

/** Runs files by a pattern, by a name that is made when it runs, or by what stands in a project. */
const runsAnything =
  /[*?[$`]|\w(?:\\|["']{2})\w|\bsource\s|(?:^|[\s;&])\.\s{1,4}\S|\b(?:chmod|xargs|find|eval|exec|run-parts|make|just|task|rake|npm|npx|pnpm|yarn|bun|tox|nox|pytest|go|cargo|mvn|gradlew?)\b/;
