import type { Material } from "./material.ts";
import { areaUnderCurve, percent, reachedBy, shareAbove } from "./measures.ts";
import { heldOutFor, judgesOf, type Role, roleOf, roles, trainFor } from "./models.ts";
import { leaveOutGroups } from "./sources.ts";
import { scoreText, type TrainingText } from "./train.ts";

/** Lines of a table: for each group of sources, what models that were trained without it make of it. Seconds a row. */
export function* leaveOutTable(material: Material): Generator<string> {
  yield "| left out | role | attacks | T@1% | T@0.1% | AUC | benign flagged at 1% |";
  yield "|---|---|---|---|---|---|---|";
  for (const group of leaveOutGroups) {
    const isOut = ({ example }: TrainingText): boolean => group.includes(example.source);
    const own = material.all.filter(isOut);
    const others = {
      all: material.all,
      trainable: material.trainable.filter((text) => !isOut(text)),
      heldOut: material.heldOut.filter((text) => !isOut(text)),
    };
    for (const role of roles) {
      const ofRole = own.filter((text) => roleOf(text) === role);
      if (ofRole.length > 0) yield `| ${group.join(", ")} | ${role} | ${columns(ofRole, role, others)} |`;
    }
  }
}

function columns(own: readonly TrainingText[], role: Role, others: Material): string {
  const heldOut = heldOutFor(role, others).filter((text) => roleOf(text) === role);
  const judge = judgeOf(role, others);
  const known = heldOut.map(judge);
  const attacks = own.filter(({ example }) => example.attack).map(judge);
  const benign = own.filter(({ example }) => !example.attack).map(judge);
  const found =
    attacks.length === 0
      ? ["–", "–", "–"]
      : [
          ...[0.01, 0.001].map((share) => percent(shareAbove(attacks, reachedBy(known, share)))),
          areaUnderCurve(attacks, known).toFixed(3),
        ];
  const flagged = benign.length === 0 ? "–" : percent(shareAbove(benign, reachedBy(known, 0.01)));
  return [attacks.length, ...found, flagged].join(" | ");
}

/** The most that a model of the role makes of a text, above the score that one in a hundred held-out benign texts reaches in that model. */
function judgeOf(role: Role, others: Material): (text: TrainingText) => number {
  const models = judgesOf(role).map((judge) => {
    const model = trainFor(judge, others.trainable);
    const line = reachedBy(
      heldOutFor(judge, others).map((text) => scoreText(model, text)),
      0.01,
    );
    return (text: TrainingText): number => scoreText(model, text) - line;
  });
  return (text) => Math.max(...models.map((score) => score(text)));
}
