import { buildLiteralMatcher, type LiteralMatcher } from "../aho-corasick.ts";
import type { View } from "../views/view.ts";
import { type ConceptHit, type ConceptPhrase, conceptPhrases, isConceptAt } from "./concept-hits.ts";

/** Characters that stand for letters in "leet" writing; `i` and `l` share their digit. */
const leet = ["o0", "il1!|I", "e3€", "a4@", "s5$", "t7+", "g9", "b8", "z2"];
const leetWord = /[A-Za-z][01345789@$!|€+]{1,3}[A-Za-z]/g;
/** Looking for leet costs a second pass; longer texts are code and data. */
const longestLeet = 65_536;
const mostHits = 20_000;

interface Vocabulary {
  readonly phrases: readonly ConceptPhrase[];
  readonly matcher: LiteralMatcher;
}

/** Finds the vocabulary's phrases in a reading. */
export interface ConceptScanner {
  scan(view: View): readonly ConceptHit[];
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

/** Builds the automata; those for other scripts and for leet are built when a text first needs them. */
export function createConceptScanner(): ConceptScanner {
  const isAscii = (phrase: ConceptPhrase): boolean => !/[^\p{ASCII}]/u.test(phrase.literal);
  const ascii = vocabulary(conceptPhrases.filter(isAscii));
  let others: Vocabulary | undefined;
  let disguised: Vocabulary | undefined;
  return {
    scan: (view) => {
      const hits = collect(ascii, view, isConceptAt);
      if (!/[^\p{ASCII}]/u.test(view.text)) return hits;
      others ??= vocabulary(conceptPhrases.filter((phrase) => !isAscii(phrase)));
      return [...hits, ...collect(others, view, isConceptAt)];
    },
    scanLeet: (view) => {
      if (view.text.length > longestLeet || (view.text.match(leetWord)?.length ?? 0) < 2) return undefined;
      disguised ??= vocabulary(
        conceptPhrases.filter((phrase) => phrase.english && isAscii(phrase)),
        leet,
      );
      return collect(disguised, view, isConceptAt);
    },
  };
}

function collect(from: Vocabulary, view: View, accepts: typeof isConceptAt): ConceptHit[] {
  const hits: ConceptHit[] = [];
  from.matcher.read(view.text, 0, from.matcher.start, (literal, end) => {
    const phrase = from.phrases[literal];
    if (phrase === undefined || hits.length >= mostHits) return;
    const start = end - phrase.literal.length;
    if (!accepts(phrase, view.text, start, end, view.compact)) return;
    hits.push({ concept: phrase.concept, english: phrase.english, start, end });
  });
  return hits;
}
