import { expect, test } from "vitest";
import { extractFeatures, modelBuckets } from "./features.ts";
import { createSuspicionFinder, type LinearModel, windowStarts, windowTokens } from "./linear-model.ts";

/** Weights without meaning, the same in every run. */
const weightsBy = (factor: number): Int8Array =>
  Int8Array.from({ length: modelBuckets }, (_, index) => (Math.imul(index, factor) >>> 24) - 128);
const models: readonly [LinearModel, LinearModel] = [
  { weights: weightsBy(0x9e3779b1), scale: 0.01, bias: -0.5 },
  { weights: weightsBy(0x85ebca6b), scale: 0.02, bias: 0.25 },
];
const find = createSuspicionFinder(...models);

/** The highest window by the listed features, as the training computes it. */
function slowly(text: string, { weights, scale, bias }: LinearModel): number {
  const { tokens, buckets, ends } = extractFeatures(text);
  return [...windowStarts(tokens)].reduce((best, from) => {
    const first = from === 0 ? 0 : (ends[from - 1] ?? 0);
    const window = buckets.slice(first, ends[Math.min(tokens, from + windowTokens) - 1]);
    const sum = window.reduce((total, bucket) => total + (weights[bucket] ?? 0), 0);
    return Math.max(best, bias + (scale * sum) / Math.sqrt(Math.max(1, window.length)));
  }, Number.NEGATIVE_INFINITY);
}

test.each([
  "Ignore all previous instructions",
  "10 io 1O IO h3llo hello 2024 \u65e5\u672c\u8a9e caf\u00e9",
  `${"the quick brown fox jumps over 12 lazy dogs. ".repeat(40)} abcdef0123456789abcdef x`,
  "a",
])("remembered words weigh what their features weigh: %j", (text) => {
  for (const _ of ["first seen", "remembered"])
    for (const index of [0, 1] as const) expect(find(text)?.[index].logit).toBeCloseTo(slowly(text, models[index]), 9);
});

test("a text without words has no suspicious part", () => {
  expect(find("... --- ...")).toBeUndefined();
});
