import type { Finding, PromptPart } from "@infershield/core";

/** Two neighbouring texts of one message, as the model reads them: without anything between. */
interface Seam {
  readonly first: PromptPart;
  readonly second: PromptPart;
  /** The end of the first and the beginning of the second. */
  readonly joined: PromptPart;
  /** Characters of the first in it. */
  readonly before: number;
}

/** As much of each text as a key of a known form is long, and more. */
const reach = 256;

/**
 * Finds secrets that begin in one text of a message and end in the next. Only texts that meet in the middle of a word are looked at, which
 * honest ones hardly ever do.
 *
 * @param scan - Finds what stands in texts.
 * @returns for each secret a finding in either text
 */
export async function scanSeams(
  parts: readonly PromptPart[],
  scan: (parts: readonly PromptPart[]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const seams = parts.flatMap((first, at) => seamOf(first, parts[at + 1]) ?? []);
  if (seams.length === 0) return [];
  const byPath = new Map(seams.map((seam) => [seam.joined.path, seam]));
  const found = await scan(seams.map(({ joined }) => joined));
  return found.flatMap((finding) => {
    const seam = byPath.get(finding.path);
    if (seam === undefined || finding.category !== "secret") return [];
    const { first, second, before } = seam;
    if (finding.start >= before || finding.end <= before) return [];
    return [
      { ...finding, path: first.path, start: first.text.length - before + finding.start, end: first.text.length },
      { ...finding, path: second.path, start: 0, end: finding.end - before },
    ];
  });
}

function seamOf(first: PromptPart, second: PromptPart | undefined): Seam | undefined {
  if (second === undefined || first.role !== second.role) return undefined;
  if (!/[\w+/=-]$/.test(first.text.slice(-1)) || !/^[\w+/=-]/.test(second.text.slice(0, 1))) return undefined;
  if (!areNeighbours(first.path, second.path)) return undefined;
  const head = first.text.slice(-reach);
  return { first, second, before: head.length, joined: { ...first, text: head + second.text.slice(0, reach) } };
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
