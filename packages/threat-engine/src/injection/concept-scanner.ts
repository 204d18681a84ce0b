import { blockLength, keepPlaces } from "../kept-places.ts";
import { once } from "../once.ts";
import { unitsOf } from "../text-units.ts";
import type { View } from "../views/view.ts";
import { type ConceptPhrase, conceptPhrases, type HitList, hitList, isAnchor } from "./concept-hits.ts";
import type { PhraseReader } from "./nearby-hits.ts";
import { buildPhraseFinder, type PhraseFinder } from "./phrase-finder.ts";

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

/** Finds phrases of the vocabulary that are not written in plain ASCII letters. */
export interface ConceptScanner {
  /** Reads phrases in other scripts; undefined when the view holds no such script. */
  otherScripts(view: View): PhraseReader | undefined;
  /** Adds the hits of phrases of several words in a text without boundaries between words. */
  scanCompact(view: View, hits: HitList): void;
  /** Hits when digits and signs are read as the letters they imitate; undefined when that shows no phrase. */
  scanLeet(view: View): HitList | undefined;
}

const otherScript = /[\u0370-\u1fff\u3040-\u9fff\uac00-\ud7a3]/;
const isPlain = ({ literal }: ConceptPhrase): boolean => !/[^\p{ASCII}]/u.test(literal);

const plainPhrases: readonly ConceptPhrase[] = conceptPhrases.filter(isPlain);

/** The ASCII phrases with which findings begin; they are looked for in every text. */
export const plainAnchors: readonly ConceptPhrase[] = plainPhrases.filter(isAnchor);

/** Finds the other ASCII phrases, which mean something near those only. */
export function buildContextFinder(): PhraseFinder {
  return buildPhraseFinder(plainPhrases.filter((phrase) => !isAnchor(phrase)));
}

/** The finders are built when a text first needs them. */
export function createConceptScanner(): ConceptScanner {
  const others = once(() => buildPhraseFinder(conceptPhrases.filter((phrase) => !isPlain(phrase))));
  const joined = once(() =>
    buildPhraseFinder(
      plainPhrases
        .filter(({ literal }) => literal.includes(" ") && literal.length > shortestJoined)
        .map((phrase) => ({ ...phrase, literal: phrase.literal.replaceAll(" ", "") })),
    ),
  );
  const disguised = once(() =>
    buildPhraseFinder(
      // Short names such as "ai" are written by many numbers.
      plainPhrases.filter((phrase) => phrase.english && phrase.concept !== "reader"),
      leet,
    ),
  );
  return {
    otherScripts: (view) => {
      if (view.ascii || !otherScript.test(view.text)) return undefined;
      const { text, compact } = view;
      return (from, to, onPhrase) => others().findIn(text, { from, to, compact }, onPhrase);
    },
    scanCompact: (view, hits) => joined().find(unitsOf(view.text), wholeOf(view), hits.add),
    scanLeet: (view) => {
      const places = leetPlaces(view.text);
      if (places.length < 2 || !showsPhrase(disguised(), view, places)) return undefined;
      const hits = hitList();
      disguised().find(unitsOf(view.text), wholeOf(view), hits.add);
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
function showsPhrase(finder: PhraseFinder, { text, compact }: View, places: readonly number[]): boolean {
  let shown = false;
  let reached = 0;
  for (const place of places) {
    const from = Math.max(reached, place - reach);
    reached = Math.min(text.length, place + reach);
    finder.find(unitsOf(text), { from, to: reached, length: reached, compact }, ({ literal }, at) => {
      const written = text.slice(at, at + literal.length);
      shown ||= leetSigns.test(written) && written.toLowerCase() !== literal;
    });
    if (shown) return true;
  }
  return false;
}

function wholeOf({ text, compact }: View): Parameters<PhraseFinder["find"]>[1] {
  return { from: 0, to: text.length, length: text.length, compact };
}
