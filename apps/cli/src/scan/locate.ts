import type { Finding } from "@infershield/core";
import { printable } from "../printable.ts";
import type { Excerpt, LocatedFinding } from "./source.ts";

/** A position in a text: line and column from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** What one text holds beside itself. */
export interface TextPlace {
  readonly file: string;
  /** Where the text begins in its file. */
  readonly begins: Position;
  /** Everything found in the text, to hide it in the excerpts of what is reported. */
  readonly hidden: readonly Finding[];
}

const before = 40;
const after = 80;

/** Counts lines and columns of places that are asked for in ascending order: one walk through the text. */
export function createLineCounter(text: string, begins: Position): (offset: number) => Position {
  let { line } = begins;
  /** Offset at which the current line begins; the first one may have begun before the text. */
  let lineStart = 1 - begins.column;
  let lineEnd = text.indexOf("\n");
  return (offset) => {
    for (; lineEnd !== -1 && lineEnd < offset; lineEnd = text.indexOf("\n", lineStart)) {
      line += 1;
      lineStart = lineEnd + 1;
    }
    return { line, column: offset - lineStart + 1 };
  };
}

/**
 * Gives findings in a text their lines, columns and excerpts; in the order of their places.
 *
 * @param paths - JSON pointers by finding, for requests
 */
export function locate(
  text: string,
  findings: readonly Finding[],
  { file, begins, hidden }: TextPlace,
  paths: ReadonlyMap<Finding, string> = new Map(),
): readonly LocatedFinding[] {
  const sorted = findings.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const startOf = createLineCounter(text, begins);
  const masked = maskSpans(
    text,
    hidden.toSorted((a, b) => a.start - b.start),
  );
  const ends = positionsOf(
    text,
    begins,
    sorted.map(({ end }) => end),
  );
  return sorted.map((finding) => {
    const { line, column } = startOf(finding.start);
    const end = ends.get(finding.end) ?? { line, column };
    const path = paths.get(finding);
    const { rule, category, severity, score, role, view, explanation } = finding;
    return {
      file,
      line,
      column,
      end_line: end.line,
      end_column: end.column,
      rule,
      category,
      severity,
      score,
      role,
      ...(path !== undefined && { path }),
      view,
      explanation,
      excerpt: excerptOf(text, masked, finding),
    };
  });
}

function positionsOf(text: string, begins: Position, offsets: readonly number[]): ReadonlyMap<number, Position> {
  const count = createLineCounter(text, begins);
  return new Map(offsets.toSorted((a, b) => a - b).map((offset) => [offset, count(offset)]));
}

/** The text with a star for each character that nobody should read in a report. */
function maskSpans(text: string, sorted: readonly Finding[]): string {
  let masked = "";
  let at = 0;
  for (const { category, start, end } of sorted) {
    if ((category !== "secret" && category !== "personal_data") || end <= at) continue;
    const from = Math.max(at, start);
    masked += text.slice(at, from) + "*".repeat(end - from);
    at = end;
  }
  return masked + text.slice(at);
}

/** Looks no farther than it shows: a line may be as long as the file. */
function excerptOf(whole: string, masked: string, { start, end }: Finding): Excerpt {
  const earliest = Math.max(0, start - before);
  const from = earliest + whole.slice(earliest, start).lastIndexOf("\n") + 1;
  const lineBreak = whole.slice(start, start + after).indexOf("\n");
  const to = lineBreak === -1 ? Math.min(whole.length, start + after) : start + lineBreak;
  const isCut = { before: from > 0 && whole[from - 1] !== "\n", after: to < whole.length && whole[to] !== "\n" };
  const head = (isCut.before ? "…" : "") + printable(masked.slice(from, start));
  const marked = printable(masked.slice(start, Math.min(end, to)));
  const tail = printable(masked.slice(Math.max(start, Math.min(end, to)), to).replace(/\r$/, ""));
  const excerpt = head + marked + tail + (isCut.after ? "…" : "");
  // A piece of a long text would keep all of it.
  const text = Buffer.from(excerpt, "utf16le").toString("utf16le");
  return { text, start: head.length, length: Math.max(1, marked.length) };
}
