import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { normalise, originalView } from "@infershield/threat-engine/training";
import { allExamples, leaveOutGroups, readExamples, unseenGroups } from "./sources.ts";
import { prepare, scoreText, type TrainedModel, train } from "./train.ts";

const folder = process.env["INFERSHIELD_THREAT_DATA"];
if (folder === undefined) throw new Error("Set INFERSHIELD_THREAT_DATA to the folder with the labelled texts.");

type Texts = ReturnType<typeof prepare>;

const readable = (text: string): string => normalise(originalView(text)).text;

/** A fifth of the benign texts sets the thresholds and is never trained on. */
function isHeldOut({ example }: Texts[number], index: number): boolean {
  return index % 5 === 2 && !example.attack;
}

/** The score that `share` of the benign texts reach. */
function thresholdAt(model: TrainedModel, benign: Texts, share: number): number {
  return reachedBy(
    benign.map((text) => scoreText(model, text)),
    share,
  );
}

function reachedBy(scores: readonly number[], share: number): number {
  return scores.toSorted((a, b) => b - a)[Math.floor(scores.length * share)] ?? 0;
}

/** What held-out benign texts score whose whole source was left out of training. */
function unseenBenignScores(): readonly number[] {
  return unseenGroups.flatMap((group) => {
    const model = train(trainable.filter(({ example }) => !group.includes(example.source)));
    return benignHeldOut.filter(({ example }) => group.includes(example.source)).map((text) => scoreText(model, text));
  });
}

function recall(model: TrainedModel, texts: Texts, threshold: number): number {
  return texts.filter((text) => scoreText(model, text) > threshold).length / Math.max(1, texts.length);
}

function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number {
  const sorted = [...negative].sort((a, b) => a - b);
  let sum = 0;
  for (const score of positive) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < score) low = middle + 1;
      else high = middle;
    }
    sum += low;
  }
  return sum / Math.max(1, positive.length * sorted.length);
}

const percent = (value: number): string => `${(value * 100).toFixed(1)}`;
const all = prepare(allExamples(folder), readable);
// Texts that others wrote set the thresholds: our own are all alike.
const benignHeldOut = all.filter((text, index) => isHeldOut(text, index) && !text.example.source.startsWith("own_"));
/** Not among them: the tables into which attacks were put that are trained on. */
const cleanHeldOut = benignHeldOut.filter(({ example }) => example.source !== "bipia_benign_dev");
const trainable = all.filter((text, index) => !isHeldOut(text, index));

if (process.argv.includes("--leave-out")) {
  console.log("| left out | attacks | T@1% | T@0.1% | AUC | benign flagged at 1% |");
  console.log("|---|---|---|---|---|---|");
  for (const group of leaveOutGroups) {
    const inGroup = (text: Texts[number]): boolean => group.includes(text.example.source);
    const model = train(trainable.filter((text) => !inGroup(text)));
    const others = cleanHeldOut.filter((text) => !inGroup(text));
    const attacks = all.filter((text) => inGroup(text) && text.example.attack);
    const benign = all.filter((text) => inGroup(text) && !text.example.attack);
    const one = thresholdAt(model, others, 0.01);
    const auc = areaUnderCurve(
      attacks.map((text) => scoreText(model, text)),
      others.map((text) => scoreText(model, text)),
    );
    const columns =
      attacks.length === 0
        ? ["–", "–", "–"]
        : [
            percent(recall(model, attacks, one)),
            percent(recall(model, attacks, thresholdAt(model, others, 0.001))),
            auc.toFixed(3),
          ];
    console.log(
      `| ${group.join(", ")} | ${attacks.length} | ${columns.join(" | ")} | ${benign.length === 0 ? "–" : percent(recall(model, benign, one))} |`,
    );
  }
}

const model = train(trainable);
const unseen = unseenBenignScores();
// Texts of sources that it knows score low; tables, some of which were trained on with an attack in them, set the last line: blocks are to be rare.
const thresholds = [0.05, 0.01, 0.003, 0.001].map((share) =>
  Math.max(thresholdAt(model, benignHeldOut, share), reachedBy(unseen, share)),
);
console.error(
  `lines that at most 5%, 1%, 0.3%, 0.1% of held-out benign texts reach: ${thresholds.map((value) => value.toFixed(2)).join(", ")}`,
);

if (process.argv.includes("--score")) {
  const names = [
    "code_dev_copyleft",
    "codealpaca_new",
    "goodwiins_notinject_like",
    "instructwild",
    "hackat_raw",
    "hackat_ext",
    "goodwiins_adv",
    "goodwiins_multi",
  ];
  for (const name of names) {
    const texts = prepare(readExamples(folder, "score", name), readable);
    for (const attack of [true, false]) {
      const group = texts.filter((text) => text.example.attack === attack);
      if (group.length > 0)
        console.log(
          name,
          attack ? "attack" : "benign",
          group.length,
          thresholds.map((value) => percent(recall(model, group, value))).join(" "),
        );
    }
  }
}

if (process.argv.includes("--write")) {
  const sorted = [...model.weights].map(Math.abs).sort((a, b) => a - b);
  const scale = (sorted[Math.floor(sorted.length * 0.9995)] ?? 1) / 127;
  const small = Int8Array.from(model.weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))));
  const packed = deflateRawSync(new Uint8Array(small.buffer), { level: 9 }).toString("base64");
  const lines = [
    "/** Written by tooling/train-detector; see docs/model-card.md. Int8 weights, deflated, in base64. */",
    `export const packedWeights =\n  "${packed}";`,
    "/** What one unit of a weight is worth. */",
    `export const weightScale = ${scale.toPrecision(6)};`,
    "/** Log-odds of a text without features. */",
    `export const modelBias = ${model.bias.toPrecision(6)};`,
    "/** Log-odds that 5%, 1%, 0.3% and 0.1% of held-out benign texts reach at most, of known and of unseen sources. */",
    `export const modelThresholds: readonly number[] = [${thresholds.map((value) => Number(value.toFixed(3))).join(", ")}];`,
  ];
  writeFileSync(
    join(import.meta.dirname, "../../../packages/threat-engine/src/model/weights.ts"),
    // A comment stands right above what it is about.
    `${lines.join("\n").replaceAll(";\n/**", ";\n\n/**")}\n`,
  );
  console.error(`wrote weights: ${(packed.length / 1024).toFixed(0)} KiB in base64`);
}
