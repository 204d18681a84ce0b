import { type ConceptPhrase, type HitList, hitList, isCompactConcept, isConceptAt } from "./injection/concept-hits.ts";
import { buildLiteralFinder, type SoughtLiteral, windowLength } from "./literal-finder.ts";
import { buildLiteralTrie, type LiteralTrie } from "./literal-trie.ts";
import { characterSet, type LiteralRule, type Match, wordCharacters } from "./rule.ts";
import type { SignHit } from "./sign-hit.ts";
import { unitsOf } from "./text-units.ts";
import type { Joint } from "./views/escapes.ts";
import type { View } from "./views/view.ts";

/** At most this many signs are kept: readings and looks are made of the first ones. */
const mostHits = 50_000;
/** How far behind a rule's literal its match may be put together from joined pieces. */
const ruleReach = 64;

/** Behind most literals the wrong units come soon; where they do not, the rule's own reading is spared what was read before. */
const nearby = 12;

/** What one pass over a reading found. */
export interface Passed {
  readonly concepts: HitList;
  readonly signs: readonly SignHit[];
}

/** All literals that concern a role. */
export interface LiteralTable {
  /** Reads a view once; matches of rules are handed out at once. */
  pass(view: View, onMatch: (rule: LiteralRule, match: Match) => void): Passed;
  /** Whether a phrase stands across a joint, or a rule's literal where joined pieces follow it. */
  isCut(units: Uint16Array, length: number, joints: readonly Joint[]): boolean;
}

/** What stands behind one literal. */
export interface Entry {
  readonly rules: readonly LiteralRule[];
  readonly phrases: readonly ConceptPhrase[];
  /** Number among the telling words in disguise; undefined for other literals. */
  readonly sign: number | undefined;
}

/** Literals of rules, phrases and signs, as one tree. */
export interface LiteralIndex {
  readonly literals: readonly string[];
  readonly entries: readonly Entry[];
  readonly trie: LiteralTrie;
}

/** Puts all literals into one tree, of which each table uses its part. */
export function indexLiterals(parts: {
  readonly rules: readonly LiteralRule[];
  readonly phrases: readonly ConceptPhrase[];
  readonly signs: readonly string[];
}): LiteralIndex {
  const rules = new Map<string, LiteralRule[]>();
  for (const rule of parts.rules) for (const literal of rule.literals) append(rules, literal, rule);
  const phrases = new Map<string, ConceptPhrase[]>();
  for (const phrase of parts.phrases) append(phrases, phrase.literal, phrase);
  const signs = new Map(parts.signs.map((literal, index) => [literal, index]));
  const literals = [...new Set([...rules.keys(), ...phrases.keys(), ...signs.keys()])];
  return {
    literals,
    entries: literals.map((literal) => ({
      rules: rules.get(literal) ?? [],
      phrases: phrases.get(literal) ?? [],
      sign: signs.get(literal),
    })),
    trie: buildLiteralTrie(literals),
  };
}

/**
 * Compiles what concerns a kind of role.
 *
 * @param options.phrases - whether the phrases concern it
 * @param options.signs - how many of the signs do
 */
