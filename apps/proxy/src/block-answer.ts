import type { DecidedFinding, Verdict } from "@infershield/core";
import type { Prompt } from "@infershield/llm-wire";
import type { ErrorAnswer } from "./errors.ts";

/** More of them help nobody to find the cause. */
const maxFindings = 50;

/** What a client is told when a request or an answer is blocked: which rules, where; never the text. */
export function blockAnswer(verdict: Pick<Verdict, "riskScore" | "decided">, side: "request" | "answer"): ErrorAnswer {
  const blocking = verdict.decided.filter(({ action }) => action === "block");
  const rules = [...new Set(blocking.map(({ finding }) => finding.rule))];
  const what = side === "request" ? "Request" : "Answer";
  const why = rules.length === 0 ? "its content cannot be scanned" : rules.join(", ");
  return {
    status: 403,
    code: "firewall_block",
    message: `${what} blocked by InferShield: ${why}.`,
    reason: side === "request" ? "request_block" : "answer_block",
    extra: {
      risk_score: verdict.riskScore,
      threats: rules,
      findings: blocking.slice(0, maxFindings).map(toldFinding),
    },
  };
}

/** A block as the asker's client heeds it: Codex, which always streams responses, tries a 403 five times more but never a 400. */
export function heedable(block: ErrorAnswer, prompt: Pick<Prompt, "shape" | "stream"> | undefined): ErrorAnswer {
  return prompt?.shape === "responses" && prompt.stream ? { ...block, status: 400 } : block;
}

function toldFinding({ finding }: DecidedFinding): Readonly<Record<string, string>> {
  const { rule, category, severity, path } = finding;
  return { rule, category, severity, path };
}
