import type { ReadLine } from "./line.ts";
import { readLine } from "./line.ts";
import type { AuditSource } from "./storage.ts";
import { type PlacedLine, walkLines } from "./walk.ts";

/** How a log was changed. */
export type Tampering = "edited" | "deleted" | "inserted" | "reordered" | "truncated" | "bad_signature" | "malformed";

/** A line that is not the one expected in its place. */
export interface Misfit {
  readonly line: PlacedLine;
  readonly expected: { readonly seq: number; readonly prev: string };
  /** The line's parts when it is whole and authentic: a record of this log, only not of this place. */
  readonly genuine: ReadLine | undefined;
  /** What to call it when nothing after it explains more. */
  readonly alone: Tampering;
  readonly isGenuine: (line: ReadLine) => boolean;
}

/**
 * Names the kind of a change by what comes after it: the expected record may still follow, or its neighbours may have gone.
 * It reads on to the end of the log, once.
 */
export async function classify(
  misfit: Misfit,
  source: AuditSource,
  segments: readonly number[],
): Promise<{ readonly seq: number; readonly kind: Tampering }> {
  const { expected, genuine, alone } = misfit;
  const { seq } = expected;
  if (genuine?.seq === seq) return { seq: Math.max(1, seq - 1), kind: "edited" };
  if (genuine?.seq !== undefined && genuine.seq < seq) return { seq, kind: "inserted" };
  const later = await lookAfter(misfit, source, segments);
  if (genuine?.seq === undefined) return { seq, kind: later.expected ? "inserted" : alone };
  if (!later.expected) return { seq, kind: "deleted" };
  return { seq, kind: later.copy ? "inserted" : "reordered" };
}

async function lookAfter(
  { line: misplaced, expected, genuine, isGenuine }: Misfit,
  source: AuditSource,
  segments: readonly number[],
): Promise<{ readonly expected: boolean; readonly copy: boolean }> {
  const found = { expected: false, copy: false };
  const rest = segments.filter((segment) => segment >= misplaced.segment);
  for await (const lines of walkLines(source, rest)) {
    for (const line of lines) {
      if (line.segment === misplaced.segment && line.index <= misplaced.index) continue;
      const parts = line.whole ? readLine(line.text) : undefined;
      if (parts === undefined || !parts.intact) continue;
      if (parts.seq === expected.seq && parts.prev === expected.prev && isGenuine(parts)) found.expected = true;
      if (genuine !== undefined && parts.hash === genuine.hash) found.copy = true;
    }
  }
  return found;
}
