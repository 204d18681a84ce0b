import type { Span } from "../views/view.ts";
import { audiencePhrases } from "./audience-vocabulary.ts";
import { foreignPhrases } from "./foreign-vocabulary.ts";
import { saidPhrases } from "./said-vocabulary.ts";
import { type Concept, conceptNumbers, englishPhrases, type Phrases } from "./vocabulary.ts";

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
  return group.phrases.split("|").map((phrase) => {
    const goesOn = phrase.endsWith("*");
    const literal = goesOn ? phrase.slice(0, -1) : phrase;
    return {
      literal,
      concept: group.concept,
      english: group.english,
      wordStart: isLetter(literal.charCodeAt(0)),
      wordEnd: !goesOn && isLetter(literal.charCodeAt(literal.length - 1)),
    };
  });
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
  ...[...englishPhrases, ...saidPhrases, ...foreignPhrases, ...audiencePhrases].flatMap(phrasesOf),
  ...chatTokens.map(
    (literal): ConceptPhrase => ({ literal, concept: "role_token", english: true, wordStart: false, wordEnd: false }),
  ),
];

/** Length of the longest phrase. */
export const longestPhrase: number = Math.max(...conceptPhrases.map(({ literal }) => literal.length));

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

/** Concepts with which a finding begins. What the others mean depends on them: those are read only near one. */
const anchors: ReadonlySet<Concept> = new Set([
  "override",
  "own_prompt",
  "the_prompt",
  "text_above",
  "told",
  "free",
  "persona",
  "no_refusal",
  "jailbreak_name",
  "vendor_policy",
  "authority",
  "hijack",
  "safety",
  "role_token",
  "secrecy",
  "valuables",
  "addressed",
  "reader",
  "audience",
  "limits",
  "guarded",
  "prior_rules",
]);

/** Whether a finding can begin with the phrase. */
export function isAnchor({ concept }: ConceptPhrase): boolean {
  return anchors.has(concept);
}

/** In a text without boundaries between words a phrase needs some length. */
export function isCompactConcept({ literal }: ConceptPhrase): boolean {
  return literal.length > 3;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Gives hits of a concept, in order of their starts: all that begin in `from`–`to`, and perhaps others. */
export type NearbyHits = (concept: Concept, from: number, to: number) => readonly ConceptHit[];

/** Hits in a window, for questions about what stands near what. */
export interface HitIndex {
  /** Hits of the concepts that begin in `from`–`to`, in order. */
  within(concepts: readonly Concept[], from: number, to: number): readonly ConceptHit[];
  /** How many hits of the concepts begin in `from`–`to`. */
  count(concepts: readonly Concept[], from: number, to: number): number;
  /** From the first to the last of the concept's hits that begin in `from`–`to` and do not overlap `apart`. */
  reach(
    concept: Concept,
    range: { readonly from: number; readonly to: number; readonly apart: ConceptHit },
  ): Span | undefined;
  /** Whether a hit of the concept begins in `from`–`to`. */
  has(concept: Concept, from: number, to: number): boolean;
  /** All hits of one concept that begins findings, in order of their starts; a phrase inside a longer one is dropped. */
  of(concept: Concept): readonly ConceptHit[];
}

/** Collects hits cheaply: most are never asked for. */
export interface HitList extends HitIndex {
  /** Adds an occurrence; none is dropped. */
  add(phrase: ConceptPhrase, start: number): void;
}

/** What was found of one concept. */
interface Group {
  readonly phrases: ConceptPhrase[];
  readonly starts: number[];
  /** Made when somebody asks. */
  hits: readonly ConceptHit[] | undefined;
}

/**
 * An empty list of hits.
 *
 * @param nearby - Gives the hits of concepts that begin no finding; without it those are added like the others.
 */
export function hitList(nearby?: NearbyHits): HitList {
  const groups: (Group | undefined)[] = [];
  const of = (concept: Concept): readonly ConceptHit[] => {
    const group = groups[conceptNumbers[concept]];
    if (group === undefined) return noHits;
    group.hits ??= withoutNested(
      group.phrases.map(({ english, literal }, index): ConceptHit => {
        const start = group.starts[index] ?? 0;
        return { concept, english, start, end: start + literal.length };
      }),
    );
    return group.hits;
  };
  const around = (concept: Concept, from: number, to: number): readonly ConceptHit[] =>
    nearby === undefined || anchors.has(concept) ? of(concept) : nearby(concept, from, to);
  return {
    add: (phrase, start) => {
      const number = conceptNumbers[phrase.concept];
      const group = groups[number];
      if (group === undefined) groups[number] = { phrases: [phrase], starts: [start], hits: undefined };
      else {
        group.phrases.push(phrase);
        group.starts.push(start);
        group.hits = undefined;
      }
    },
    of,
    has: (concept, from, to) => {
      const group = around(concept, from, to);
      return group.length > 0 && (group[lowerBound(group, from)]?.start ?? to) < to;
    },
    count: (concepts, from, to) => {
      let count = 0;
      for (const concept of concepts) {
        const group = around(concept, from, to);
        if (group.length > 0) count += Math.max(0, lowerBound(group, to) - lowerBound(group, from));
      }
      return count;
    },
    reach: (concept, { from, to, apart }) => {
      const group = around(concept, from, to);
      if (group.length === 0) return undefined;
      let first = lowerBound(group, from);
      let last = lowerBound(group, to) - 1;
      while (first <= last && overlaps(group[first], apart)) first += 1;
      while (first <= last && overlaps(group[last], apart)) last -= 1;
      // Nested hits were dropped: the last one to begin is the last one to end.
      return first > last ? undefined : { start: group[first]?.start ?? from, end: group[last]?.end ?? to };
    },
    within: (concepts, from, to) => {
      const found: ConceptHit[] = [];
      for (const concept of concepts) {
        const group = around(concept, from, to);
        for (let index = lowerBound(group, from); index < group.length; index += 1) {
          const hit = group[index];
          if (hit === undefined || hit.start >= to) break;
          found.push(hit);
        }
      }
      return found;
    },
  };
}

function overlaps(a: ConceptHit | undefined, b: ConceptHit): boolean {
  return a !== undefined && a.start < b.end && b.start < a.end;
}

const noHits: readonly ConceptHit[] = [];

/** Sorts hits of one concept by their starts, and drops those inside others. */
export function withoutNested(group: ConceptHit[]): readonly ConceptHit[] {
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
