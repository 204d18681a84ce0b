import { normalise, originalView } from "@infershield/threat-engine/training";
import type { Example } from "./example.ts";
import { allExamples } from "./sources.ts";
import { prepare, type TrainingText } from "./train.ts";

/** The texts that a model is made from and judged by. */
export interface Material {
  readonly all: readonly TrainingText[];
  /** All but the held-out ones. */
  readonly trainable: readonly TrainingText[];
  /** A fifth of the benign texts that others wrote: they set the lines and are never trained on. Our own are all alike. */
  readonly heldOut: readonly TrainingText[];
}

/** Reads and cuts the texts of the folder, and our own. */
export function readMaterial(folder: string): Material {
  const all = cutUp(allExamples(folder));
  return {
    all,
    trainable: all.filter((text, index) => !isHeldOut(text, index)),
    heldOut: all.filter((text, index) => isHeldOut(text, index) && !text.example.source.startsWith("own_")),
  };
}

/** Texts as the model reads them. */
function cutUp(examples: readonly Example[]): readonly TrainingText[] {
  return prepare(examples, (text) => normalise(originalView(text)).text);
}

function isHeldOut({ example }: TrainingText, index: number): boolean {
  return index % 5 === 2 && !example.attack;
}
