import type { Finding, PromptPart } from "@infershield/core";

/** Neighbouring texts of one message that the model reads as one. */
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

/** Which texts are joined, what is written between two, and what counts of what is found. */
interface Joint {
  readonly joins: (first: PromptPart, second: PromptPart) => boolean;
  readonly between: (first: string, second: string) => "" | " ";
  readonly counts: (finding: Finding) => boolean;
}

/** As much of a text's end and beginning as a key of a known form is long, and more. */
const reach = 256;

/**
 * Finds secrets and planted orders that begin in one text of a message and end in another. Texts of people are only looked at where they meet
 * in the middle of a word, which honest ones hardly ever do; texts that tools and files bring wherever they meet, since who wrote them chose
 * where they end.
 *
 * @param scan - Finds what stands in texts.
 * @returns for each of them a finding in every text that has a piece of it
 */
export async function scanSeams(
  parts: readonly PromptPart[],
  scan: (parts: readonly PromptPart[]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const tight = runsOf(parts, tightly);
  const tightlyFound = tight.length === 0 ? [] : await findOver(tight, tightly, scan);
  const loose = runsOf(parts, loosely).filter(({ pieces }) => pieces.some(isApart));
  return loose.length === 0 ? tightlyFound : [...tightlyFound, ...(await findOver(loose, loosely, scan))];
}

const tightly: Joint = {
  joins: (first, second) => isBrought(first) || meetInWord(first, second),
  between: () => "",
  counts: ({ category, role }) => category === "secret" || (category === "prompt_injection" && isBrought({ role })),
};

/** Once more as if every text ended with a word. */
const loosely: Joint = {
  joins: isBrought,
  between: (first, second) => (/\s$/.test(first.slice(-1)) || /^\s/.test(second.slice(0, 1)) ? "" : " "),
  counts: ({ category }) => category === "prompt_injection",
};

/** What nobody who asks has written: an order in it is taken out, so that one too many costs little. */
function isBrought({ role }: Pick<PromptPart, "role"> | Pick<Finding, "role">): boolean {
  return role === "tool_result" || role === "other";
}

async function findOver(
  runs: readonly Run[],
  { counts }: Joint,
  scan: (parts: readonly PromptPart[]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const byPath = new Map(runs.map((run) => [run.joined.path, run]));
  const found = await scan(runs.map(({ joined }) => joined));
  return found.flatMap((finding) => {
    const run = byPath.get(finding.path);
    return run === undefined || !counts(finding) ? [] : piecesOf(finding, run);
  });
}

function runsOf(parts: readonly PromptPart[], { joins, between }: Joint): readonly Run[] {
  const runs: Run[] = [];
  let pieces: Piece[] = [];
  /** What the pieces say and what stands between them, and how long that is. */
  let texts: string[] = [];
  let length = 0;
  const add = (part: PromptPart, start: number, end: number): void => {
    const text = part.text.slice(start, end);
    const last = texts.at(-1);
    const joint = last === undefined ? "" : between(last, text);
    pieces.push({ part, start, end, at: length + joint.length });
    texts.push(joint, text);
    length += joint.length + text.length;
  };
  const close = (): void => {
    const [first] = pieces;
    if (first !== undefined) runs.push({ joined: { ...first.part, text: texts.join("") }, pieces });
    pieces = [];
    texts = [];
    length = 0;
  };
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined || part.role !== next.role || !joins(part, next) || !areNeighbours(part.path, next.path)) {
      close();
      continue;
    }
    if (pieces.length === 0) add(part, Math.max(0, part.text.length - reach), part.text.length);
    add(next, 0, Math.min(reach, next.text.length));
    // Of a longer text the other end belongs to the next run.
    if (next.text.length > reach) close();
  }
  return runs;
}

/** Whether something was written before this piece. */
function isApart({ at }: Piece, index: number, pieces: readonly Piece[]): boolean {
  const before = pieces[index - 1];
  return before !== undefined && before.at + before.end - before.start < at;
}

/** The parts of a finding that reaches over more than one text. */
function piecesOf(finding: Finding, { pieces }: Run): readonly Finding[] {
  const hit: Piece[] = [];
  for (let index = firstHit(pieces, finding.start); index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined || piece.at >= finding.end) break;
    hit.push(piece);
  }
  if (hit.length < 2) return [];
  return hit.map(({ part, start, end, at }) => ({
    ...finding,
    path: part.path,
    start: start + Math.max(0, finding.start - at),
    end: Math.min(end, start + finding.end - at),
  }));
}

/** The first piece that ends behind an offset: there may be as many findings as pieces. */
function firstHit(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && piece.at + piece.end - piece.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function meetInWord(first: PromptPart, second: PromptPart): boolean {
  return /[\w+/=-]$/.test(first.text.slice(-1)) && /^[\w+/=-]/.test(second.text.slice(0, 1));
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
