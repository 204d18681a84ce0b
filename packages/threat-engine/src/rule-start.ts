import { type LiteralRule, wordCharacters } from "./rule.ts";

/** A rule's literal, and what its hits must have: all objects of one form, since every hit of a literal reads them. */
export interface RuleStart {
  readonly rule: LiteralRule;
  readonly wordStart: boolean;
  readonly follow: Uint8Array;
  /** So many units of `follow` stand behind the literal; 0: any may. */
  readonly leastFollowing: number;
}

const noUnits = new Uint8Array(0);

/** What a rule asks of the places of its literals. */
export function ruleStart(rule: LiteralRule): RuleStart {
  const { wordStart, follow = noUnits, leastFollowing = 1 } = rule;
  return { rule, wordStart, follow, leastFollowing: follow === noUnits ? 0 : leastFollowing };
}

/**
 * Whether the rule's literal at `start`–`end` stands where a match may begin.
 *
 * @param most - So many of the units behind the literal are looked at; the rule itself looks at all that it needs.
 */
export function mayBegin(
  { wordStart, follow, leastFollowing }: RuleStart,
  units: Uint16Array,
  length: number,
  start: number,
  end: number,
  most: number = Number.POSITIVE_INFINITY,
): boolean {
  if (wordStart && start > 0 && wordCharacters[units[start - 1] ?? 0] === 1) return false;
  const stop = end + leastFollowing;
  if (stop > length) return false;
  const last = Math.min(stop, end + most);
  let at = end;
  while (at < last && follow[units[at] ?? 0] === 1) at += 1;
  return at === last;
}
