import type { Finding, PromptPart } from "@infershield/core";

/** Neighbouring texts of one message that meet in the middle of words, as the model reads them: without anything between. */
interface Run {
  /** Their ends and beginnings in one; a short text stands in it whole. */
  readonly joined: PromptPart;
  readonly pieces: readonly Piece[];
}

/** A stretch of a part, and where it stands in the joined text. */
interface Piece {
  readonly part: PromptPart;
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

/** As much of a text's end and beginning as a key of a known form is long, and more. */
const reach = 256;

/**
 * Finds secrets that begin in one text of a message and end in another. Only texts that meet in the middle of a word are looked at, which
 * honest ones hardly ever do.
 *
 * @param scan - Finds what stands in texts.
 * @returns for each secret a finding in every text that has a piece of it
 */
export async function scanSeams(
  parts: readonly PromptPart[],
  scan: (parts: readonly PromptPart[]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const runs = runsOf(parts);
  if (runs.length === 0) return [];
  const byPath = new Map(runs.map((run) => [run.joined.path, run]));
  const found = await scan(runs.map(({ joined }) => joined));
  return found.flatMap((finding) => {
    const run = byPath.get(finding.path);
    return run === undefined || finding.category !== "secret" ? [] : piecesOf(finding, run);
  });
}

function runsOf(parts: readonly PromptPart[]): readonly Run[] {
  const runs: Run[] = [];
  let pieces: Piece[] = [];
  const add = (part: PromptPart, start: number, end: number): void => {
    const last = pieces.at(-1);
    pieces.push({ part, start, end, at: last === undefined ? 0 : last.at + last.end - last.start });
  };
  const close = (): void => {
    const [first] = pieces;
    if (first !== undefined) {
      const text = pieces.map(({ part, start, end }) => part.text.slice(start, end)).join("");
      runs.push({ joined: { ...first.part, text }, pieces });
    }
    pieces = [];
  };
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined || !meet(part, next)) {
      close();
      continue;
    }
    const { length } = part.text;
    if (pieces.length === 0) add(part, Math.max(0, length - reach), length);
    add(next, 0, Math.min(reach, next.text.length));
    // Of a longer text the other end belongs to the next run.
    if (next.text.length > reach) close();
  }
  return runs;
}

/** The parts of a finding that reaches over more than one text. */
function piecesOf(finding: Finding, { pieces }: Run): readonly Finding[] {
  const hit = pieces.filter(({ at, start, end }) => at < finding.end && finding.start < at + end - start);
  if (hit.length < 2) return [];
  return hit.map(({ part, start, end, at }) => ({
    ...finding,
    path: part.path,
    start: start + Math.max(0, finding.start - at),
    end: Math.min(end, start + finding.end - at),
  }));
}

function meet(first: PromptPart, second: PromptPart): boolean {
  if (first.role !== second.role) return false;
  if (!/[\w+/=-]$/.test(first.text.slice(-1)) || !/^[\w+/=-]/.test(second.text.slice(0, 1))) return false;
  return areNeighbours(first.path, second.path);
}

/** `/messages/3/content/0/text` and `/messages/3/content/1/text`: the same place of two items in a row. */
function areNeighbours(first: string, second: string): boolean {
  const [one, other] = [first.split("/"), second.split("/")];
  if (one.length !== other.length) return false;
  const differing = one.flatMap((step, at) => (step === other[at] ? [] : [at]));
  const [only = 0, ...more] = differing;
  const isMessage = messageLists.has(one[only - 1] ?? "");
  return more.length === 0 && !isMessage && Number(one[only]) + 1 === Number(other[only]);
}

/** What stands in different messages is not read as one. */
const messageLists: ReadonlySet<string> = new Set(["messages", "input", "contents"]);
