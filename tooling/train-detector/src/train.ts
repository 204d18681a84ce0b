import {
  extractFeatures,
  longestModelText,
  modelBuckets,
  windowStarts,
  windowTokens,
} from "@infershield/threat-engine/training";
import type { Example } from "./example.ts";
import { type Random, randomFrom } from "./random.ts";

/** One stretch of a text as the learner sees it. */
interface TrainingWindow {
  readonly buckets: Uint32Array;
  readonly attack: boolean;
  weight: number;
}

/** All windows of one text, and which of them may hold the attack. */
export interface TrainingText {
  readonly example: Example;
  readonly windows: readonly TrainingWindow[];
}

/** Weights as the learner has them. */
export interface TrainedModel {
  readonly weights: Float32Array;
  readonly bias: number;
}

const epochs = 4;
const learningRate = 0.06;
const textsBetweenMeans = 4_000;
const longestText = 24_000;
const mostBenignWindows = 12;
/** Of how many attacks or benign texts of one source each counts in full; of more, each counts less, by this power of the share. */
const fullWeight = { texts: 600, power: 0.3 };
/** What a weight loses each time it is changed: what many texts share in passing does not add up. */
const decay = 1e-5;

/** Cuts texts into the windows that the model judges at run time. */
export function prepare(examples: readonly Example[], normalise: (text: string) => string): readonly TrainingText[] {
  const sizes = new Map<string, number>();
  for (const { source, attack } of examples)
    sizes.set(`${source}${attack}`, (sizes.get(`${source}${attack}`) ?? 0) + 1);
  return examples.map((example) => {
    const text = normalise(example.text.slice(0, longestText)).slice(0, longestModelText);
    const features = extractFeatures(text);
    const from = example.payload === undefined ? 0 : Math.max(0, text.indexOf(example.payload.slice(0, 60)));
    const to = example.payload === undefined ? text.length : from + example.payload.length;
    const share =
      Math.min(1, fullWeight.texts / (sizes.get(`${example.source}${example.attack}`) ?? 1)) ** fullWeight.power;
    const windows: TrainingWindow[] = [];
    for (const start of features.tokens === 0 ? [] : windowStarts(features.tokens)) {
      const end = Math.min(features.tokens, start + windowTokens);
      const overlaps = (features.offsets[start] ?? 0) < to && (features.offsets[end - 1] ?? 0) >= from;
      if (example.attack && !overlaps) continue;
      const first = start === 0 ? 0 : (features.ends[start - 1] ?? 0);
      windows.push({
        buckets: features.buckets.slice(first, features.ends[end - 1] ?? first),
        attack: example.attack,
        weight: share,
      });
    }
    if (!example.attack && windows.length > mostBenignWindows) {
      const step = windows.length / mostBenignWindows;
      return {
        example,
        windows: Array.from({ length: mostBenignWindows }, (_, index) => windows[Math.floor(index * step)]).filter(
          (window) => window !== undefined,
        ),
      };
    }
    return { example, windows };
  });
}

/** Log-odds of one window. */
function logitOf(model: TrainedModel, window: TrainingWindow): number {
  let sum = 0;
  for (const bucket of window.buckets) sum += model.weights[bucket] ?? 0;
  return model.bias + sum / Math.sqrt(Math.max(1, window.buckets.length));
}

/** Log-odds of a text: its most suspicious window. */
export function scoreText(model: TrainedModel, text: TrainingText): number {
  return text.windows.reduce((best, window) => Math.max(best, logitOf(model, window)), -20);
}

/**
 * Logistic regression by stochastic gradient descent (Adagrad), averaged from the second round on. After two rounds only the most suspicious window of an attack counts as
 * one: the rest of a long text is its carrier.
 */
export function train(texts: readonly TrainingText[], seed = 1): TrainedModel {
  const weights = new Float32Array(modelBuckets);
  const squares = new Float32Array(modelBuckets).fill(1e-3);
  const model = { weights, bias: -2 };
  const mean = runningMean(weights);
  const random = randomFrom(seed);
  let seen = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const rate = learningRate / (1 + epoch * 0.7);
    for (const text of shuffled(texts, random)) {
      for (const window of epoch < 2 || !text.example.attack ? text.windows : mostSuspicious(model, text)) {
        const error = window.weight * ((window.attack ? 1 : 0) - 1 / (1 + Math.exp(-logitOf(model, window))));
        const step =
          (error * (text.example.attack && epoch < 2 ? 1 / text.windows.length : 1)) /
          Math.sqrt(Math.max(1, window.buckets.length));
        if (Math.abs(step) < 1e-6) continue;
        model.bias += rate * 0.02 * error;
        for (const bucket of window.buckets) {
          const square = (squares[bucket] ?? 0) + step * step;
          squares[bucket] = square;
          weights[bucket] = (weights[bucket] ?? 0) * (1 - decay) + (rate * step) / Math.sqrt(square);
        }
      }
      seen += 1;
      if (epoch > 0 && seen % textsBetweenMeans === 0) mean.add();
    }
  }
  return { weights: mean.value(), bias: model.bias };
}

/** The mean of what the weights were along the way: it swings less than the last of them. */
function runningMean(weights: Float32Array): { add(): void; value(): Float32Array } {
  const sums = new Float64Array(weights.length);
  let count = 0;
  return {
    add: () => {
      weights.forEach((weight, index) => {
        sums[index] = (sums[index] ?? 0) + weight;
      });
      count += 1;
    },
    value: () => (count === 0 ? weights : Float32Array.from(sums, (sum) => sum / count)),
  };
}

function mostSuspicious(model: TrainedModel, text: TrainingText): readonly TrainingWindow[] {
  const [first] = text.windows;
  if (first === undefined) return [];
  return [
    text.windows.reduce((best, window) => (logitOf(model, window) > logitOf(model, best) ? window : best), first),
  ];
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const kept = copy[index];
    const taken = copy[other];
    if (kept === undefined || taken === undefined) continue;
    copy[index] = taken;
    copy[other] = kept;
  }
  return copy;
}
