import { unitsOf } from "../text-units.ts";
import { rewrittenText } from "./rewritten-text.ts";
import { latinLookAlike, unfoldCharacter } from "./unfold-character.ts";
import type { View } from "./view.ts";

/** What a character of the basic plane becomes, once asked: 0 not asked yet, 1 nothing, 2 more than one unit, else the unit and 3. */
const answers = new Int32Array(65_536);
const [notAsked, nothing, several, offset] = [0, 1, 2, 3];

/**
 * The text as a person or a model reads it: every character unfolded (see {@link unfoldCharacter}); in a word that mixes Latin with
 * another alphabet, the other's letters become the Latin ones they imitate. ASCII text is returned as it is, at no cost.
 */
export function normalise(view: View): View {
  if (view.ascii) return view;
  const { text } = view;
  const source = unitsOf(text);
  const rewritten = rewrittenText(text.length);
  let alphabets = false;
  for (let index = 0; index < text.length; ) {
    const code = source[index] ?? 0;
    if (code < 0x80) {
      let end = index + 1;
      while (end < text.length && (source[end] ?? 0) < 0x80) end += 1;
      rewritten.copy(source, index, end);
      index = end;
      continue;
    }
    if (isPictograph(code, source[index + 1] ?? 0)) {
      const end = index + (code >= 0xd800 ? 2 : 1);
      const last = rewritten.length() === 0 ? space : rewritten.units()[rewritten.length() - 1];
      // A picture between words parts them like one space.
      if (last !== space) rewritten.put(space, index, end);
      index = source[end] === space && end < text.length ? end + 1 : end;
      continue;
    }
    alphabets ||= code >= 0x250 && code <= 0x58f;
    const answer = answerFor(code);
    if (answer >= offset) rewritten.put(answer - offset, index, index + 1);
    if (answer !== several) {
      index += 1;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    rewritten.putText(unfoldCharacter(character), index, index + character.length);
    index += character.length;
  }
  if (alphabets) replaceLookAlikes(rewritten.units(), rewritten.length());
  return {
    name: view.name,
    text: rewritten.text(),
    ascii: rewritten.isAscii(),
    origin: (span) => view.origin(rewritten.origin(span)),
    compact: view.compact,
  };
}

const space = 32;

/** Emoji and dingbats: U+2600–27BF and U+1F300–1FAFF. */
function isPictograph(code: number, next: number): boolean {
  return (
    (code >= 0x2600 && code <= 0x27bf) ||
    ((code === 0xd83c || code === 0xd83d || code === 0xd83e) &&
      next >= 0xdc00 &&
      next <= 0xdfff &&
      !(code === 0xd83c && next < 0xdf00))
  );
}

function answerFor(code: number): number {
  const known = answers[code] ?? notAsked;
  if (known !== notAsked) return known;
  // Half of a pair has no answer of its own.
  const unfolded = code >= 0xd800 && code <= 0xdfff ? "  " : unfoldCharacter(String.fromCharCode(code));
  const answer = unfolded === "" ? nothing : unfolded.length > 1 ? several : unfolded.charCodeAt(0) + offset;
  answers[code] = answer;
  return answer;
}

function isLatin(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isImitation(code: number): boolean {
  return (code >= 0x250 && code <= 0x2af) || (code >= 0x370 && code <= 0x58f);
}

/** Replaces, in words that mix Latin letters with others, the others by those they imitate. */
function replaceLookAlikes(units: Uint16Array, length: number): void {
  for (let index = 0; index < length; ) {
    const start = index;
    let latin = false;
    let imitation = false;
    for (; index < length; index += 1) {
      const code = units[index] ?? 0;
      if (isLatin(code)) latin = true;
      else if (isImitation(code)) imitation = true;
      else break;
    }
    for (let at = start; latin && imitation && at < index; at += 1) units[at] = latinLookAlike(units[at] ?? 0);
    index += 1;
  }
}
