import { buildLiteralFinder, type LiteralFinder, type SoughtLiteral } from "../literal-finder.ts";
import { buildLiteralTrie } from "../literal-trie.ts";
import { type ConceptPhrase, isCompactConcept, isConceptAt } from "./concept-hits.ts";

/** Finds phrases of a vocabulary. */
export interface PhraseFinder {
  readonly phrases: readonly ConceptPhrase[];
  /** Tells the phrases that begin in a range of a text, in the order of their starts. */
  find(
    units: Uint16Array,
    range: Parameters<LiteralFinder["find"]>[1],
    onPhrase: (phrase: ConceptPhrase, start: number) => void,
  ): void;
}

/** @param alike - Groups of characters that are read as one. */
export function buildPhraseFinder(phrases: readonly ConceptPhrase[], alike: readonly string[] = []): PhraseFinder {
  const trie = buildLiteralTrie(
    phrases.map(({ literal }) => literal),
    alike,
  );
  const sought = phrases.map(
    (phrase, literal): SoughtLiteral => ({
      literal,
      text: phrase.literal,
      after: phrase.wordStart ? "no_letter" : "anything",
    }),
  );
  const finder = buildLiteralFinder(trie, sought);
  return {
    phrases,
    find: (units, range, onPhrase) => {
      finder.find(units, range, (literal, start, end) => {
        const phrase = phrases[literal];
        if (phrase === undefined) return;
        if (range.compact ? isCompactConcept(phrase) : isConceptAt(phrase, units, range.length, start, end))
          onPhrase(phrase, start);
      });
    },
  };
}
