import type { Verdict } from "@infershield/core";
import type { Prompt } from "@infershield/llm-wire";

/** Headers of ours that every answer of an exchange carries; they tell about the request. */
export function answerHeaders(
  requestId: string,
  verdict?: Pick<Verdict, "action" | "riskScore">,
  prompt?: Pick<Prompt, "partial">,
  enforced = true,
): Record<string, string> {
  const headers: Record<string, string> = { "x-infershield-request-id": requestId };
  if (verdict) {
    headers["x-infershield-verdict"] = verdict.action;
    headers["x-infershield-risk-score"] = String(verdict.riskScore);
    headers["x-infershield-scan"] = prompt?.partial ? "partial" : "full";
  }
  if (!enforced) headers["x-infershield-enforced"] = "false";
  return headers;
}
