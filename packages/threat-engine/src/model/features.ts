import { classOrOwn, wordClasses } from "./word-classes.ts";
import { foldUnit, mix, readWords } from "./words.ts";

/** Number of hash buckets, a power of two: one weight each. */
export const modelBuckets: number = 2 ** 18;

/** The features of a text, token by token. */
export interface TextFeatures {
  /** Number of tokens. */
  readonly tokens: number;
  /** Buckets of all features; those of token `i` end before `ends[i]`. */
  readonly buckets: Uint32Array;
  readonly ends: Uint32Array;
  /** UTF-16 offset at which token `i` begins. */
  readonly offsets: Uint32Array;
}

/** Longest text that is looked at in one piece; a longer one is cut by the caller. */
export const longestModelText = 262_144;

const bucketShift = 32 - Math.log2(modelBuckets);
const longestSpelled = 24;

/** Bucket of a hash. */
export function bucketOf(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return Math.imul(spread ^ (spread >>> 13), 0xc2b2ae35) >>> bucketShift;
}

/** Hash of a pair of neighbouring words; with {@link tripleHash} of three. */
export function pairHash(previous: number, word: number): number {
  return mix(previous, word);
}

/** Hash of three neighbouring words. */
export function tripleHash(beforePrevious: number, previous: number, word: number): number {
  return mix(mix(beforePrevious, previous), word);
}

/** Hash of the class of a word; of the classes of two and three neighbouring words; of a word's and that of the one before the previous. */
export function classHash(wordClass: number): number {
  return mix(0x1111, wordClass);
}

export function classPairHash(previous: number, wordClass: number): number {
  return mix(mix(0x2222, previous), wordClass);
}

export function classTripleHash(beforePrevious: number, previous: number, wordClass: number): number {
  return mix(mix(mix(0x3333, beforePrevious), previous), wordClass);
}

export function classSkipHash(beforePrevious: number, wordClass: number): number {
  return mix(mix(0x4444, beforePrevious), wordClass);
}

/** Tells the buckets of the four-letter pieces of the word at `start`–`end`. A piece at the beginning has three letters. */
export function spellWord(units: Uint16Array, start: number, end: number, onBucket: (bucket: number) => void): void {
  let window = 0x20;
  for (let index = start; index < end && index - start < longestSpelled; index += 1) {
    window = ((window << 8) | (foldUnit(units[index] ?? 0) & 0xff)) >>> 0;
    if (index - start >= 2) onBucket(bucketOf(window ^ 0x5bd1e995));
  }
}

/**
 * Hashed words, pairs and triples of words, classes of words, their pairs, triples and those two apart, and four-letter pieces of words, of a
 * normalised text; for training. The model adds the same features up without listing them (see `linear-model.ts`).
 */
export function extractFeatures(text: string): TextFeatures {
  const classes = wordClasses();
  const words = readWords(text.slice(0, longestModelText));
  const buckets: number[] = [];
  const ends = new Uint32Array(words.count);
  let previous = 1;
  let beforePrevious = 2;
  let previousClass = 0;
  let classBefore = 0;
  for (let word = 0; word < words.count; word += 1) {
    const hash = words.hashes[word] ?? 0;
    if (words.spelled[word] === 1)
      spellWord(words.units, words.starts[word] ?? 0, words.ends[word] ?? 0, (bucket) => buckets.push(bucket));
    buckets.push(
      bucketOf(hash),
      bucketOf(pairHash(previous, hash)),
      bucketOf(tripleHash(beforePrevious, previous, hash)),
    );
    const wordClass = classOrOwn(classes(hash), hash);
    buckets.push(
      bucketOf(classHash(wordClass)),
      bucketOf(classPairHash(previousClass, wordClass)),
      bucketOf(classTripleHash(classBefore, previousClass, wordClass)),
      bucketOf(classSkipHash(classBefore, wordClass)),
    );
    beforePrevious = previous;
    previous = hash;
    classBefore = previousClass;
    previousClass = wordClass;
    ends[word] = buckets.length;
  }
  return {
    tokens: words.count,
    buckets: Uint32Array.from(buckets),
    ends,
    offsets: words.starts.slice(0, words.count),
  };
}
