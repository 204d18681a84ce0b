import type { Finding, Verdict } from "@infershield/core";
import type { Prompt } from "@infershield/llm-wire";
import { type DecisionContext, decideVerdict, type Policy } from "@infershield/policy";

/** The verdict on a request: its findings, and whether the policy lets through what cannot be scanned. */
export function decideRequest(
  findings: readonly Finding[],
  prompt: Pick<Prompt, "partial"> | undefined,
  policy: Policy,
  context: DecisionContext,
): Verdict {
  const verdict = decideVerdict(findings, policy, "request", context);
  return prompt?.partial && policy.unscannable === "block" ? { ...verdict, action: "block" } : verdict;
}
