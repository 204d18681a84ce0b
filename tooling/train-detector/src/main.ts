import { leaveOutTable } from "./leave-out.ts";
import { readMaterial } from "./material.ts";
import { linesOf, roles, trainFor } from "./models.ts";
import { writeWordClasses } from "./word-classes.ts";
import { writeWeights } from "./write-weights.ts";

/** `--classes FILE` groups words; without it models are trained, with the classes that were written before. */
const vectors = process.argv.indexOf("--classes");
if (vectors > 0) writeWordClasses(process.argv[vectors + 1] ?? "");
else trainModels();

function trainModels(): void {
  const folder = process.env["INFERSHIELD_THREAT_DATA"];
  if (folder === undefined) throw new Error("Set INFERSHIELD_THREAT_DATA to the folder with the labelled texts.");
  const material = readMaterial(folder);
  if (process.argv.includes("--leave-out")) for (const line of leaveOutTable(material)) console.log(line);
  for (const role of roles) {
    const model = trainFor(role, material.trainable);
    const lines = linesOf(role, model, material);
    console.error(
      `${role}: lines that at most 5%, 1%, 0.3%, 0.1% of held-out benign texts reach: ${lines.map((line) => line.toFixed(2)).join(", ")}`,
    );
    if (process.argv.includes("--write")) writeWeights(role, model, lines);
  }
}
