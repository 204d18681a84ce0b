import { buildLiteralMatcher } from "./aho-corasick.ts";
import { type ConceptPhrase, type HitList, hitList, isCompactConcept, isConceptAt } from "./injection/concept-hits.ts";
import type { DisguisedHit } from "./injection/disguised-views.ts";
import { characterSet, type LiteralRule, type Match, wordCharacters } from "./rule.ts";
import { unitsOf } from "./text-units.ts";
import type { Joint } from "./views/escapes.ts";
import type { View } from "./views/view.ts";

/** At most this many signs of disguise are kept: a reading is made of the first ones. */
const mostHits = 50_000;
/** How far behind a rule's literal its match may be put together from joined pieces. */
const ruleReach = 64;
const longestLiteral = 128;
const letters = characterSet("A-Za-z");

/** What one pass over a reading found. */
export interface Passed {
  readonly concepts: HitList;
  readonly disguised: readonly DisguisedHit[];
}

/** All literals that concern a role, in one automaton. */
export interface LiteralTable {
  /** Reads a view once; matches of rules are handed out at once. */
  pass(view: View, onMatch: (rule: LiteralRule, match: Match) => void): Passed;
  /** Whether a phrase stands across a joint, or a rule's literal where joined pieces follow it. */
  isCut(units: Uint16Array, length: number, joints: readonly Joint[]): boolean;
}

/** What stands behind one literal. */
interface Entry {
  readonly rules: readonly LiteralRule[];
  readonly phrases: readonly ConceptPhrase[];
  /** Number among the telling words in disguise; undefined for other literals. */
  readonly disguised: number | undefined;
}

/** Compiles the literals of rules, phrases and words in disguise. */
export function compileTable(parts: {
  readonly rules: readonly LiteralRule[];
  readonly phrases?: readonly ConceptPhrase[];
  readonly disguised?: readonly string[];
}): LiteralTable {
  const literals = new Set([
    ...parts.rules.flatMap((rule) => rule.literals),
    ...(parts.phrases ?? []).map((phrase) => phrase.literal),
    ...(parts.disguised ?? []),
  ]);
  const rules = new Map<string, LiteralRule[]>();
  for (const rule of parts.rules) for (const literal of rule.literals) append(rules, literal, rule);
  const phrases = new Map<string, ConceptPhrase[]>();
  for (const phrase of parts.phrases ?? []) append(phrases, phrase.literal, phrase);
  const disguised = new Map(parts.disguised?.map((literal, index) => [literal, index]));
  const entries = [...literals].map(
    (literal): Entry => ({
      rules: rules.get(literal) ?? [],
      phrases: phrases.get(literal) ?? [],
      disguised: disguised.get(literal),
    }),
  );
  const matcher = buildLiteralMatcher([...literals]);
  const lengths = Uint8Array.from(literals, (literal) => literal.length);
  // Most occurrences are parts of words: they end here.
  const wholeWord = Uint8Array.from(entries, (entry) => (countsInside(entry) ? 0 : 1));
  return {
    pass: ({ text, compact }, onMatch) => {
      const units = unitsOf(text);
      const concepts = hitList();
      const found: DisguisedHit[] = [];
      matcher.readUnits(units, 0, text.length, (literal, end) => {
        const start = end - (lengths[literal] ?? 0);
        if (wholeWord[literal] === 1 && !compact && start > 0 && letters[units[start - 1] ?? 0] === 1) return;
        const entry = entries[literal];
        if (entry === undefined) return;
        for (const phrase of entry.phrases) {
          if (compact ? isCompactConcept(phrase) : isConceptAt(phrase, units, text.length, start, end))
            concepts.add(phrase, start);
        }
        for (const rule of entry.rules) {
          if (!mayBegin(rule, units, text.length, start, end)) continue;
          const match = rule.match({ text, start, end, ended: true });
          if (typeof match === "object") onMatch(rule, match);
        }
        if (entry.disguised !== undefined && found.length < mostHits) found.push({ literal: entry.disguised, end });
      });
      return { concepts, disguised: found };
    },
    isCut: (units, length, joints) => {
      let cut = false;
      let next = 0;
      matcher.readUnits(units, 0, length, (literal, end) => {
        const entry = entries[literal];
        if (cut || entry === undefined) return;
        const start = end - (lengths[literal] ?? 0);
        // Hits come in the order of their ends: what lies far before this one is of no use to the next.
        while (next < joints.length && (joints[next]?.at ?? 0) < end - longestLiteral) next += 1;
        for (let index = next; index < joints.length; index += 1) {
          const joint = joints[index];
          if (joint === undefined || joint.at > end + ruleReach) return;
          if (joint.at <= start) continue;
          if (joint.at < end) cut ||= saysAnything(entry, units, length, start, end);
          else cut ||= joint.strong && entry.rules.some((rule) => mayBegin(rule, units, length, start, end));
        }
      });
      return cut;
    },
  };
}

/** Whether a literal means something where a letter stands before it. */
function countsInside({ rules, phrases, disguised }: Entry): boolean {
  return (
    disguised !== undefined || !rules.every((rule) => rule.wordStart) || !phrases.every((phrase) => phrase.wordStart)
  );
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function saysAnything(entry: Entry, units: Uint16Array, length: number, start: number, end: number): boolean {
  return (
    entry.disguised !== undefined ||
    entry.phrases.some((phrase) => isConceptAt(phrase, units, length, start, end)) ||
    entry.rules.some((rule) => mayBegin(rule, units, length, start, end))
  );
}

function mayBegin(rule: LiteralRule, units: Uint16Array, length: number, start: number, end: number): boolean {
  if (rule.wordStart && start > 0 && wordCharacters[units[start - 1] ?? 0] === 1) return false;
  return rule.follow === undefined || end >= length || rule.follow[units[end] ?? 0] === 1;
}
