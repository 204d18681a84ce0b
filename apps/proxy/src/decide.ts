import type { Finding, Verdict } from "@infershield/core";
import type { Prompt } from "@infershield/llm-wire";
import { type DecisionContext, decideVerdict, type Policy } from "@infershield/policy";

/**
 * The verdict on a request: its findings, and whether the policy lets through what cannot be scanned.
 *
 * A finding about the whole request, as services of the original product make them (path ``), has no place to redact: where the policy
 * would redact it, the request is blocked.
 */
export function decideRequest(
  findings: readonly Finding[],
  prompt: Pick<Prompt, "partial"> | undefined,
  policy: Policy,
  context: DecisionContext,
): Verdict {
  const verdict = decideVerdict(findings, policy, "request", context);
  if (prompt?.partial && policy.unscannable === "block") return { ...verdict, action: "block" };
  if (verdict.action !== "redact") return verdict;
  const decided = verdict.decided.map((one) =>
    one.action === "redact" && one.finding.path === "" ? { ...one, action: "block" as const } : one,
  );
  return { ...verdict, decided, action: decided.some(({ action }) => action === "block") ? "block" : "redact" };
}
