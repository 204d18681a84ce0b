import type { Finding, FindingAction, FindingCategory, Severity } from "@infershield/core";
import type { DecidedTrait, Side } from "./decision.ts";
import { type Hours, isWithinHours } from "./hours.ts";

/** What a rule asks of a finding and its request. All given conditions must hold; a list holds when one entry does. */
export interface Conditions {
  readonly side?: Side;
  /** Rule identifiers; a trailing `*` matches any ending. */
  readonly rule?: readonly string[];
  readonly category?: readonly FindingCategory[];
  readonly severity?: readonly Severity[];
  readonly role?: readonly Finding["role"][];
  /** Lowest score that matches, 0–100. */
  readonly minScore?: number;
  readonly provider?: readonly string[];
  /** Model names; a trailing `*` matches any ending. */
  readonly model?: readonly string[];
  /** Tool names; a trailing `*` matches any ending. */
  readonly tool?: readonly string[];
  readonly hours?: Hours;
}

/** One line of a policy file. */
export interface PolicyRule {
  readonly name: string;
  readonly when: Conditions;
  /** Exceptions: the rule does not apply where any of these holds. */
  readonly except?: readonly Conditions[];
  readonly action: FindingAction;
  /** For `redact`: what stands in place; without it the one the built-in policy would use. */
  readonly replacement?: "placeholder" | "notice";
}

/** What a finding does not tell but a rule may ask for. */
export interface DecisionContext {
  readonly provider?: string;
  readonly model?: string;
  readonly tool?: string;
  /** Epoch milliseconds of the request. */
  readonly now?: number;
}

/** Whether a rule says anything about a finding. */
export function ruleApplies(rule: PolicyRule, finding: DecidedTrait, side: Side, context: DecisionContext): boolean {
  if (!holds(rule.when, finding, side, context)) return false;
  return !(rule.except ?? []).some((exception) => holds(exception, finding, side, context));
}

function holds(asked: Conditions, finding: DecidedTrait, side: Side, context: DecisionContext): boolean {
  return (
    (asked.side === undefined || asked.side === side) &&
    (asked.minScore === undefined || finding.score >= asked.minScore) &&
    isListed(asked.category, finding.category) &&
    isListed(asked.severity, finding.severity) &&
    isListed(asked.role, finding.role) &&
    isNamed(asked.rule, finding.rule) &&
    isNamed(asked.provider, context.provider) &&
    isNamed(asked.model, context.model) &&
    isNamed(asked.tool, context.tool) &&
    (asked.hours === undefined || (context.now !== undefined && isWithinHours(asked.hours, context.now)))
  );
}

function isListed<Value>(list: readonly Value[] | undefined, value: Value): boolean {
  return list === undefined || list.includes(value);
}

function isNamed(patterns: readonly string[] | undefined, name: string | undefined): boolean {
  if (patterns === undefined) return true;
  if (name === undefined) return false;
  return patterns.some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}
