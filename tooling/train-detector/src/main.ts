import { leaveOutTable } from "./leave-out.ts";
import { cutUp, readMaterial } from "./material.ts";
import { percent, reachedBy, shareAbove } from "./measures.ts";
import { readExamples, unseenGroups } from "./sources.ts";
import { scoreText, train } from "./train.ts";
import { writeWeights } from "./write-weights.ts";

const folder = process.env["INFERSHIELD_THREAT_DATA"];
if (folder === undefined) throw new Error("Set INFERSHIELD_THREAT_DATA to the folder with the labelled texts.");

const material = readMaterial(folder);
const { trainable, heldOut } = material;

/** What held-out benign texts score whose whole source was left out of training. */
function unseenBenignScores(): readonly number[] {
  return unseenGroups.flatMap((group) => {
    const model = train(trainable.filter(({ example }) => !group.includes(example.source)));
    return heldOut.filter(({ example }) => group.includes(example.source)).map((text) => scoreText(model, text));
  });
}

if (process.argv.includes("--leave-out")) for (const line of leaveOutTable(material)) console.log(line);

const model = train(trainable);
const known = heldOut.map((text) => scoreText(model, text));
const unseen = unseenBenignScores();
// Texts of sources that it knows score low; tables, some of which were trained on with an attack in them, set the last line: blocks are to be rare.
const thresholds = [0.05, 0.01, 0.003, 0.001].map((share) =>
  Math.max(reachedBy(known, share), reachedBy(unseen, share)),
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
    const texts = cutUp(readExamples(folder, "score", name));
    for (const attack of [true, false]) {
      const scores = texts.filter(({ example }) => example.attack === attack).map((text) => scoreText(model, text));
      if (scores.length > 0)
        console.log(
          name,
          attack ? "attack" : "benign",
          scores.length,
          thresholds.map((line) => percent(shareAbove(scores, line))).join(" "),
        );
    }
  }
}

if (process.argv.includes("--write")) writeWeights(model, thresholds);
