import { setImmediate } from "node:timers/promises";
import type { DecidedFinding, PromptPart, TextEdit } from "@infershield/core";
import { type Placeholders, planEdits } from "@infershield/threat-engine";

/** Findings that are planned between two turns of the event loop: some milliseconds. */
const sliceFindings = 256;

/**
 * What `planEdits` gives, in the same order and with the same placeholders. Where there are many findings others get their turn in
 * between.
 */
export async function planInSlices(
  parts: readonly PromptPart[],
  decided: readonly DecidedFinding[],
  placeholders: Placeholders,
): Promise<readonly TextEdit[]> {
  const acting = decided.filter(({ action }) => action === "redact");
  // Notices in keys are numbered over all parts.
  const isOneStep = acting.length <= sliceFindings || acting.some(isNoticeInKey);
  if (isOneStep) return planEdits(parts, acting, placeholders);
  const byPath = Map.groupBy(acting, ({ finding }) => finding.path);
  const edits: TextEdit[] = [];
  let planned = 0;
  for (const part of parts) {
    for (const chunk of chunksOf(byPath.get(part.path) ?? [])) {
      edits.push(...planEdits([part], chunk, placeholders));
      planned += chunk.length;
      if (planned < sliceFindings) continue;
      await setImmediate();
      planned = 0;
    }
  }
  return edits;
}

function isNoticeInKey({ finding, replacement }: DecidedFinding): boolean {
  return replacement === "notice" && finding.path.startsWith("#");
}

/** The findings of one part in chunks that do not overlap; a notice replaces the whole part, so it is not divided. */
function chunksOf(group: readonly DecidedFinding[]): readonly (readonly DecidedFinding[])[] {
  if (group.length <= sliceFindings || group.some(({ replacement }) => replacement === "notice")) return [group];
  const chunks: DecidedFinding[][] = [];
  let chunk: DecidedFinding[] = [];
  let end = 0;
  for (const one of group.toSorted((a, b) => a.finding.start - b.finding.start)) {
    if (chunk.length >= sliceFindings && one.finding.start >= end) {
      chunks.push(chunk);
      chunk = [];
    }
    chunk.push(one);
    end = Math.max(end, one.finding.end);
  }
  return [...chunks, chunk];
}
