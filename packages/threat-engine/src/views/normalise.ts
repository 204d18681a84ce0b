import { unitsOf } from "../text-units.ts";
import { type RewrittenText, rewrittenText } from "./rewritten-text.ts";
import { latinLookAlike, unfoldCharacter } from "./unfold-character.ts";
import type { Span, View } from "./view.ts";

/** What a character of the basic plane becomes, once asked: 0 not asked yet, 1 nothing, 2 more than one unit, else the unit and 3. */
const answers = new Int32Array(65_536);
const [notAsked, nothing, several, offset] = [0, 1, 2, 3];

/**
 * The text as a person or a model reads it: every character unfolded (see {@link unfoldCharacter}); in a word that mixes Latin with
 * another alphabet, the other's letters become the Latin ones they imitate. A text that stays as it is costs no copy.
 */
export function normalise(view: View): View {
  if (view.ascii) return view;
  const { text } = view;
  const { length } = text;
  const source = unitsOf(text);
  let made: RewrittenText | undefined;
  /** What stands before `done` was copied or replaced. */
  let done = 0;
  let alphabets = false;
  const rewrittenTo = (index: number): RewrittenText => {
    made ??= rewrittenText(length);
    made.copy(source, done, index);
    return made;
  };
  for (let index = 0; index < length; ) {
    const code = source[index] ?? 0;
    if (code < 0x80) {
      index = asciiEnd(source, index + 1, length);
      continue;
    }
    if (isPictograph(code, source[index + 1] ?? 0)) {
      const end = index + (code >= 0xd800 ? 2 : 1);
      const rewritten = rewrittenTo(index);
      const last = rewritten.length() === 0 ? space : rewritten.units()[rewritten.length() - 1];
      // A picture between words parts them like one space.
      if (last !== space) rewritten.put(space, index, end);
      index = source[end] === space && end < length ? end + 1 : end;
      done = index;
      continue;
    }
    alphabets ||= code >= 0x250 && code <= 0x58f;
    const answer = answerFor(code);
    const character = answer === several ? String.fromCodePoint(text.codePointAt(index) ?? 0) : "";
    const next = index + Math.max(1, character.length);
    const unfolded = answer === several ? unfoldCharacter(character) : "";
    if (answer !== code + offset && (answer !== several || unfolded !== character)) {
      const rewritten = rewrittenTo(index);
      if (answer >= offset) rewritten.put(answer - offset, index, next);
      else rewritten.putText(unfolded, index, next);
      done = next;
    }
    index = next;
  }
  let rewritten = made === undefined ? undefined : rewrittenTo(length);
  const mixed = alphabets ? mixedWords(rewritten?.units() ?? source, rewritten?.length() ?? length) : [];
  if (mixed.length > 0) {
    rewritten ??= rewrittenTo(length);
    replaceLookAlikes(rewritten.units(), mixed);
  }
  return rewritten === undefined ? view : rewrittenView(view, rewritten);
}

function rewrittenView(view: View, rewritten: RewrittenText): View {
  return {
    name: view.name,
    text: rewritten.text(),
    ascii: rewritten.isAscii(),
    origin: (span) => view.origin(rewritten.origin(span)),
    compact: view.compact,
  };
}

const space = 32;

/** The first place from `index` on, or one of the three before it, where a unit is not ASCII. */
function asciiEnd(units: Uint16Array, index: number, length: number): number {
  let at = index;
  while (
    at + 4 <= length &&
    ((units[at] ?? 0) | (units[at + 1] ?? 0) | (units[at + 2] ?? 0) | (units[at + 3] ?? 0)) < 0x80
  )
    at += 4;
  return at;
}

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

/** Words that mix Latin letters with those of alphabets that imitate them. */
function mixedWords(units: Uint16Array, length: number): readonly Span[] {
  const words: Span[] = [];
  for (let index = 0; index < length; index += 1) {
    if (!isImitation(units[index] ?? 0)) continue;
    let start = index;
    let latin = false;
    for (; start > 0 && isLetter(units[start - 1] ?? 0); start -= 1) latin ||= isLatin(units[start - 1] ?? 0);
    for (; index < length && isLetter(units[index] ?? 0); index += 1) latin ||= isLatin(units[index] ?? 0);
    if (latin) words.push({ start, end: index });
  }
  return words;
}

function isLetter(code: number): boolean {
  return isLatin(code) || isImitation(code);
}

function replaceLookAlikes(units: Uint16Array, words: readonly Span[]): void {
  for (const { start, end } of words)
    for (let at = start; at < end; at += 1) units[at] = latinLookAlike(units[at] ?? 0);
}
