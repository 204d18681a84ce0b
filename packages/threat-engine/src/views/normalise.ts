import { latinLookAlike, unfoldCharacter } from "./unfold-character.ts";
import { mappedText, type View } from "./view.ts";

const asciiRun = /[\p{ASCII}]{1,1000000}/uy;
const latinOrImitation = /[A-Za-z\u0250-\u02af\u0370-\u058f]+/g;

/**
 * The text as a person or a model reads it: every character unfolded (see {@link unfoldCharacter}); in a word that mixes Latin with
 * another alphabet, the other's letters become the Latin ones they imitate. ASCII text is returned as it is, at no cost.
 */
export function normalise(view: View): View {
  const { text } = view;
  if (!/[^\p{ASCII}]/u.test(text)) return view;
  const mapped = mappedText();
  for (let index = 0; index < text.length; ) {
    asciiRun.lastIndex = index;
    if (asciiRun.test(text)) {
      mapped.copy(text, index, asciiRun.lastIndex);
      index = asciiRun.lastIndex;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    mapped.append(unfoldCharacter(character), index, index + character.length);
    index += character.length;
  }
  const unfolded = replaceLookAlikes(mapped.text());
  return {
    name: view.name,
    text: unfolded,
    origin: (span) => view.origin(mapped.origin(span)),
    compact: view.compact,
  };
}

function replaceLookAlikes(text: string): string {
  if (!/[\u0250-\u02af\u0370-\u058f]/.test(text)) return text;
  return text.replace(latinOrImitation, (word) => (isMixed(word) ? [...word].map(latinLookAlike).join("") : word));
}

function isMixed(word: string): boolean {
  return /[A-Za-z]/.test(word) && /[^A-Za-z]/.test(word);
}
