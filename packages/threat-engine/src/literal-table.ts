import { createCutTest, type LiteralPlace } from "./cut-test.ts";
import {
  type ConceptPhrase,
  type HitList,
  hitList,
  isAnchor,
  isCompactConcept,
  isConceptAt,
  longestPhrase,
} from "./injection/concept-hits.ts";
import { nearbyHits, type PhraseReader } from "./injection/nearby-hits.ts";
import type { PhraseFinder } from "./injection/phrase-finder.ts";
import { buildLiteralFinder, type SoughtLiteral, windowLength } from "./literal-finder.ts";
import { buildLiteralTrie, type LiteralTrie } from "./literal-trie.ts";
import { once } from "./once.ts";
import { characterSetExcept, type LiteralRule, type Match } from "./rule.ts";
import { mayBegin, type RuleStart, ruleStart } from "./rule-start.ts";
import type { SignHit } from "./sign-hit.ts";
import { unitsOf } from "./text-units.ts";
import type { CutTest } from "./views/escapes.ts";
import type { View } from "./views/view.ts";

/** At most this many signs are kept: readings and looks are made of the first ones. */
const mostHits = 50_000;
/** Behind most literals the wrong units come soon; where they do not, the rule's own reading is spared what was read before. */
const nearby = 12;

/** What one pass over a reading found. */
export interface Passed {
  readonly concepts: HitList;
  readonly signs: readonly SignHit[];
}

/** All literals that concern a role. */
export interface LiteralTable {
  /**
   * Reads a view once; matches of rules are handed out at once.
   *
   * @param others - Reads the phrases of other scripts that the view may hold.
   */
  pass(view: View, onMatch: (rule: LiteralRule, match: Match) => void, others?: PhraseReader): Passed;
  /** Whether a phrase stands across a joint, or a rule's literal where joined pieces follow it. */
  readonly isCut: CutTest;
}

/** What stands behind one literal. */
export interface Entry {
  readonly rules: readonly RuleStart[];
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
      rules: (rules.get(literal) ?? []).map(ruleStart),
      phrases: phrases.get(literal) ?? [],
      sign: signs.get(literal),
    })),
    trie: buildLiteralTrie(literals),
  };
}

/**
 * Compiles what concerns a kind of role.
 *
 * @param options.signs - how many of the signs concern it
 * @param options.context - finds the phrases that mean something near others only; undefined: no phrases concern it
 */
export function compileTable(
  index: LiteralIndex,
  options: {
    readonly rules: readonly LiteralRule[];
    readonly signs: number;
    readonly context: (() => PhraseFinder) | undefined;
  },
): LiteralTable {
  const used = new Set(options.rules);
  const entries = index.entries.map(
    ({ rules, phrases, sign }): Entry => ({
      rules: rules.filter(({ rule }) => used.has(rule)),
      phrases: options.context === undefined ? [] : phrases,
      sign: sign !== undefined && sign < options.signs ? sign : undefined,
    }),
  );
  const sought = entries.flatMap((entry, literal) =>
    isEmpty(entry) ? [] : [soughtLiteral(entry, { literal, text: index.literals[literal] ?? "" })],
  );
  const finder = buildLiteralFinder(index.trie, sought);
  const cutTest = once(() =>
    createCutTest(
      {
        texts: sought.map(({ text }) => text),
        finder,
        says: (place) => saysAnything(entries[place.literal], place),
        mayMatch: (place) => mayMatch(entries[place.literal], place),
      },
      options.context?.(),
    ),
  );
  return {
    pass: ({ text, compact }, onMatch, others) => {
      const { length } = text;
      const readContext: PhraseReader = (from, to, onPhrase) => {
        options.context?.().findIn(text, { from, to, compact }, onPhrase);
        others?.(from, to, (phrase, start) => {
          if (!isAnchor(phrase)) onPhrase(phrase, start);
        });
      };
      // Letters that stood apart are few: all phrases in them are read at once.
      const concepts = hitList(compact ? undefined : nearbyHits(length, longestPhrase, readContext));
      const units = unitsOf(text);
      const found: SignHit[] = [];
      finder.find(units, { from: 0, to: length, length, compact }, (literal, start, end) => {
        const entry = entries[literal];
        if (entry === undefined) return;
        for (const phrase of entry.phrases) {
          if (compact ? isCompactConcept(phrase) : isConceptAt(phrase, units, length, start, end))
            concepts.add(phrase, start);
        }
        for (const begin of entry.rules) {
          if (!mayBegin(begin, units, length, start, end, nearby)) continue;
          const match = begin.rule.match({ text, start, end, ended: true });
          if (typeof match === "object") onMatch(begin.rule, match);
        }
        if (entry.sign !== undefined && found.length < mostHits) found.push({ literal: entry.sign, end });
      });
      if (compact) readContext(0, length, concepts.add);
      others?.(0, length, (phrase, start) => {
        if (isAnchor(phrase)) concepts.add(phrase, start);
      });
      return { concepts, signs: found };
    },
    isCut: (units, length, joints) => cutTest()(units, length, joints),
  };
}

function isEmpty({ rules, phrases, sign }: Entry): boolean {
  return rules.length === 0 && phrases.length === 0 && sign === undefined;
}

/** What all that stands behind a literal has in common. */
function soughtLiteral(entry: Entry, literal: { readonly literal: number; readonly text: string }): SoughtLiteral {
  const { rules, phrases, sign } = entry;
  const inside =
    sign !== undefined || rules.some(({ wordStart }) => !wordStart) || phrases.some((phrase) => !phrase.wordStart);
  return {
    ...literal,
    after: inside ? "anything" : phrases.length > 0 ? "no_letter" : "no_word",
    follow: literal.text.length < windowLength ? followOf(entry) : undefined,
  };
}

function followOf({ rules, phrases, sign }: Entry): SoughtLiteral["follow"] {
  const isOpen = rules.some(({ leastFollowing }) => leastFollowing === 0) || phrases.some(({ wordEnd }) => !wordEnd);
  if (isOpen || sign !== undefined) return undefined;
  const sets = rules.map(({ follow }) => follow);
  const least = Math.min(...rules.map(({ leastFollowing }) => leastFollowing));
  return phrases.length === 0 ? { units: union(sets), count: least } : { units: union([...sets, noLetters]), count: 1 };
}

const noLetters: Uint8Array = characterSetExcept("A-Za-z");

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

function saysAnything(entry: Entry | undefined, place: LiteralPlace): boolean {
  const { units, length, start, end } = place;
  return (
    entry !== undefined &&
    (entry.sign !== undefined ||
      entry.phrases.some((phrase) => isConceptAt(phrase, units, length, start, end)) ||
      mayMatch(entry, place))
  );
}

function mayMatch(entry: Entry | undefined, { units, length, start, end }: LiteralPlace): boolean {
  return entry?.rules.some((begin) => mayBegin(begin, units, length, start, end)) ?? false;
}
