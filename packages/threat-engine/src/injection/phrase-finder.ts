import { buildLiteralFinder, type LiteralFinder, type SoughtLiteral } from "../literal-finder.ts";
import { buildLiteralTrie } from "../literal-trie.ts";
import { unitsOf, unitsOfPiece } from "../text-units.ts";
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
  /** Tells the phrases that begin in `from`–`to` of a text; of the rest only what belongs to these is read. */
  findIn(
    text: string,
    range: { readonly from: number; readonly to: number; readonly compact: boolean },
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
  const longest = Math.max(...phrases.map(({ literal }) => literal.length));
  const find: PhraseFinder["find"] = (units, range, onPhrase) => {
    finder.find(units, range, (literal, start, end) => {
      const phrase = phrases[literal];
      if (phrase === undefined) return;
      if (range.compact ? isCompactConcept(phrase) : isConceptAt(phrase, units, range.length, start, end))
        onPhrase(phrase, start);
    });
  };
  return {
    phrases,
    find,
    findIn: (text, { from, to, compact }, onPhrase) => {
      if (from === 0 && to >= text.length) {
        find(unitsOf(text), { from, to, length: text.length, compact }, onPhrase);
        return;
      }
      // One character before and one behind tell whether a phrase is a word of its own.
      const first = Math.max(0, from - 1);
      const last = Math.min(text.length, to + longest + 1);
      const range = { from: from - first, to: to - first, length: last - first, compact };
      find(unitsOfPiece(text, first, last), range, (phrase, start) => onPhrase(phrase, start + first));
    },
  };
}
