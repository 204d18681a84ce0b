import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { TrainedModel } from "./train.ts";

const path = join(import.meta.dirname, "../../../packages/threat-engine/src/model/weights.ts");

/** Writes the model as the engine reads it: a byte a weight. What is larger than all but one weight in two thousand is cut off. */
export function writeWeights({ weights, bias }: TrainedModel, thresholds: readonly number[]): void {
  const sorted = [...weights].map(Math.abs).sort((a, b) => a - b);
  const scale = (sorted[Math.floor(sorted.length * 0.9995)] ?? 1) / 127;
  const small = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))));
  const packed = deflateRawSync(new Uint8Array(small.buffer), { level: 9 }).toString("base64");
  const lines = [
    "/** Written by tooling/train-detector; see docs/model-card.md. Int8 weights, deflated, in base64. */",
    `export const packedWeights =\n  "${packed}";`,
    "/** What one unit of a weight is worth. */",
    `export const weightScale = ${scale.toPrecision(6)};`,
    "/** Log-odds of a text without features. */",
    `export const modelBias = ${bias.toPrecision(6)};`,
    "/** Log-odds that 5%, 1%, 0.3% and 0.1% of held-out benign texts reach at most, of known and of unseen sources. */",
    `export const modelThresholds: readonly number[] = [${thresholds.map((value) => Number(value.toFixed(3))).join(", ")}];`,
  ];
  // A comment stands right above what it is about.
  writeFileSync(path, `${lines.join("\n").replaceAll(";\n/**", ";\n\n/**")}\n`);
  console.error(`wrote weights: ${(packed.length / 1024).toFixed(0)} KiB in base64`);
}
