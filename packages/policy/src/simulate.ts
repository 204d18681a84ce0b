import type { FindingAction, Verdict } from "@infershield/core";
import type { DecidedTrait, Side } from "./decision.ts";
import { isStricter } from "./decision.ts";
import { decide, type Policy } from "./policy.ts";
import type { DecisionContext } from "./rule.ts";

/** A finding as an audit record keeps it. Old records may lack what a rule asks for. */
export type RecordedFinding = Pick<DecidedTrait, "rule" | "category" | "score"> &
  Partial<Pick<DecidedTrait, "severity" | "role">>;

/** What was recorded about one request or answer. */
export interface RecordedDecision {
  readonly requestId: string;
  readonly userId: string;
  readonly side: Side;
  readonly action: Verdict["action"];
  readonly findings: readonly RecordedFinding[];
  readonly context: DecisionContext;
}

/** One request that another policy would treat otherwise. */
export interface SimulatedChange {
  readonly requestId: string;
  readonly userId: string;
  readonly before: Verdict["action"];
  readonly after: Verdict["action"];
  /** Rules of the findings whose action decided. */
  readonly rules: readonly string[];
}

/** The effect a policy would have had. */
export interface Simulation {
  readonly decisions: number;
  /** How many would end otherwise, by `before→after`, such as `allow→block`. */
  readonly changes: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly examples: readonly SimulatedChange[];
  /** Records whose findings lack a role or severity, so that no policy can be replayed on them. */
  readonly undecidable: number;
}

const maxExamples = 100;

/**
 * Replays policies over recorded findings, without any text.
 *
 * @param recorded - In any order; read once.
 * @param policyOf - The policy to try for a request, such as the one of its person.
 */
export async function simulatePolicy(
  recorded: AsyncIterable<RecordedDecision> | Iterable<RecordedDecision>,
  policyOf: (one: RecordedDecision) => Policy,
): Promise<Simulation> {
  const changes: Record<string, number> = {};
  const examples: SimulatedChange[] = [];
  let decisions = 0;
  let undecidable = 0;
  for await (const one of recorded) {
    const findings = one.findings.flatMap((finding) => complete(finding) ?? []);
    if (findings.length < one.findings.length) {
      undecidable++;
      continue;
    }
    decisions++;
    const { action, rules } = replay(findings, policyOf(one), one);
    if (action === one.action) continue;
    const name = `${one.action}\u2192${action}`;
    changes[name] = (changes[name] ?? 0) + 1;
    if (examples.length >= maxExamples) continue;
    examples.push({ requestId: one.requestId, userId: one.userId, before: one.action, after: action, rules });
  }
  return { decisions, changes, examples, undecidable };
}

function complete({ severity, role, ...rest }: RecordedFinding): DecidedTrait | undefined {
  return severity === undefined || role === undefined ? undefined : { ...rest, severity, role };
}

function replay(
  findings: readonly DecidedTrait[],
  policy: Policy,
  { side, context }: RecordedDecision,
): { action: Verdict["action"]; rules: readonly string[] } {
  const decided = findings.map((finding) => ({ finding, decision: decide(finding, policy, side, context) }));
  const strictest = decided.reduce<FindingAction>((action, { decision }) => {
    const known = { action, replacement: decision.replacement };
    return isStricter(decision, known) ? decision.action : action;
  }, "allow");
  const rules = decided.filter(({ decision }) => decision.action === strictest).map(({ finding }) => finding.rule);
  const action = strictest === "block" || strictest === "redact" ? strictest : "allow";
  return { action, rules: [...new Set(rules)] };
}
