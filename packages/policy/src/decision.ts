import type { DecidedFinding, Finding, FindingAction } from "@infershield/core";

/** Which way the text goes: what the client sends, or what the model answers. */
export type Side = "request" | "answer";

/** What policy looks at in a finding; recorded findings carry no more. */
export type DecidedTrait = Pick<Finding, "rule" | "category" | "severity" | "score" | "role">;

/** The action for one finding and, for a redaction, what stands in its place. */
export type Decision = Pick<DecidedFinding, "action" | "replacement">;

const strictness: Readonly<Record<FindingAction, number>> = { allow: 0, log: 1, warn: 2, redact: 3, block: 4 };

/** Whether one decision takes more away than the other; a notice for a whole part is stricter than a placeholder for a span. */
export function isStricter(one: Decision, other: Decision): boolean {
  if (one.action !== other.action) return strictness[one.action] > strictness[other.action];
  return one.action === "redact" && one.replacement === "notice" && other.replacement === "placeholder";
}
