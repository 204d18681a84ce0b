import type { Finding } from "@infershield/core";
import { ThreatError } from "./error.ts";

const mostFindings = 200_000;

/** Collects the findings of one part. */
export interface FindingList {
  /** @throws ThreatError `TOO_MANY_FINDINGS` at the 200,001st: dropping one would let it pass */
  add(finding: Finding): void;
  /**
   * One finding a rule and place, the one with the highest score, ordered by place; a general secret inside a specific one says nothing new.
   */
  distinct(): readonly Finding[];
}

/** An empty list. */
export function findingList(): FindingList {
  const findings: Finding[] = [];
  return {
    add: (finding) => {
      if (findings.length >= mostFindings) {
        throw new ThreatError(
          "TOO_MANY_FINDINGS",
          `One text of the request holds more than ${mostFindings} findings; split it.`,
        );
      }
      findings.push(finding);
    },
    distinct: () => distinctFindings(findings),
  };
}

function distinctFindings(findings: readonly Finding[]): readonly Finding[] {
  const sorted = findings.toSorted(byPlace).filter((finding, index, all) => !isAnother(finding, all[index - 1]));
  const specific = sorted.filter(({ category, rule }) => category === "secret" && rule !== "secret.assignment");
  let next = 0;
  let reached = 0;
  return sorted.filter(({ rule, start, end }) => {
    if (rule !== "secret.assignment") return true;
    // Those that begin at or before `start` count by how far the longest of them reaches, later ones by their beginning.
    for (let other = specific[next]; other !== undefined && other.start <= start; other = specific[next]) {
      reached = Math.max(reached, other.end);
      next += 1;
    }
    return reached <= start && (specific[next]?.start ?? end) >= end;
  });
}

/** By place and rule; what is surest comes first. */
function byPlace(a: Finding, b: Finding): number {
  const order = a.start - b.start || a.end - b.end;
  if (order !== 0) return order;
  return a.rule === b.rule ? b.score - a.score : a.rule < b.rule ? -1 : 1;
}

/** Whether the same rule was found at the same place by the one before it. */
function isAnother({ rule, start, end }: Finding, before: Finding | undefined): boolean {
  return before?.rule === rule && before.start === start && before.end === end;
}
