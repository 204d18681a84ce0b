/** A line that ends in `cat > file <<'EOF'` or `tee file <<EOF`, alone or behind other calls, and nothing else. */
const opening =
  /(?:^|&&|;|\s)(?:cat|(?:sudo )?tee)(?: -a)?\s{0,4}([^|;&<"'`$\n]{0,300})<<(-?)\s{0,2}(["']?)(\w{1,40})\3\s{0,4}([^|;&<"'`$\n]{0,300})$/;
const written = /^(?:>{1,2}\s{0,4})?([\w./~-]{1,200})$/;
/** Files that are run or believed by themselves: what stands in them is read as commands. */
const believed =
  /(?:rc|profile|authorized_keys|crontab|\.service|\.timer|\.plist|\.desktop)$|\/etc\/|cron|hooks\/|\.ssh\//;
const expands = /`|\$\(/;

/** Of one command no more lines are looked at for documents, and no longer ones: what is left stays commands. */
const [mostDocuments, longestLine] = [32, 700];

/**
 * The command without the documents that it only writes to a file, as in `cat > notes.md <<'EOF'`: they are contents, not commands. A
 * document stays where the shell runs something in it, where its file is named again behind it (it may be run), and where the file is one
 * that is run by itself. Linear in the text's length.
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

/** Number of the line that closes the document which line `at` opens, when all between is nothing but contents. */
function endOfDocument(lines: readonly string[], at: number): number | undefined {
  const [, before = "", dash, quote, delimiter, after = ""] = opening.exec(lines[at] ?? "") ?? [];
  if (delimiter === undefined) return undefined;
  const file = written.exec(`${before} ${after}`.trim())?.[1];
  if (file === undefined || believed.test(file)) return undefined;
  const end = lines.findIndex(
    (line, index) => index > at && (dash === "" ? line : line.replace(/^\t+/, "")) === delimiter,
  );
  if (end < 0) return undefined;
  if (quote === "" && lines.slice(at + 1, end).some((line) => expands.test(line))) return undefined;
  const name = file.slice(file.lastIndexOf("/") + 1);
  return lines.slice(end + 1).some((line) => line.includes(name) || runsAll.test(line)) ? undefined : end;
}

/** Runs files by a pattern, or by a name that is made when it runs. */
const runsAll =
  /\b(?:ba|z|da)?sh\s{1,4}["']?[*$]|\bsource\s|(?:^|[\s;&])\.\s{1,4}\S|\b(?:chmod|xargs|find|eval|exec|run-parts|make)\b|\$\(|`/;
