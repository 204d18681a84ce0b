import { type ConceptHit, type ConceptPhrase, type NearbyHits, withoutNested } from "./concept-hits.ts";
import { type Concept, conceptNumbers } from "./vocabulary.ts";

/** Tells the phrases that begin in `from`–`to` of a text. */
export type PhraseReader = (from: number, to: number, onPhrase: (phrase: ConceptPhrase, start: number) => void) => void;

const blockBits = 7;
const none: readonly ConceptHit[] = [];

/** Hits that begin in one block, by the numbers of their concepts. */
type Block = readonly (readonly ConceptHit[] | undefined)[];

/**
 * Reads a text for phrases only where somebody asks, each block once: most words of a vocabulary mean something only near a few others.
 *
 * @param longest - Length of the longest phrase.
 */
export function nearbyHits(length: number, longest: number, read: PhraseReader): NearbyHits {
  const blocks: (Block | undefined)[] = [];
  const readBlock = (block: number): Block => {
    const start = block << blockBits;
    const found: ConceptHit[][] = [];
    // A phrase of the block may lie inside a longer one that begins before it.
    read(
      Math.max(0, start - longest),
      Math.min(length, start + (1 << blockBits)),
      ({ concept, english, literal }, at) => {
        const hit = { concept, english, start: at, end: at + literal.length };
        const group = found[conceptNumbers[concept]];
        if (group === undefined) found[conceptNumbers[concept]] = [hit];
        else group.push(hit);
      },
    );
    return found.map((group) => withoutNested(group).filter((hit) => hit.start >= start));
  };
  const hitsIn = (block: number, concept: Concept): readonly ConceptHit[] => {
    const known = blocks[block] ?? readBlock(block);
    blocks[block] = known;
    return known[conceptNumbers[concept]] ?? none;
  };
  return (concept, from, to) => {
    const first = Math.max(0, from) >> blockBits;
    const last = (Math.min(length, to) - 1) >> blockBits;
    if (last <= first) return last < first ? none : hitsIn(first, concept);
    let hits = hitsIn(first, concept);
    for (let block = first + 1; block <= last; block += 1) {
      const more = hitsIn(block, concept);
      if (more.length > 0) hits = hits.length > 0 ? [...hits, ...more] : more;
    }
    return hits;
  };
}
