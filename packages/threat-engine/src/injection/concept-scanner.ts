import { buildLiteralMatcher, type LiteralMatcher } from "../aho-corasick.ts";
import type { View } from "../views/view.ts";
import { type ConceptHit, type ConceptPhrase, conceptPhrases, isConceptAt } from "./concept-hits.ts";

/** Characters that stand for letters in "leet" writing; `i` and `l` share their digit. */
const leet = ["o0", "il1!|", "e3€", "a4@", "s5$", "t7+", "g9", "b8", "z2"];
const leetWord = /[A-Za-z][01345789@$!|€+]{1,3}[A-Za-z]/g;
/** Looking for leet costs a second pass; longer texts are code and data. */
const longestLeet = 65_536;
const mostHits = 20_000;

interface Vocabulary {
  readonly phrases: readonly ConceptPhrase[];
  readonly matcher: LiteralMatcher;
}

/** Turns occurrences of the vocabulary's phrases into hits. */
export interface ConceptScanner {
  /** Literals of the ASCII phrases, for an automaton that looks for more than these. */
  readonly asciiLiterals: readonly string[];
  /** Adds the hit of an ASCII phrase that ends at `end`, unless it is a part of a word there. */
  collectAscii(view: View, phrase: number, end: number, hits: ConceptHit[]): void;
  /** Adds the hits of phrases in other scripts. */
  scanOtherScripts(view: View, hits: ConceptHit[]): void;
  /** Hits when digits and signs are read as the letters they imitate; undefined when the text has no such words. */
  scanLeet(view: View): readonly ConceptHit[] | undefined;
}

function vocabulary(phrases: readonly ConceptPhrase[], alike: readonly string[] = []): Vocabulary {
  return {
    phrases,
    matcher: buildLiteralMatcher(
      phrases.map((phrase) => phrase.literal),
      alike,
    ),
  };
}

const otherScript = /[\u0370-\u1fff\u3040-\u9fff\uac00-\ud7a3]/;

/** The automata for other scripts and for leet are built when a text first needs them. */
export function createConceptScanner(): ConceptScanner {
  const isAscii = (phrase: ConceptPhrase): boolean => !/[^\p{ASCII}]/u.test(phrase.literal);
  const ascii = conceptPhrases.filter(isAscii);
  let others: Vocabulary | undefined;
  let disguised: Vocabulary | undefined;
  return {
    asciiLiterals: ascii.map((phrase) => phrase.literal),
    collectAscii: (view, phrase, end, hits) => collect(ascii[phrase], view, end, hits),
    scanOtherScripts: (view, hits) => {
      if (!otherScript.test(view.text)) return;
      others ??= vocabulary(conceptPhrases.filter((phrase) => !isAscii(phrase)));
      scanWith(others, view, hits);
    },
    scanLeet: (view) => {
      if (view.text.length > longestLeet || (view.text.match(leetWord)?.length ?? 0) < 2) return undefined;
      disguised ??= vocabulary(
        conceptPhrases.filter((phrase) => phrase.english && isAscii(phrase)),
        leet,
      );
      const hits: ConceptHit[] = [];
      scanWith(disguised, view, hits);
      return hits;
    },
  };
}

function scanWith(from: Vocabulary, view: View, hits: ConceptHit[]): void {
  from.matcher.read(view.text, 0, from.matcher.start, (literal, end) =>
    collect(from.phrases[literal], view, end, hits),
  );
}

function collect(phrase: ConceptPhrase | undefined, view: View, end: number, hits: ConceptHit[]): void {
  if (phrase === undefined || hits.length >= mostHits) return;
  const start = end - phrase.literal.length;
  if (!isConceptAt(phrase, view.text, start, end, view.compact)) return;
  hits.push({ concept: phrase.concept, english: phrase.english, start, end });
}
