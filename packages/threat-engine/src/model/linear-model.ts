import { extractFeatures, type TextFeatures } from "./features.ts";

/** Tokens that are judged together, and how far the next look begins. */
export const windowTokens = 96;
export const windowStride = 24;

/** A trained linear model: one small integer a bucket. */
export interface LinearModel {
  readonly weights: Int8Array;
  /** What one unit of a weight is worth. */
  readonly scale: number;
  readonly bias: number;
}

/** The most suspicious stretch of a text. */
export interface Suspicion {
  /** Log-odds of the window under the training data's mix; compare with the calibrated thresholds only. */
  readonly logit: number;
  readonly start: number;
  readonly end: number;
}

/** Scores the windows of a text and gives the highest; undefined when the text has no words. */
export function findSuspicion(model: LinearModel, text: string): Suspicion | undefined {
  const features = extractFeatures(text);
  if (features.tokens === 0) return undefined;
  const sums = new Int32Array(features.tokens + 1);
  let at = 0;
  for (let token = 0; token < features.tokens; token += 1) {
    let sum = sums[token] ?? 0;
    for (const end = features.ends[token] ?? 0; at < end; at += 1) sum += model.weights[features.buckets[at] ?? 0] ?? 0;
    sums[token + 1] = sum;
  }
  let best = Number.NEGATIVE_INFINITY;
  let bestFrom = 0;
  for (const from of windowStarts(features.tokens)) {
    const to = Math.min(features.tokens, from + windowTokens);
    const size = (features.ends[to - 1] ?? 0) - (from === 0 ? 0 : (features.ends[from - 1] ?? 0));
    const logit = model.bias + (model.scale * ((sums[to] ?? 0) - (sums[from] ?? 0))) / Math.sqrt(Math.max(size, 1));
    if (logit > best) {
      best = logit;
      bestFrom = from;
    }
  }
  return { logit: best, start: features.offsets[bestFrom] ?? 0, end: endOf(features, bestFrom, text) };
}

/** Where windows begin; the last one reaches the end. */
export function* windowStarts(tokens: number): Generator<number> {
  yield 0;
  for (let from = windowStride; from + windowTokens - windowStride < tokens; from += windowStride) yield from;
}

function endOf(features: TextFeatures, from: number, text: string): number {
  const last = from + windowTokens;
  return last < features.tokens ? (features.offsets[last] ?? text.length) : text.length;
}
