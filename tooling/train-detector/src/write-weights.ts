import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { Role } from "./models.ts";
import type { TrainedModel } from "./train.ts";

const folder = join(import.meta.dirname, "../../../packages/threat-engine/src/model");
const judged: Readonly<Record<Role, string>> = {
  said: "a person's words",
  brought: "what a tool brought",
};

/** Writes the model of a role as the engine reads it: a byte a weight. What is larger than all but one weight in two thousand is cut off. */
export function writeWeights(role: Role, { weights, bias }: TrainedModel, lines: readonly number[]): void {
  const sorted = [...weights].map(Math.abs).sort((a, b) => a - b);
  const scale = (sorted[Math.floor(sorted.length * 0.9995)] ?? 1) / 127;
  const small = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))));
  const packed = deflateRawSync(new Uint8Array(small.buffer), { level: 9 }).toString("base64");
  const text = `import type { PackedModel } from "./linear-model.ts";

/** The model that judges ${judged[role]}; written by tooling/train-detector, see docs/model-card.md. */
export const ${role}: PackedModel = {
  scale: ${scale.toPrecision(6)},
  bias: ${bias.toPrecision(6)},
  lines: [${lines.map((line) => Number(line.toFixed(3))).join(", ")}],
  packedWeights:
    "${packed}",
};
`;
  writeFileSync(join(folder, `${role}-weights.ts`), text);
  console.error(`wrote ${role}-weights.ts: ${(packed.length / 1024).toFixed(0)} KiB in base64`);
}
