import { inflateRawSync } from "node:zlib";
import {
  bucketOf,
  classHash,
  classPairHash,
  classSkipHash,
  classTripleHash,
  pairHash,
  spellWord,
  tripleHash,
} from "./features.ts";
import { classOrOwn, wordClasses } from "./word-classes.ts";
import { readWords, type Words } from "./words.ts";

/** Tokens that are judged together, and how far the next look begins. */
export const windowTokens = 96;
const windowStride = 24;
const mostMixed = 0.5;

/** A trained linear model: one small integer a bucket. */
export interface LinearModel {
  readonly weights: Int8Array;
  /** What one unit of a weight is worth. */
  readonly scale: number;
  readonly bias: number;
}

/** A model as a data file holds it. */
export interface PackedModel {
  /** A byte a weight, deflated, in base64. */
  readonly packedWeights: string;
  readonly scale: number;
  /** Log-odds of a text without features. */
  readonly bias: number;
  /** Log-odds that 5%, 1%, 0.3% and 0.1% of held-out benign texts reach at most, of known and of unseen sources. */
  readonly lines: readonly [common: number, reported: number, sure: number, surest: number];
}

/** Unpacks a model. */
export function unpackModel({ packedWeights, scale, bias }: PackedModel): LinearModel {
  const bytes = inflateRawSync(Buffer.from(packedWeights, "base64"));
  return { weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), scale, bias };
}

/** The most suspicious stretch of a text. */
export interface Suspicion {
  /** Log-odds of the window under the training data's mix; compare with the calibrated thresholds only. */
  readonly logit: number;
  readonly start: number;
  readonly end: number;
}

/** Scores the windows of a text by two models and gives the highest of each; undefined when the text has no words. */
export type SuspicionFinder = (text: string) => readonly [Suspicion, Suspicion] | undefined;

/** Words whose own part of the sums is remembered; a power of two. */
const rememberedWords = 8_192;
/** What is remembered of a word stands side by side: its two hashes, its two sums, and the number of its features (0: nothing is) below its class. */
const rowBits = 2;
const classShift = 8;
const sizeMask = (1 << classShift) - 1;
/** Features of a word with its neighbours. */
const withNeighbours = 5;

/** Two small numbers as one: what waits for the memory is the reading of a weight. */
const low = (both: number): number => (both << 16) >> 16;
const high = (both: number): number => (both - low(both)) >> 16;
const spread = (weights: number): number => ((weights << 24) >> 24) + (weights >> 8) * 65_536;

/** The weights of two models beside each other: a byte each. */
function pairWeights(first: Int8Array, second: Int8Array): Int16Array {
  const both = new Int16Array(first.length);
  for (let bucket = 0; bucket < both.length; bucket += 1)
    both[bucket] = ((first[bucket] ?? 0) & 0xff) | ((second[bucket] ?? 0) << 8);
  return both;
}

/**
 * Makes a finder for two models. What a word adds by itself (its own weights and those of its pieces) is remembered, since texts repeat
 * their words; two hashes of the word, 64 bits together, tell words apart.
 */
export function createSuspicionFinder(first: LinearModel, second: LinearModel): SuspicionFinder {
  const weights = pairWeights(first.weights, second.weights);
  const rows = new Int32Array(rememberedWords << rowBits);
  let firstSums = new Int32Array(1);
  let secondSums = new Int32Array(1);
  let counts = new Int32Array(1);
  const classOf = wordClasses();
  const weightsOf = (hash: number): number => spread(weights[bucketOf(hash)] ?? 0);

  const weigh = (words: Words, word: number, row: number): void => {
    const hash = words.hashes[word] ?? 0;
    const wordClass = classOf(hash);
    let sum = weightsOf(hash) + weightsOf(classHash(classOrOwn(wordClass, hash)));
    let size = 2;
    if (words.spelled[word] === 1) {
      spellWord(words.units, words.starts[word] ?? 0, words.ends[word] ?? 0, (bucket) => {
        sum += spread(weights[bucket] ?? 0);
        size += 1;
      });
    }
    rows[row] = words.first[word] ?? 0;
    rows[row + 1] = words.second[word] ?? 0;
    rows[row + 2] = sum;
    rows[row + 3] = size | (wordClass << classShift);
  };
  const addUp = (words: Words): void => {
    const { hashes, first: ones, second: others, count } = words;
    let previous = 1;
    let beforePrevious = 2;
    let previousClass = 0;
    let classBefore = 0;
    let firstSum = 0;
    let secondSum = 0;
    let size = 0;
    for (let word = 0; word < count; word += 1) {
      const key = ones[word] ?? 0;
      const row = ((key ^ (key >>> 14)) & (rememberedWords - 1)) << rowBits;
      if (rows[row] !== key || rows[row + 1] !== others[word] || rows[row + 3] === 0) weigh(words, word, row);
      const hash = hashes[word] ?? 0;
      const known = rows[row + 3] ?? 0;
      const wordClass = classOrOwn(known >>> classShift, hash);
      const both =
        (rows[row + 2] ?? 0) +
        weightsOf(pairHash(previous, hash)) +
        weightsOf(tripleHash(beforePrevious, previous, hash)) +
        weightsOf(classPairHash(previousClass, wordClass)) +
        weightsOf(classTripleHash(classBefore, previousClass, wordClass)) +
        weightsOf(classSkipHash(classBefore, wordClass));
      firstSum += low(both);
      secondSum += high(both);
      size += (known & sizeMask) + withNeighbours;
      firstSums[word + 1] = firstSum;
      secondSums[word + 1] = secondSum;
      counts[word + 1] = size;
      beforePrevious = previous;
      previous = hash;
      classBefore = previousClass;
      previousClass = wordClass;
    }
  };
  const highest = (words: Words, length: number, sums: Int32Array, { scale, bias }: LinearModel): Suspicion => {
    let best = Number.NEGATIVE_INFINITY;
    let bestFrom = 0;
    for (let from = 0; ; from += windowStride) {
      const to = Math.min(words.count, from + windowTokens);
      const size = (counts[to] ?? 0) - (counts[from] ?? 0);
      const logit = bias + (scale * ((sums[to] ?? 0) - (sums[from] ?? 0))) / Math.sqrt(Math.max(size, 1));
      if (logit > best) {
        best = logit;
        bestFrom = from;
      }
      if (from + windowTokens >= words.count) break;
    }
    const last = bestFrom + windowTokens;
    const end = last < words.count ? (words.starts[last] ?? length) : length;
    return { logit: best, start: words.starts[bestFrom] ?? 0, end };
  };
  return (text) => {
    const words = readWords(text);
    // Escapes and codes are no words: what they hide is judged where it is decoded.
    if (words.count === 0 || words.mixed > words.count * mostMixed) return undefined;
    if (counts.length <= words.count) {
      firstSums = new Int32Array(words.count * 2 + 1);
      secondSums = new Int32Array(words.count * 2 + 1);
      counts = new Int32Array(words.count * 2 + 1);
    }
    addUp(words);
    return [highest(words, text.length, firstSums, first), highest(words, text.length, secondSums, second)];
  };
}

/** Where windows begin; the last one reaches the end. */
export function* windowStarts(tokens: number): Generator<number> {
  yield 0;
  for (let from = windowStride; from + windowTokens - windowStride < tokens; from += windowStride) yield from;
}
