import { defaultTenant, type PromptRole } from "@infershield/core";
import type { ThreatScanner } from "@infershield/threat-client";
import { createLineCounter, locate } from "./locate.ts";
import type { LocatedFinding } from "./source.ts";

/** Characters whose findings are taken from one scan. */
const sectionLength = 1_048_576;
/** Characters that a scan sees besides, before and behind its section: more than any rule looks at. */
const marginLength = 32_768;

/**
 * Scans a text of any length in bounded memory: in sections of about a million characters, each with a margin on both sides. A shorter
 * text is scanned whole.
 *
 * @param pieces - the text, in any pieces
 * @throws ThreatClientError
 */
export async function* scanText(
  pieces: AsyncIterable<string>,
  scanner: Pick<ThreatScanner, "scan">,
  source: { readonly file: string; readonly role: PromptRole; readonly section?: number; readonly margin?: number },
): AsyncGenerator<readonly LocatedFinding[]> {
  const { file, role, section = sectionLength, margin = marginLength } = source;
  let text = "";
  let begins = { line: 1, column: 1 };
  /** Where the section begins in `text`; before it lies the margin. */
  let from = 0;
  const scan = async (to: number): Promise<readonly LocatedFinding[]> => {
    const found = await scanner.scan([{ role, path: "/text", text }], { tenant: defaultTenant });
    const own = found.filter(({ start }) => start >= from && start < to);
    return locate(text, own, { file, begins, hidden: found });
  };
  for await (const piece of pieces) {
    text += piece;
    while (text.length >= from + section + 2 * margin) {
      const to = endOfSection(text, from, section);
      yield await scan(to);
      const cut = Math.max(0, to - margin);
      begins = createLineCounter(text, begins)(cut);
      text = text.slice(cut);
      from = to - cut;
    }
  }
  if (text.length > from) yield await scan(Number.POSITIVE_INFINITY);
}

/** A section ends with a line where it can. */
function endOfSection(text: string, from: number, section: number): number {
  const lineEnd = text.lastIndexOf("\n", from + section - 1);
  return lineEnd > from ? lineEnd + 1 : from + section;
}
