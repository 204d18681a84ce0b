import { buildLiteralMatcher, type LiteralMatcher } from "./aho-corasick.ts";
import type { LiteralRule, Match, MatchResult } from "./rule.ts";

/** A match together with the rule that made it. */
export interface RuleMatch extends Match {
  readonly rule: LiteralRule;
}

/** A literal of one rule at one place. */
export interface RuleHit {
  readonly rule: LiteralRule;
  readonly start: number;
  readonly end: number;
}

/** Literal rules compiled into one automaton. */
export interface RuleMatcher {
  readonly literals: LiteralMatcher;
  /** The hits that a literal's occurrence stands for. */
  hitsOf(literal: number, end: number): readonly RuleHit[];
}

/** Compiles rules; several may share a literal. */
export function compileRules(rules: readonly LiteralRule[]): RuleMatcher {
  const byLiteral = new Map<string, LiteralRule[]>();
  for (const rule of rules) {
    for (const literal of rule.literals) byLiteral.set(literal, [...(byLiteral.get(literal) ?? []), rule]);
  }
  const entries = [...byLiteral];
  return {
    literals: buildLiteralMatcher(entries.map(([literal]) => literal)),
    hitsOf: (literal, end) => {
      const [text = "", sharing = []] = entries[literal] ?? [];
      return sharing.map((rule) => ({ rule, start: end - text.length, end }));
    },
  };
}

/** Asks the hit's rule. */
export function matchHit(hit: RuleHit, text: string, ended: boolean): MatchResult {
  return hit.rule.match({ text, start: hit.start, end: hit.end, ended });
}
