import { type Chunk, readChunk } from "./order-chunks.ts";
import { beginsExpression, type Inflection, senseOf } from "./order-lexicon.ts";
import { meanings } from "./order-meanings.ts";

/** One word of a passage and what it may mean. */
export interface OrderWord {
  /** Lower case, without the signs around it. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly bits: number;
  readonly inflection: Inflection;
  readonly isForeign: boolean;
  /** The key of a setting. */
  readonly isKey: boolean;
  /** A part of the name of something in a program. */
  readonly isPart: boolean;
  /** The signs behind it. */
  readonly closing: string;
  /** A sign before it begins a clause, or it is the first of its sentence. */
  readonly beginsClause: boolean;
  /** Number of its sentence in the passage. */
  readonly sentence: number;
}

const chunk = /\S+/g;
/** Shorter lines are not wrapped prose. */
const shortLine = 12;
const wraps = /^(?:(?:\/\/|[#>*;]|--)[ \t]{1,4})?["'`(]?[\p{L}]/u;
/** Behind the key of a setting. */
const key = /^["']?\s?[:=]/;

/**
 * The words of a passage, in order.
 *
 * @param known - Chunks of the same text that were read before: passages overlap, and a text says the same words again and again.
 */
export function orderWords(
  text: string,
  from: number,
  to: number,
  known: Map<string, Chunk> = new Map(),
): readonly OrderWord[] {
  const words: OrderWord[] = [];
  let sentence = 0;
  let begins = true;
  let reached = from;
  let line = from;
  for (const match of text.slice(from, to).matchAll(chunk)) {
    const whole = match[0];
    const at = from + match.index;
    const feed = text.slice(reached, at).lastIndexOf("\n");
    if (feed >= 0) {
      // A short line or one before a sign, a number or a capital is whole; other lines were wrapped.
      if (reached - line < shortLine || !wraps.test(text.slice(at, at + 12))) {
        sentence += 1;
        begins = true;
      }
      line = at;
    }
    reached = at + whole.length;
    const read = known.get(whole) ?? readChunk(whole);
    known.set(whole, read);
    if (read.opensClause) begins = true;
    const isKey = begins && !read.isSigns && key.test(text.slice(at + read.tail, at + read.tail + 3));
    for (const { word, index, length, bits, sense, isPart, closing } of read.pieces) {
      words.push({
        word,
        start: at + index,
        end: at + index + length,
        bits,
        inflection: sense.inflection,
        isForeign: sense.isForeign === true,
        isKey,
        isPart,
        closing,
        beginsClause: begins,
        sentence,
      });
      begins = false;
    }
    if (read.endsSentence) {
      sentence += 1;
      begins = true;
    } else if (read.endsClause) begins = true;
  }
  return joinExpressions(words);
}

/** Gives the first word of an expression of two the meaning of both. */
function joinExpressions(words: readonly OrderWord[]): readonly OrderWord[] {
  return words.map((own, index) => {
    const word = isWrittenInto(words, index) ? { ...own, bits: own.bits & ~meanings.secret } : own;
    const next = words[index + 1];
    if (next === undefined || next.sentence !== word.sentence) return word;
    if (!beginsExpression(word.word)) return word;
    const both = senseOf(`${word.word}_${next.word}`);
    if (both.bits !== 0) return { ...word, bits: word.bits | both.bits };
    return word;
  });
}

const into = new Set("in into to inside within".split(" "));
const determiners = new Set("the your a an its their this".split(" "));

/** A file of secrets that something is written into loses nothing. */
function isWrittenInto(words: readonly OrderWord[], index: number): boolean {
  const word = words[index];
  if (word === undefined || (word.bits & meanings.secret) === 0 || !/^[./~]/.test(word.word)) return false;
  const before = words[index - 1]?.word ?? "";
  return into.has(determiners.has(before) ? (words[index - 2]?.word ?? "") : before);
}