export function compileTable(
  index: LiteralIndex,
  options: { readonly rules: readonly LiteralRule[]; readonly phrases: boolean; readonly signs: number },
): LiteralTable {
  const used = new Set(options.rules);
  const entries = index.entries.map(
    ({ rules, phrases, sign }): Entry => ({
      rules: rules.filter((rule) => used.has(rule)),
      phrases: options.phrases ? phrases : [],
      sign: sign !== undefined && sign < options.signs ? sign : undefined,
    }),
  );
  const finder = buildLiteralFinder(
    index.trie,
    entries.flatMap((entry, literal) =>
      isEmpty(entry) ? [] : [soughtLiteral(entry, { literal, text: index.literals[literal] ?? "" })],
    ),
  );
  const longest = index.literals.reduce((most, literal) => Math.max(most, literal.length), 0);
  return {
    pass: ({ text, compact }, onMatch) => {
      const units = unitsOf(text);
      const { length } = text;
      const concepts = hitList();
      const found: SignHit[] = [];
      finder.find(units, { from: 0, to: length, length, compact }, (literal, start, end) => {
        const entry = entries[literal];
        if (entry === undefined) return;
        for (const phrase of entry.phrases) {
          if (compact ? isCompactConcept(phrase) : isConceptAt(phrase, units, length, start, end))
            concepts.add(phrase, start);
        }
        for (const rule of entry.rules) {
          if (!mayBegin(rule, units, length, start, end, nearby)) continue;
          const match = rule.match({ text, start, end, ended: true });
          if (typeof match === "object") onMatch(rule, match);
        }
        if (entry.sign !== undefined && found.length < mostHits) found.push({ literal: entry.sign, end });
      });
      return { concepts, signs: found };
    },
    isCut: (units, length, joints) => {
      let cut = false;
      let next = 0;
      const look = (literal: number, start: number, end: number): void => {
        const entry = entries[literal];
        if (cut || entry === undefined) return;
        // Hits come in the order of their starts: what lies before this one is of no use to the next.
        while (next < joints.length && (joints[next]?.at ?? 0) <= start) next += 1;
        for (let index = next; index < joints.length; index += 1) {
          const joint = joints[index];
          if (joint === undefined || joint.at > end + ruleReach) return;
          if (joint.at < end) cut ||= saysAnything(entry, units, length, start, end);
          else cut ||= joint.strong && entry.rules.some((rule) => mayBegin(rule, units, length, start, end));
        }
      };
      const reach = longest + (joints.some(({ strong }) => strong) ? ruleReach : 0);
      let reached = 0;
      for (const { at } of joints) {
        const from = Math.max(reached, at - reach);
        reached = Math.max(reached, at);
        finder.find(units, { from, to: reached, length, compact: false }, look);
        if (cut) return true;
      }
      return false;
    },
  };
}

function isEmpty({ rules, phrases, sign }: Entry): boolean {
  return rules.length === 0 && phrases.length === 0 && sign === undefined;
}

/** What all that stands behind a literal has in common. */
function soughtLiteral(entry: Entry, literal: { readonly literal: number; readonly text: string }): SoughtLiteral {
  const { rules, phrases, sign } = entry;
  const inside =
    sign !== undefined || rules.some((rule) => !rule.wordStart) || phrases.some((phrase) => !phrase.wordStart);
  return {
    ...literal,
    after: inside ? "anything" : phrases.length > 0 ? "no_letter" : "no_word",
    follow: literal.text.length < windowLength ? followOf(entry) : undefined,
  };
}

function followOf({ rules, phrases, sign }: Entry): SoughtLiteral["follow"] {
  const isOpen = rules.some(({ follow }) => follow === undefined) || phrases.some(({ wordEnd }) => !wordEnd);
  if (isOpen || sign !== undefined) return undefined;
  const sets = rules.map(({ follow }) => follow).filter((follow) => follow !== undefined);
  const least = Math.min(...rules.map(({ leastFollowing }) => leastFollowing ?? 1));
  return phrases.length === 0 ? { units: union(sets), count: least } : { units: union([...sets, noLetters]), count: 1 };
}

const noLetters: Uint8Array = characterSet("A-Za-z").map((set) => 1 - set);

function union(sets: readonly Uint8Array[]): readonly number[] {
  const codes = new Set<number>();
  for (const set of sets) for (let code = 0; code < 128; code += 1) if (set[code] === 1) codes.add(code);
  return [...codes];
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function saysAnything(entry: Entry, units: Uint16Array, length: number, start: number, end: number): boolean {
  return (
    entry.sign !== undefined ||
    entry.phrases.some((phrase) => isConceptAt(phrase, units, length, start, end)) ||
    entry.rules.some((rule) => mayBegin(rule, units, length, start, end))
  );
}

/** @param most - So many of the units behind the literal are looked at; the rule itself looks at all that it needs. */
function mayBegin(
  rule: LiteralRule,
  units: Uint16Array,
  length: number,
  start: number,
  end: number,
  most = Number.POSITIVE_INFINITY,
): boolean {
  if (rule.wordStart && start > 0 && wordCharacters[units[start - 1] ?? 0] === 1) return false;
  if (rule.follow === undefined) return true;
  const stop = end + (rule.leastFollowing ?? 1);
  if (stop > length) return false;
  const last = Math.min(stop, end + most);
  let at = end;
  while (at < last && rule.follow[units[at] ?? 0] === 1) at += 1;
  return at === last;
}
