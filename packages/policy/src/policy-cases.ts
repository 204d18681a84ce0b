import type { FindingAction } from "@infershield/core";
import { type Check, listOf, objectOf, oneOf, score, text } from "./check.ts";
import type { DecidedTrait, Side } from "./decision.ts";
import { PolicyError } from "./error.ts";
import { decide, type Policy } from "./policy.ts";
import { words } from "./policy-file.ts";

/** One expectation about a policy, as it lies in the repository of policies. */
export interface PolicyCase {
  readonly name: string;
  readonly side?: Side;
  readonly rule?: string;
  readonly category: DecidedTrait["category"];
  readonly severity?: DecidedTrait["severity"];
  readonly role?: DecidedTrait["role"];
  readonly score?: number;
  readonly provider?: string;
  readonly model?: string;
  readonly tool?: string;
  readonly expect: FindingAction;
}

/** How one case came out. */
export interface PolicyCaseResult {
  readonly name: string;
  readonly ok: boolean;
  readonly expected: FindingAction;
  readonly actual: FindingAction;
}

const cases: Check<readonly PolicyCase[]> = listOf(
  objectOf<PolicyCase>(
    {
      name: text,
      side: oneOf(words.side),
      rule: text,
      category: oneOf(words.category),
      severity: oneOf(words.severity),
      role: oneOf(words.role),
      score,
      provider: text,
      model: text,
      tool: text,
      expect: oneOf(words.action),
    },
    ["name", "category", "expect"],
  ),
  10_000,
);

/**
 * Checks a list of cases.
 *
 * @throws PolicyError `INVALID_POLICY`
 */
export function parsePolicyCases(document: unknown): readonly PolicyCase[] {
  const problems: string[] = [];
  const read = cases(document, "cases", (at, problem) => problems.push(`${at} ${problem}`));
  if (read !== undefined && problems.length === 0) return read;
  throw new PolicyError("INVALID_POLICY", `The cases are not valid: ${problems.slice(0, 10).join("; ")}.`);
}

/** Runs cases against a policy. What a case does not say is a request's user text with a high severity and a score of 100. */
export function runPolicyCases(policy: Policy, list: readonly PolicyCase[]): readonly PolicyCaseResult[] {
  return list.map((one) => {
    const { name, category, side = "request", rule = category, severity = "high", role = "user" } = one;
    const { provider, model, tool } = one;
    const context = { ...(provider && { provider }), ...(model && { model }), ...(tool && { tool }) };
    const trait = { rule, category, severity, role, score: one.score ?? 100 };
    const actual = decide(trait, policy, side, context).action;
    return { name, ok: actual === one.expect, expected: one.expect, actual };
  });
}
