import { readFileSync } from "node:fs";
import { join } from "node:path";
import { attackTexts } from "./attack-texts.ts";
import { benignTexts } from "./benign-texts.ts";
import { broughtTexts } from "./brought-texts.ts";
import { composedTexts } from "./composed-texts.ts";
import { everydayTexts } from "./everyday-texts.ts";
import type { Example } from "./example.ts";
import { personaTexts } from "./persona-texts.ts";
import { shortTexts } from "./short-texts.ts";
import { triggerTexts } from "./trigger-texts.ts";
import { variedTexts } from "./varied-texts.ts";
import { writtenTexts } from "./written-texts.ts";

/**
 * Files used for training (see their licences in docs/model-card.md); nothing of `score/` is among them. BIPIA's attacks are not either: they are
 * ordinary requests in tables, and a model that learns them takes every table for an attack.
 */
const trainingFiles: readonly string[] = [
  "awesome_zh",
  "bipia_benign_dev",
  "code_dev",
  "gpteacher_role",
  "gpteacher_tool",
  "gptfuzz",
  "gsm8k",
  "injecagent",
  "injecagent_benign",
  "inthewild",
  "mbpp",
  "neuralchemy",
  "selfinstruct_seed",
  "sig_secrets_gen_dev",
  "tldr_multi",
];

/** Sources that are left out together, since one is made from the other. */
export const leaveOutGroups: readonly (readonly string[])[] = [
  ["neuralchemy"],
  ["inthewild", "gptfuzz"],
  ["injecagent", "injecagent_benign"],
  ["bipia_benign_dev"],
  ["own_languages", "own_translated", "own_composed"],
  ["own_varied", "own_varied_tool", "own_personas"],
  ["own_short"],
  ["own_brought"],
  ["own_said", "own_planted"],
  ["own_everyday", "own_disguised", "own_encoded", "own_triggers", "own_more_triggers"],
  ["code_dev"],
  ["tldr_multi"],
  ["gpteacher_role", "gpteacher_tool"],
];

/**
 * Benign sources that are left out together to learn what a benign text of an unseen source scores. Those whose files carry attacks are not among them: without them as benign
 * text they would look like attacks.
 */
export const unseenGroups: readonly (readonly string[])[] = [
  ["awesome_zh", "gpteacher_role"],
  ["gpteacher_tool", "mbpp"],
  ["gsm8k", "selfinstruct_seed"],
  ["injecagent", "injecagent_benign"],
  ["neuralchemy"],
  ["sig_secrets_gen_dev"],
  ["tldr_multi"],
];

/** Reads one file of labelled texts to train with. */
function readExamples(folder: string, name: string): readonly Example[] {
  return readFileSync(join(folder, "train", `${name}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const row = JSON.parse(line);
      return {
        source: name,
        // A text with a leaked secret is no injection.
        attack: row.label === "attack" && name !== "sig_secrets_gen_dev",
        data: row.role !== "user",
        text: String(row.text),
        ...(typeof row.payload === "string" ? { payload: row.payload } : {}),
      };
    });
}

/** Everything the shipped model is trained on: the training files and our own texts. */
export function allExamples(folder: string): readonly Example[] {
  const files = trainingFiles.flatMap((name) => readExamples(folder, name));
  return [
    ...files,
    ...benignTexts(),
    ...everydayTexts(),
    ...triggerTexts(),
    ...variedTexts(),
    ...personaTexts(),
    ...shortTexts(),
    ...broughtTexts(),
    ...writtenTexts(),
    ...composedTexts(),
    ...attackTexts(),
  ];
}
