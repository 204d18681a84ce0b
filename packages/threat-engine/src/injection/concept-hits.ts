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
 * Whether the phrase stands at `start`–`end` as a word of its own.
 *
 * @param compact - The text has no boundaries between words.
 */
export function isConceptAt(
  phrase: ConceptPhrase,
  text: string,
  start: number,
  end: number,
  compact: boolean,
): boolean {
  if (compact) return phrase.literal.length > 3;
  return (
    !(phrase.wordStart && isLetter(text.charCodeAt(start - 1))) && !(phrase.wordEnd && isLetter(text.charCodeAt(end)))
  );
}

/** An unescaped `\n` before a word is no letter; NaN (outside the text) is none either. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Hits in a window, for questions about what stands near what. */
export interface HitIndex {
  /** Hits of the concepts that begin in `from`–`to`, in order. */
  within(concepts: readonly Concept[], from: number, to: number): readonly ConceptHit[];
  /** All hits of one concept, in order of their starts. */
  of(concept: Concept): readonly ConceptHit[];
}

/** Groups hits by concept; a phrase inside a longer one of the same concept is dropped. */
export function indexHits(hits: readonly ConceptHit[]): HitIndex {
  const groups = new Map<Concept, readonly ConceptHit[]>();
  for (const [concept, group] of Map.groupBy(hits, (hit) => hit.concept)) groups.set(concept, withoutNested(group));
  const of = (concept: Concept): readonly ConceptHit[] => groups.get(concept) ?? [];
  return {
    of,
    within: (concepts, from, to) =>
      concepts.flatMap((concept) => {
        const group = of(concept);
        const first = lowerBound(group, from);
        let last = first;
        while (last < group.length && (group[last]?.start ?? to) < to) last += 1;
        return group.slice(first, last);
      }),
  };
}

function withoutNested(group: readonly ConceptHit[]): readonly ConceptHit[] {
  const sorted = group.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let reached = -1;
  return sorted.filter((hit) => {
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
