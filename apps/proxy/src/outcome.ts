import type { DecidedFinding, Finding, Verdict } from "@infershield/core";
import { verdictOf } from "@infershield/policy";
import type { ErrorAnswer } from "./errors.ts";
import type { RelayResult } from "./relay-result.ts";
import { type TrailFacts, verdictFacts } from "./trail.ts";

/** What the last record tells about an answer: request and answer together. */
export function relayFacts(
  result: RelayResult,
  request: Verdict,
  { decide, enforced }: { readonly decide: (finding: Finding) => DecidedFinding; readonly enforced: boolean },
): TrailFacts {
  const { usage } = result;
  return {
    ...answeredFacts(result.decided, request, { decide, enforced }),
    outcome: result.outcome,
    bytesOut: result.bytesOut,
    ...(result.reason !== undefined && { reason: result.reason }),
    ...(result.status !== undefined && { status: result.status }),
    ...(usage?.inputTokens !== undefined && { tokensIn: usage.inputTokens }),
    ...(usage?.outputTokens !== undefined && { tokensOut: usage.outputTokens }),
  };
}

/** The verdict over the request's findings and the answer's. */
export function answeredFacts(
  answer: readonly DecidedFinding[],
  request: Verdict,
  { decide, enforced }: { readonly decide: (finding: Finding) => DecidedFinding; readonly enforced: boolean },
): TrailFacts {
  return verdictFacts(verdictOf([...request.decided, ...answer.map(({ finding }) => decide(finding))]), enforced);
}

/** What the last record tells about a refusal or failure. */
export function refusalFacts(answer: ErrorAnswer): TrailFacts {
  const reason = answer.reason ?? answer.code;
  if (answer.code === "firewall_block") return { status: answer.status, outcome: "blocked", reason };
  if (reason === "client_gone") return { outcome: "aborted", reason };
  const decision = answer.status >= 500 ? "error" : "refuse";
  return { status: answer.status, decision, outcome: "failed", reason };
}
