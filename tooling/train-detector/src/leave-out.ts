import type { Material } from "./material.ts";
import { areaUnderCurve, percent, reachedBy, shareAbove } from "./measures.ts";
import { heldOutFor, type Role, roleOf, roles, trainFor } from "./models.ts";
import { leaveOutGroups } from "./sources.ts";
import { scoreText, type TrainingText } from "./train.ts";

/** Lines of a table: for each group of sources, what the models of its roles make of it that were trained without it. Seconds a row. */
export function* leaveOutTable(material: Material): Generator<string> {
  yield "| left out | judged as | attacks | T@1% | T@0.1% | AUC | benign flagged at 1% |";
  yield "|---|---|---|---|---|---|---|";
  for (const group of leaveOutGroups) {
    for (const role of roles) {
      const row = rowOf(group, role, material);
      if (row !== undefined) yield row;
    }
  }
}

function rowOf(group: readonly string[], role: Role, material: Material): string | undefined {
  const isOut = ({ example }: TrainingText): boolean => group.includes(example.source);
  const own = material.all.filter((text) => isOut(text) && roleOf(text) === role);
  if (own.length === 0) return undefined;
  const model = trainFor(
    role,
    material.trainable.filter((text) => !isOut(text)),
  );
  const scoresOf = (texts: readonly TrainingText[]): readonly number[] => texts.map((text) => scoreText(model, text));
  const others = scoresOf(heldOutFor(role, material).filter((text) => !isOut(text)));
  const attacks = scoresOf(own.filter(({ example }) => example.attack));
  const benign = scoresOf(own.filter(({ example }) => !example.attack));
  const found =
    attacks.length === 0
      ? ["–", "–", "–"]
      : [
          ...[0.01, 0.001].map((share) => percent(shareAbove(attacks, reachedBy(others, share)))),
          areaUnderCurve(attacks, others).toFixed(3),
        ];
  const flagged = benign.length === 0 ? "–" : percent(shareAbove(benign, reachedBy(others, 0.01)));
  return `| ${group.join(", ")} | ${role} | ${attacks.length} | ${found.join(" | ")} | ${flagged} |`;
}
