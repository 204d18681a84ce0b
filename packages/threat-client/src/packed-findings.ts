import type { Finding, PromptPart } from "@infershield/core";

/** What many findings of a part share. */
type FindingKind = Pick<Finding, "rule" | "category" | "severity" | "role" | "view" | "explanation">;

/** A part's findings as they cross from one thread to another: few objects, and numbers that are handed over instead of copied. */
export interface PackedFindings {
  readonly kinds: readonly FindingKind[];
  /** Kind, start, end and score of one finding after the other. */
  readonly numbers: Int32Array<ArrayBuffer>;
}

const width = 4;

/** Packs the findings of one part. */
export function packFindings(findings: readonly Finding[]): PackedFindings {
  const kinds: FindingKind[] = [];
  const known = new Map<string, number>();
  const numbers = new Int32Array(findings.length * width);
  for (const [index, { start, end, score, path: _, ...kind }] of findings.entries()) {
    const name = `${kind.rule} ${kind.view} ${kind.severity}`;
    const at = known.get(name) ?? kinds.push(kind) - 1;
    known.set(name, at);
    numbers.set([at, start, end, score], index * width);
  }
  return { kinds, numbers };
}

/** The findings again, as findings of `part`. */
export function unpackFindings({ kinds, numbers }: PackedFindings, { path }: PromptPart): readonly Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < numbers.length; at += width) {
    const [kind = 0, start = 0, end = 0, score = 0] = numbers.subarray(at, at + width);
    const shared = kinds[kind];
    if (shared !== undefined) findings.push({ ...shared, score, path, start, end });
  }
  return findings;
}
