import type { Material } from "./material.ts";
import { reachedBy } from "./measures.ts";
import { unseenGroups } from "./sources.ts";
import { scoreText, type TrainedModel, type TrainingText, train } from "./train.ts";

/** Who speaks decides which model judges: a request that a tool brings is suspicious where a person's is not. */
export const roles = ["said", "brought"] as const;
export type Role = (typeof roles)[number];

/** Whether a model reads the text: attacks of its own role only, since in the other one they may be honest. */
const concerns: Readonly<Record<Role, (text: TrainingText) => boolean>> = {
  said: ({ example }) => !example.attack || !example.data,
  brought: ({ example }) => example.data,
};

/** Whose words a text is. */
export function roleOf({ example }: TrainingText): Role {
  return example.data ? "brought" : "said";
}

/** The models that judge texts of a role: attacks of persons come in what tools bring as well. */
export function judgesOf(role: Role): readonly Role[] {
  return role === "said" ? ["said"] : roles;
}

/** Trains the model of a role from those of the texts that concern it. */
export function trainFor(role: Role, texts: readonly TrainingText[]): TrainedModel {
  return train(texts.filter(concerns[role]));
}

/** Held-out benign texts that a model is judged by. */
export function heldOutFor(role: Role, { heldOut }: Pick<Material, "heldOut">): readonly TrainingText[] {
  return heldOut.filter(concerns[role]);
}

const shares = { common: 0.05, reported: 0.01 };

/**
 * The scores that 5%, 1%, 0.3% and 0.1% of held-out benign texts reach, or of those whose whole source was left out, whichever is higher. Of some
 * hundred texts the last few say little about one in a thousand: those lines lie at least as far out as shares that fall evenly would put them.
 */
export function linesOf(role: Role, model: TrainedModel, material: Material): readonly number[] {
  const heldOut = heldOutFor(role, material);
  const known = heldOut.map((text) => scoreText(model, text));
  const unseen = unseenGroups.flatMap((group) => {
    const left = heldOut.filter(({ example }) => group.includes(example.source));
    if (left.length === 0) return [];
    const without = trainFor(
      role,
      material.trainable.filter(({ example }) => !group.includes(example.source)),
    );
    return left.map((text) => scoreText(without, text));
  });
  // Texts of sources that it knows score low.
  const lineAt = (share: number): number => Math.max(reachedBy(known, share), reachedBy(unseen, share));
  const common = lineAt(shares.common);
  const reported = lineAt(shares.reported);
  const perFactor = (reported - common) / Math.log(shares.common / shares.reported);
  const further = [0.003, 0.001].map((share) =>
    Math.max(lineAt(share), reported + perFactor * Math.log(shares.reported / share)),
  );
  return [common, reported, ...further];
}
