import { counted } from "../counted.ts";
import { printable } from "../printable.ts";
import type { LocatedFinding, Skipped } from "./source.ts";

/** Lines for people: the place, what it is, and the line with the finding marked under it. */
export function findingLines({
  file,
  line,
  column,
  severity,
  rule,
  explanation,
  role,
  path,
  excerpt,
}: LocatedFinding): readonly string[] {
  const place = `${printable(file)}:${line}:${column}`;
  const part = path === undefined ? "" : `  (${role} ${printable(path)})`;
  const margin = " ".repeat(String(line).length);
  return [
    `${place}  ${severity}  ${rule}  ${explanation}${part}`,
    `  ${line} | ${excerpt.text}`,
    `  ${margin} | ${" ".repeat(excerpt.start)}${"^".repeat(excerpt.length)}`,
  ];
}

/** What was scanned and what was not, in one or more lines. */
export function summaryLines(
  { findings, files, bytes }: { readonly findings: number; readonly files: number; readonly bytes: number },
  skipped: readonly Skipped[],
): readonly string[] {
  const found = findings === 0 ? "Nothing found" : counted(findings, "finding");
  const binary = skipped.filter(({ reason }) => reason === "binary").length;
  return [
    ...skipped.filter(({ reason }) => reason !== "binary").map(({ message }) => `Not scanned: ${printable(message)}`),
    `${found} in ${counted(files, "file")} (${sizeOf(bytes)})${binary === 0 ? "" : `; ${binary} that ${binary === 1 ? "is" : "are"} no text left out`}.`,
  ];
}

/** A size as people read it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
