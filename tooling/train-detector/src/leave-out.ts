import type { Material } from "./material.ts";
import { areaUnderCurve, percent, reachedBy, shareAbove } from "./measures.ts";
import { leaveOutGroups } from "./sources.ts";
import { scoreText, type TrainingText, train } from "./train.ts";

/** Lines of a table: for each group of sources, what a model that was trained without it makes of it. Seconds a row. */
export function* leaveOutTable({ all, trainable, heldOut }: Material): Generator<string> {
  // Not among those that set the line: the tables into which attacks were put that are trained on.
  const clean = heldOut.filter(({ example }) => example.source !== "bipia_benign_dev");
  yield "| left out | attacks | T@1% | T@0.1% | AUC | benign flagged at 1% |";
  yield "|---|---|---|---|---|---|";
  for (const group of leaveOutGroups) {
    const isOut = ({ example }: TrainingText): boolean => group.includes(example.source);
    const model = train(trainable.filter((text) => !isOut(text)));
    const scoresOf = (texts: readonly TrainingText[]): readonly number[] => texts.map((text) => scoreText(model, text));
    const others = scoresOf(clean.filter((text) => !isOut(text)));
    const attacks = scoresOf(all.filter((text) => isOut(text) && text.example.attack));
    const benign = scoresOf(all.filter((text) => isOut(text) && !text.example.attack));
    const found =
      attacks.length === 0
        ? ["–", "–", "–"]
        : [
            ...[0.01, 0.001].map((share) => percent(shareAbove(attacks, reachedBy(others, share)))),
            areaUnderCurve(attacks, others).toFixed(3),
          ];
    const flagged = benign.length === 0 ? "–" : percent(shareAbove(benign, reachedBy(others, 0.01)));
    yield `| ${group.join(", ")} | ${attacks.length} | ${found.join(" | ")} | ${flagged} |`;
  }
}
