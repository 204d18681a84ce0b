import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Example } from "./example.ts";
import { choose, type Random, randomFrom } from "./random.ts";

/** Clauses of one language by what they are for, and how its verbs and objects stand. */
interface Clauses {
  readonly slots: ReadonlyMap<string, readonly string[]>;
  readonly verbLast: boolean;
  readonly unspaced: boolean;
}

/** What is said against a model's rules; `verb+object` stand in the language's order. */
const attackForms: readonly string[] = [
  "drop+rules. then.",
  "drop+rules. show+secret.",
  "drop+rules! free.",
  "boss: drop+rules.",
  "boss. show+secret.",
  "show+secret.",
  "show+secret, then.",
  "free. then.",
  "free. task.",
  "then. task.",
  "task. drop+rules, show+secret.",
];

/** The same verbs and openings with harmless objects. */
const harmlessForms: readonly string[] = [
  "drop+trifle. task.",
  "drop+trifle.",
  "show+thing.",
  "show+thing, task.",
  "play. task.",
  "play. ask",
  "ask",
  "ask show+thing.",
  "task.",
  "task. drop+trifle, show+thing.",
];

const textsEach = { attack: 40, harmless: 50 };

/** Attacks and ordinary requests in other languages, put together from the clauses in `texts/composed.txt`. */
export function composedTexts(): readonly Example[] {
  const random = randomFrom(77);
  return readClauses().flatMap((clauses) => [
    ...compose(clauses, attackForms, { attack: true, count: textsEach.attack, random }),
    ...compose(clauses, harmlessForms, { attack: false, count: textsEach.harmless, random }),
  ]);
}

function compose(
  { slots, verbLast, unspaced }: Clauses,
  forms: readonly string[],
  { attack, count, random }: { readonly attack: boolean; readonly count: number; readonly random: Random },
): readonly Example[] {
  const space = unspaced ? "" : " ";
  return Array.from({ length: count }, () => ({
    source: "own_composed",
    attack,
    data: false,
    text: choose(forms, random)
      .replace(/(\w+)\+(\w+)/g, verbLast ? "$2+$1" : "$1+$2")
      .replace(/\w+/g, (name) => choose(slots.get(name) ?? [], random))
      .replaceAll("+", space),
  }));
}

/** A language begins with `[code]` and words about it; then one line a slot: `name: clause | clause`. */
function readClauses(): readonly Clauses[] {
  const text = readFileSync(join(import.meta.dirname, "../texts/composed.txt"), "utf8");
  return text
    .split(/^(?=\[)/m)
    .filter((part) => part !== "")
    .map((part) => {
      const [head = "", ...lines] = part.trim().split("\n");
      return {
        verbLast: head.includes("verb last"),
        unspaced: head.includes("unspaced"),
        slots: new Map(
          lines.map((line) => {
            const [name = "", clauses = ""] = line.split(": ", 2);
            return [name, clauses.split(" | ")] as const;
          }),
        ),
      };
    });
}
