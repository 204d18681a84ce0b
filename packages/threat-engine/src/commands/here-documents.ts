const mark = /<<(-?) ?(["']?)(\w{1,40})\2/;
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
  const lines = command.split("\n");
  const kept: string[] = [];
  let looks = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    kept.push(line);
    if (!line.includes("<<") || line.length > longestLine || looks === mostDocuments) continue;
    looks += 1;
    const end = endOfDocument(lines, index);
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

/** Number of the line that closes the document which line `at` opens, when all between is nothing but contents. */
function endOfDocument(lines: readonly string[], at: number): number | undefined {
  const line = lines[at] ?? "";
  const [written = "", dash, quote, delimiter] = mark.exec(line) ?? [];
  if (delimiter === undefined) return undefined;
  const start = line.indexOf(written);
  const file = fileWritten(line.slice(0, start), line.slice(start + written.length));
  if (file === undefined || believed.test(file)) return undefined;
  const end = lines.findIndex(
    (text, index) => index > at && (dash === "" ? text : text.replace(/^\t+/, "")) === delimiter,
  );
  if (end < 0) return undefined;
  if (quote === "" && lines.slice(at + 1, end).some((text) => expands.test(text))) return undefined;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const [stem = ""] = name.split(".", 1);
  const others = [...lines.slice(0, at), line.slice(0, line.lastIndexOf(file)), ...lines.slice(end + 1)];
  return others.some((text) => text.includes(name) || text.split(/[^\w-]/).includes(stem) || runsAnything.test(text))
    ? undefined
    : end;
}

/** Runs files by a pattern, by a name that is made when it runs, or by what stands in a project. */
const runsAnything =
  /[*?[$`]|\w(?:\\|["']{2})\w|\bsource\s|(?:^|[\s;&])\.\s{1,4}\S|\b(?:chmod|xargs|find|eval|exec|run-parts|make|just|task|rake|npm|npx|pnpm|yarn|bun|tox|nox|pytest|go|cargo|mvn|gradlew?)\b/;
