import { blockLength, keepPlaces } from "../kept-places.ts";
import { buildLiteralFinder, type LiteralFinder, type SoughtLiteral } from "../literal-finder.ts";
import { buildLiteralTrie } from "../literal-trie.ts";
import { unitsOf } from "../text-units.ts";
import type { View } from "../views/view.ts";
import {
  type ConceptPhrase,
  conceptPhrases,
  type HitList,
  hitList,
  isCompactConcept,
  isConceptAt,
} from "./concept-hits.ts";

/** Characters that stand for letters in "leet" writing; `i` and `l` share their digit. */
const leet = ["o0", "il1!|", "e3€", "a4@", "s5$", "t7+", "g9", "b8", "z2"];
const isLetter = new Uint8Array(65_536);
for (let code = 65; code <= 90; code += 1) isLetter[code] = isLetter[code + 32] = 1;
const isSign = new Uint8Array(65_536);
for (const character of "01345789@$!|€+") isSign[character.charCodeAt(0)] = 1;
const leetSigns = /[013457892@$!|€+]/;
/** Looking for leet costs a second pass; longer texts are code and data. */
const longestLeet = 65_536;
const shortestJoined = 6;
/** A phrase around a leet word reaches at most this far. */
const reach = 64;

interface Vocabulary {
  readonly phrases: readonly ConceptPhrase[];
  readonly finder: LiteralFinder;
}

/** Finds phrases of the vocabulary that are not written in plain ASCII letters. */
export interface ConceptScanner {
  /** Adds the hits of phrases in other scripts. */
  scanOtherScripts(view: View, hits: HitList): void;
  /** Adds the hits of phrases of several words in a text without boundaries between words. */
  scanCompact(view: View, hits: HitList): void;
  /** Hits when digits and signs are read as the letters they imitate; undefined when that shows no phrase. */
  scanLeet(view: View): HitList | undefined;
}

function vocabulary(phrases: readonly ConceptPhrase[], alike: readonly string[] = []): Vocabulary {
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
  return { phrases, finder: buildLiteralFinder(trie, sought) };
}

const otherScript = /[\u0370-\u1fff\u3040-\u9fff\uac00-\ud7a3]/;
const isPlain = ({ literal }: ConceptPhrase): boolean => !/[^\p{ASCII}]/u.test(literal);

/** The ASCII phrases, which are looked for in every text. */
export const plainPhrases: readonly ConceptPhrase[] = conceptPhrases.filter(isPlain);

/** The automata are built when a text first needs them. */
export function createConceptScanner(): ConceptScanner {
  let others: Vocabulary | undefined;
  let joined: Vocabulary | undefined;
  let disguised: Vocabulary | undefined;
  return {
    scanOtherScripts: (view, hits) => {
      if (view.ascii || !otherScript.test(view.text)) return;
      others ??= vocabulary(conceptPhrases.filter((phrase) => !isPlain(phrase)));
      scanWith(others, view, 0, view.text.length, (phrase, start) => hits.add(phrase, start));
    },
    scanCompact: (view, hits) => {
      joined ??= vocabulary(
        plainPhrases
          .filter(({ literal }) => literal.includes(" ") && literal.length > shortestJoined)
          .map((phrase) => ({ ...phrase, literal: phrase.literal.replaceAll(" ", "") })),
      );
      scanWith(joined, view, 0, view.text.length, (phrase, start) => hits.add(phrase, start));
    },
    scanLeet: (view) => {
      const places = leetPlaces(view.text);
      if (places.length < 2) return undefined;
      disguised ??= vocabulary(
        plainPhrases.filter((phrase) => phrase.english),
        leet,
      );
      if (!showsPhrase(disguised, view, places)) return undefined;
      const hits = hitList();
      scanWith(disguised, view, 0, view.text.length, (phrase, start) => hits.add(phrase, start));
      return hits;
    },
  };
}

const signs = new Int32Array(blockLength);

/** Where words with digits or signs between their letters stand. */
function leetPlaces(text: string): readonly number[] {
  const places: number[] = [];
  if (text.length > longestLeet) return places;
  const units = unitsOf(text);
  for (let block = 1; block < text.length; block += blockLength) {
    const count = keepPlaces(units, block, Math.min(text.length, block + blockLength), isSign, signs);
    for (let at = 0; at < count; at += 1) {
      const index = signs[at] ?? 0;
      if (isLetter[units[index - 1] ?? 0] === 0) continue;
      let end = index + 1;
      while (end < text.length && end < index + 3 && isSign[units[end] ?? 0] === 1) end += 1;
      if (end < text.length && isLetter[units[end] ?? 0] === 1) places.push(index);
    }
  }
  return places;
}

/** Whether a phrase near one of the places is written with signs: else the plain reading has said it all. */
function showsPhrase(from: Vocabulary, view: View, places: readonly number[]): boolean {
  let shown = false;
  let reached = 0;
  for (const place of places) {
    const start = Math.max(reached, place - reach);
    reached = Math.min(view.text.length, place + reach);
    scanWith(from, view, start, reached, ({ literal }, at) => {
      const written = view.text.slice(at, at + literal.length);
      shown ||= leetSigns.test(written) && written.toLowerCase() !== literal;
    });
    if (shown) return true;
  }
  return false;
}

function scanWith(
  { phrases, finder }: Vocabulary,
  { text, compact }: View,
  from: number,
  to: number,
  onPhrase: (phrase: ConceptPhrase, start: number) => void,
): void {
  const units = unitsOf(text);
  finder.find(units, { from, to, length: to, compact }, (literal, start, end) => {
    const phrase = phrases[literal];
    if (phrase === undefined) return;
    if (compact ? isCompactConcept(phrase) : isConceptAt(phrase, units, text.length, start, end))
      onPhrase(phrase, start);
  });
}
