import { type ConceptHit, type ConceptPhrase, type NearbyHits, withoutNested } from "./concept-hits.ts";
import { type Concept, conceptNumbers } from "./vocabulary.ts";

/** Tells the phrases that begin in `from`–`to` of a text. */
export type PhraseReader = (from: number, to: number, onPhrase: (phrase: ConceptPhrase, start: number) => void) => void;

const blockBits = 7;
const none: readonly ConceptHit[] = [];

/** Hits that begin in one block, by the numbers of their concepts. */
type Block = readonly (readonly ConceptHit[] | undefined)[];

/** Hits of one concept in blocks side by side: whoever asks goes on through the text, and what was put together is not put together again. */
interface Stretch {
  readonly first: number;
  last: number;
  readonly hits: ConceptHit[];
}

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
  const stretches: (Stretch | undefined)[] = [];
  return (concept, from, to) => {
    const first = Math.max(0, from) >> blockBits;
    const last = (Math.min(length, to) - 1) >> blockBits;
    if (last <= first) return last < first ? none : hitsIn(first, concept);
    const known = stretches[conceptNumbers[concept]];
    const goesOn = known !== undefined && known.first <= first && first <= known.last + 1;
    const stretch = goesOn ? known : { first, last: first - 1, hits: [] };
    for (let block = stretch.last + 1; block <= last; block += 1) stretch.hits.push(...hitsIn(block, concept));
    stretch.last = Math.max(stretch.last, last);
    stretches[conceptNumbers[concept]] = stretch;
    return stretch.hits;
  };
}
