import type { DecidedFinding, Finding, Verdict } from "@infershield/core";
import type { Side } from "./decision.ts";
import { decideFinding, type Policy } from "./policy.ts";
import type { DecisionContext } from "./rule.ts";

/**
 * What happens to a request or an answer: the strictest action among its findings (contracts 7.1).
 *
 * @returns `riskScore` is the highest score whatever was decided; findings keep their order.
 */
export function decideVerdict(
  findings: readonly Finding[],
  policy: Policy,
  side: Side,
  context: DecisionContext = {},
): Verdict {
  return verdictOf(findings.map((finding) => decideFinding(finding, policy, side, context)));
}

/** The verdict of findings that are decided already, such as those an answer scanner handed over piece by piece. */
export function verdictOf(decided: readonly DecidedFinding[]): Verdict {
  let action: Verdict["action"] = "allow";
  let riskScore = 0;
  for (const one of decided) {
    if (one.action === "block") action = "block";
    else if (one.action === "redact" && action === "allow") action = "redact";
    riskScore = Math.max(riskScore, one.finding.score);
  }
  return { action, riskScore, decided };
}
