import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Example } from "./example.ts";

/** Files of `texts/`: one text a line, in which `\n` stands for the end of a line. What differs is who speaks. */
const files: readonly Omit<Example, "text">[] = [
  { source: "own_said", attack: true, data: false },
  { source: "own_said", attack: false, data: false },
  { source: "own_planted", attack: true, data: true },
  { source: "own_planted", attack: false, data: true },
  { source: "own_translated", attack: true, data: false },
  { source: "own_translated", attack: false, data: false },
];

/** Texts written one by one: attacks, each a thought of its own, and harmless texts with the same words. */
export function writtenTexts(): readonly Example[] {
  return files.flatMap((file) => {
    const name = `${file.attack ? "attacks" : "harmless"}-${file.source.slice("own_".length)}.txt`;
    return readFileSync(join(import.meta.dirname, "../texts", name), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ ...file, text: line.replaceAll("\\n", "\n") }));
  });
}
