import { foreignPhrases } from "./foreign-vocabulary.ts";
import { type Concept, englishPhrases, type Phrases } from "./vocabulary.ts";

/** One phrase found in a text. */
export interface ConceptHit {
  readonly concept: Concept;
  readonly english: boolean;
  readonly start: number;
  readonly end: number;
}

/** A phrase, its meaning, and whether it must be a word of its own at either end. */
export interface ConceptPhrase {
  readonly literal: string;
  readonly concept: Concept;
  readonly english: boolean;
  readonly wordStart: boolean;
  readonly wordEnd: boolean;
}

function phrasesOf(group: Phrases): readonly ConceptPhrase[] {
  return group.phrases.split("|").map((literal) => ({
    literal,
    concept: group.concept,
    english: group.english,
    wordStart: /^[a-z]/.test(literal),
    wordEnd: /[a-z]$/.test(literal),
  }));
}

/** Role tokens contain the separator of the lists. */
const chatTokens = [
  "<|im_start|>",
  "<|im_end|>",
  "<|system|>",
  "<|assistant|>",
  "<|user|>",
  "<|endoftext|>",
  "<|start_header_id|>",
  "<|eot_id|>",
  "<|begin_of_text|>",
];

/** Every phrase of the vocabulary. */
export const conceptPhrases: readonly ConceptPhrase[] = [
  ...[...englishPhrases, ...foreignPhrases].flatMap(phrasesOf),
  ...chatTokens.map(
    (literal): ConceptPhrase => ({ literal, concept: "role_token", english: true, wordStart: false, wordEnd: false }),
  ),
];

/**
 * Whether the phrase stands at `start`–`end` as a word of its own. An unescaped `\n` before a word is no letter.
 *
 * @param length - Units of the text; the buffer holds anything behind them.
 */
export function isConceptAt(
  phrase: ConceptPhrase,
  units: Uint16Array,
  length: number,
  start: number,
  end: number,
): boolean {
  return !(
    (phrase.wordStart && start > 0 && isLetter(units[start - 1] ?? 0)) ||
    (phrase.wordEnd && end < length && isLetter(units[end] ?? 0))
  );
}

/** In a text without boundaries between words a phrase needs some length. */
export function isCompactConcept({ literal }: ConceptPhrase): boolean {
  return literal.length > 3;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Hits in a window, for questions about what stands near what. */
export interface HitIndex {
  /** Hits of the concepts that begin in `from`–`to`, in order. */
  within(concepts: readonly Concept[], from: number, to: number): readonly ConceptHit[];
  /** Whether a hit of the concept begins in `from`–`to`. */
  has(concept: Concept, from: number, to: number): boolean;
  /** All hits of one concept, in order of their starts; a phrase inside a longer one is dropped. */
  of(concept: Concept): readonly ConceptHit[];
}

/** Collects hits cheaply: most are never asked for. */
export interface HitList extends HitIndex {
  /** Adds an occurrence; none is dropped. */
  add(phrase: ConceptPhrase, start: number): void;
}

/** An empty list of hits. */
export function hitList(): HitList {
  const phrases = new Map<Concept, ConceptPhrase[]>();
  const starts = new Map<Concept, number[]>();
  const groups = new Map<Concept, readonly ConceptHit[]>();
  const of = (concept: Concept): readonly ConceptHit[] => {
    const known = groups.get(concept);
    if (known !== undefined) return known;
    const places = starts.get(concept) ?? [];
    const group = withoutNested(
      (phrases.get(concept) ?? []).map(({ english, literal }, index): ConceptHit => {
        const start = places[index] ?? 0;
        return { concept, english, start, end: start + literal.length };
      }),
    );
    groups.set(concept, group);
    return group;
  };
  return {
    add: (phrase, start) => {
      const known = phrases.get(phrase.concept);
      if (known === undefined) {
        phrases.set(phrase.concept, [phrase]);
        starts.set(phrase.concept, [start]);
        return;
      }
      known.push(phrase);
      starts.get(phrase.concept)?.push(start);
    },
    of,
    has: (concept, from, to) => {
      const group = of(concept);
      return (group[lowerBound(group, from)]?.start ?? to) < to;
    },
    within: (concepts, from, to) =>
      concepts.flatMap((concept) => {
        const group = of(concept);
        const first = lowerBound(group, from);
        let last = first;
        while (last < group.length && (group[last]?.start ?? to) < to) last += 1;
        return first === last ? [] : group.slice(first, last);
      }),
  };
}

function withoutNested(group: ConceptHit[]): readonly ConceptHit[] {
  group.sort((a, b) => a.start - b.start || b.end - a.end);
  let reached = -1;
  return group.filter((hit) => {
    if (hit.end <= reached) return false;
    reached = hit.end;
    return true;
  });
}

function lowerBound(group: readonly ConceptHit[], start: number): number {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((group[middle]?.start ?? start) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
