import type { AnswerChannel, Finding, PromptPart } from "@infershield/core";
import type { AnswerScanner } from "@infershield/threat-engine";

/** What must never be kept in readable form, whatever a policy lets through. */
const hidden: ReadonlySet<Finding["category"]> = new Set(["secret", "personal_data"]);

/**
 * The last thing the person said, with every secret and personal datum that was found in it replaced by the rule's name.
 *
 * @param characters - At most so many are of use; 0 keeps nothing.
 */
export function requestExcerpt(
  parts: readonly PromptPart[],
  findings: readonly Finding[],
  characters: number,
): string | undefined {
  if (characters === 0) return undefined;
  const part = parts.findLast(({ role, text }) => role === "user" && text.trim() !== "");
  return (
    part &&
    redacted(
      part.text,
      findings.filter(({ path }) => path === part.path),
      characters,
    )
  );
}

/** Listens to an answer while it is scanned. */
export interface AnswerExcerpt {
  readonly scanner: AnswerScanner;
  /** The first text of the answer, redacted; undefined when it was not heard to its end. */
  read(): string | undefined;
}

/** Wraps the scanner of an answer so that the beginning of its first text can be kept. */
export function listenToAnswer(scanner: AnswerScanner, characters: number): AnswerExcerpt {
  if (characters === 0) return { scanner, read: () => undefined };
  const findings: Finding[] = [];
  let first: AnswerChannel | undefined;
  let text = "";
  let isWhole = false;
  const note = (channel: AnswerChannel, scanned: ReturnType<AnswerScanner["push"]>): typeof scanned => {
    if (channel.id === first?.id) findings.push(...scanned.decided.map(({ finding }) => finding));
    return scanned;
  };
  return {
    scanner: {
      push: (channel, delta) => {
        if (first === undefined && channel.kind === "text" && delta !== "") first = channel;
        // A secret that begins before the cut is found by the scanner, however long it is.
        if (channel.id === first?.id && text.length < characters * 2) text += delta;
        return note(channel, scanner.push(channel, delta));
      },
      end: (channel) => {
        const scanned = note(channel, scanner.end(channel));
        if (channel.id === first?.id) isWhole = true;
        return scanned;
      },
    },
    // The half of a secret in a text that broke off was found by nobody.
    read: () => (isWhole && first !== undefined ? redacted(text, findings, characters) : undefined),
  };
}

/** Replaces the spans of what must be hidden, then cuts. */
function redacted(text: string, findings: readonly Finding[], characters: number): string {
  let kept = "";
  let from = 0;
  for (const { start, end, rule } of findings.filter(({ category }) => hidden.has(category)).sort(byStart)) {
    if (start >= from) kept += `${text.slice(from, start)}[${rule}]`;
    from = Math.max(from, end);
    if (kept.length >= characters * 2) break;
  }
  // The store cuts on code points; here it only needs to stay small.
  const excerpt = `${kept}${text.slice(from, from + characters * 2)}`.slice(0, characters * 2);
  // A slice would keep the whole body in memory for as long as the record is open.
  return Buffer.from(excerpt).toString();
}

function byStart(one: Finding, other: Finding): number {
  return one.start - other.start;
}
