import { buildLiteralMatcher, type LiteralMatcher } from "./aho-corasick.ts";
import { continuesWord, type LiteralRule, type Match, type MatchResult } from "./rule.ts";

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
  /** Adds the hits that a literal's occurrence in `text` stands for; offsets are of `text`. */
  collectHits(text: string, literal: number, end: number, hits: RuleHit[]): void;
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
    collectHits: (text, literal, end, hits) => {
      const entry = entries[literal];
      if (entry === undefined) return;
      const start = end - entry[0].length;
      const inWord = continuesWord(text, start);
      for (const rule of entry[1]) {
        if (inWord && rule.wordStart) continue;
        if (rule.follow !== undefined && end < text.length && rule.follow[text.charCodeAt(end)] === 0) continue;
        hits.push({ rule, start, end });
      }
    },
  };
}

/** Asks the hit's rule. */
export function matchHit(hit: RuleHit, text: string, ended: boolean): MatchResult {
  return hit.rule.match({ text, start: hit.start, end: hit.end, ended });
}
