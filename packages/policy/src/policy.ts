import { createHash } from "node:crypto";
import type { DecidedFinding, Finding } from "@infershield/core";
import { builtInDecision, defaultRiskThreshold } from "./built-in.ts";
import { type DecidedTrait, type Decision, isStricter, type Side } from "./decision.ts";
import { PolicyError } from "./error.ts";
import { type DecisionContext, type PolicyRule, ruleApplies } from "./rule.ts";

/** Whose rules a layer holds. Only the organisation may loosen the built-in policy; teams and users can only tighten. */
export type PolicyLevel = "org" | "team" | "user";

/** What happens to images, audio, files and encrypted reasoning, which no detector reads. */
export type Unscannable = "allow" | "block";

/** The rules of one level, checked. Nothing in it is specific to one request. */
export interface PolicyLayer {
  readonly level: PolicyLevel;
  readonly name: string;
  readonly riskThreshold?: number;
  readonly unscannable?: Unscannable;
  readonly rules: readonly PolicyRule[];
}

/** Everything that decides for one person. Plain data; `hash` is what an audit record names. */
export interface Policy {
  /** Name of the lowest layer, or `built-in`. */
  readonly id: string;
  /** SHA-256 in hex over the effective rules; equal rules have equal hashes. */
  readonly hash: string;
  /** Block line for attacks, 0–100. */
  readonly riskThreshold: number;
  readonly unscannable: Unscannable;
  /** From the organisation down to the user. */
  readonly layers: readonly PolicyLayer[];
}

/** Version of the rules built into this package: part of every hash, so that a changed default shows in the audit log. */
const builtInVersion = 1;

/**
 * The policy in force without any policy file (contracts 7).
 *
 * @param options.riskThreshold - Block line for attacks, 0–100; default 80.
 * @throws PolicyError `INVALID_POLICY` for a threshold outside 0–100
 */
export function builtInPolicy(options: { readonly riskThreshold?: number } = {}): Policy {
  return layeredPolicy([], options);
}

/**
 * One person's policy from the layers above them. A lower layer's threshold counts only when it is stricter.
 *
 * @param layers - In the order org, team, user; any may be missing, several teams may follow one another.
 * @throws PolicyError `INVALID_POLICY` for a threshold outside 0–100, `LAYER_ORDER` for a layer out of place
 */
export function layeredPolicy(
  layers: readonly PolicyLayer[],
  options: { readonly riskThreshold?: number } = {},
): Policy {
  checkOrder(layers);
  let riskThreshold = checkThreshold(options.riskThreshold ?? defaultRiskThreshold);
  let unscannable: Unscannable = "allow";
  for (const layer of layers) {
    const own = checkThreshold(layer.riskThreshold ?? riskThreshold);
    riskThreshold = layer.level === "org" ? own : Math.min(riskThreshold, own);
    if (layer.unscannable === "block") unscannable = "block";
  }
  const hash = createHash("sha256")
    .update(JSON.stringify({ builtInVersion, riskThreshold, unscannable, layers: layers.map(hashedLayer) }))
    .digest("hex");
  return { id: layers.at(-1)?.name ?? "built-in", hash, riskThreshold, unscannable, layers };
}

/**
 * What happens to one finding under a policy.
 *
 * @param context - The request's provider, model, tool and time; a rule that asks for one that is missing does not apply.
 */
export function decideFinding(
  finding: Finding,
  policy: Policy,
  side: Side,
  context: DecisionContext = {},
): DecidedFinding {
  return { finding, ...decide(finding, policy, side, context) };
}

/** {@link decideFinding} on what a recorded finding still tells. */
export function decide(finding: DecidedTrait, policy: Policy, side: Side, context: DecisionContext = {}): Decision {
  let decision = builtInDecision(finding, side, policy.riskThreshold);
  for (const layer of policy.layers) {
    const own = layer.rules
      .filter((rule) => ruleApplies(rule, finding, side, context))
      .map((rule): Decision => ({ action: rule.action, replacement: rule.replacement ?? decision.replacement }));
    const strictest = own.reduce<Decision | undefined>(
      (one, other) => (one && !isStricter(other, one) ? one : other),
      undefined,
    );
    if (strictest && (layer.level === "org" || isStricter(strictest, decision))) decision = strictest;
  }
  return decision;
}

function checkOrder(layers: readonly PolicyLayer[]): void {
  const rank = { org: 0, team: 1, user: 2 };
  layers.forEach((layer, index) => {
    const above = layers[index - 1];
    const misplaced =
      above !== undefined &&
      (rank[layer.level] < rank[above.level] || (layer.level !== "team" && layer.level === above.level));
    if (misplaced)
      throw new PolicyError("LAYER_ORDER", `Policy layer ${layer.name} (${layer.level}) cannot follow ${above.level}.`);
  });
}

function checkThreshold(value: number): number {
  if (Number.isFinite(value) && value >= 0 && value <= 100) return value;
  throw new PolicyError("INVALID_POLICY", "The risk threshold must be a number from 0 to 100.");
}

function hashedLayer(layer: PolicyLayer): unknown {
  const { level, name, rules } = layer;
  return { level, name, rules };
}
