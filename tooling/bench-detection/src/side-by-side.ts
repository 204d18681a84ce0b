import type { FindingCategory } from "@infershield/core";
import { brought, createSuspicionFinder, said, unpackModel } from "@infershield/threat-engine/training";
import type { Peer } from "./peers.ts";
import { areaUnderCurve, cpuMicroseconds, highest, percent, type Row, readRows, scan, thresholdAt } from "./rows.ts";

const benignFiles = [
  "code_dev_copyleft",
  "codealpaca_new",
  "goodwiins_notinject_like",
  "hackat_raw",
  "hackat_ext",
  "instructwild",
] as const;
const directFiles = ["goodwiins_adv", "hackat_ext", "chatgpt_dan"] as const;

/** Scores of all rows, and the CPU time a kilobyte. */
interface Measured {
  readonly scores: readonly number[];
  readonly microsecondsPerKb: number;
}

type Score = (row: Row) => number | Promise<number>;

async function measure(rows: readonly Row[], score: Score): Promise<Measured> {
  const before = cpuMicroseconds();
  const scores: number[] = [];
  for (const row of rows) scores.push(await score(row));
  const kilobytes = rows.reduce((sum, { text }) => sum + text.length, 0) / 1_024;
  return { scores, microsecondsPerKb: (cpuMicroseconds() - before) / Math.max(1, kilobytes) };
}

const ours =
  (category: FindingCategory): Score =>
  (row) =>
    highest(scan(row), [category]);

/** The score as it is reported; where nothing is, what the model thinks of the text, below every report. */
function ranked(): Score {
  const findSuspicion = createSuspicionFinder(unpackModel(said), unpackModel(brought));
  const reported = ours("prompt_injection");
  return async (row) =>
    (await reported(row)) || (findSuspicion(row.text)?.[0].logit ?? Number.NEGATIVE_INFINITY) - farBelow;
}

/** No logit comes near to it. */
const farBelow = 1_000;

function pick(folder: string, names: readonly string[], label: string): readonly Row[] {
  return names.flatMap((name) => readRows(folder, "score", name)).filter((row) => row.label === label);
}

/** Injection, ours and theirs, on sources that no rule and no weight was made from. */
export async function compareInjection(folder: string, peers: readonly Peer[]): Promise<void> {
  const benign = pick(folder, benignFiles, "benign");
  const direct = pick(folder, directFiles, "attack");
  const foreign = pick(folder, ["goodwiins_multi"], "attack");
  console.log(
    `\n| injection, judged on score/ only: ${benign.length} benign texts | direct (${direct.length}) T@1% | T@0.1% | other languages (${foreign.length}) T@1% | both T@1% | both T@0.1% | AUC | found at its own line | benign found at its own line | µs/KB |\n|---|---|---|---|---|---|---|---|---|---|`,
  );
  const detectors: readonly (readonly [string, Score])[] = [
    ["InferShield", ours("prompt_injection")],
    ...peers
      .filter(({ kind }) => kind === "injection")
      .map(({ name, score }) => [name, (row: Row) => score(row.text)] as const),
  ];
  for (const [name, score] of detectors) {
    const quiet = await measure(benign, score);
    const found = [(await measure(direct, score)).scores, (await measure(foreign, score)).scores] as const;
    const both = [...found[0], ...found[1]];
    const above = (scores: readonly number[], share: number): string => {
      const threshold = thresholdAt(quiet.scores, share);
      return percent(scores.filter((value) => value > threshold).length, scores.length);
    };
    const own = (scores: readonly number[]): string =>
      percent(scores.filter((value) => value > 0).length, scores.length);
    console.log(
      `| ${name} | ${above(found[0], 0.01)} | ${above(found[0], 0.001)} | ${above(found[1], 0.01)} | ${above(both, 0.01)} | ${above(both, 0.001)} | ${areaUnderCurve(both, quiet.scores).toFixed(3)} | ${own(both)} | ${own(quiet.scores)} | ${quiet.microsecondsPerKb.toFixed(0)} |`,
    );
  }
  const rank = ranked();
  const area = areaUnderCurve(
    (await measure([...direct, ...foreign], rank)).scores,
    (await measure(benign, rank)).scores,
  );
  console.log(
    `\nInferShield: area under the curve ${area.toFixed(3)} with what the model thinks of texts of which nothing is reported`,
  );
}

/** Whether a text holds a run of 16 or more characters that mixes letters and digits: some of the examples are only the words around one. */
function holdsValue({ text }: Row): boolean {
  return (text.match(/[A-Za-z0-9+/_=-]{16,}/g) ?? []).some((run) => (run.match(/[a-z]\d|\d[a-z]/gi) ?? []).length >= 3);
}

/** Secrets, ours and theirs. */
export async function compareSecrets(folder: string, peers: readonly Peer[]): Promise<void> {
  const examples = readRows(folder, "score", "sig_secrets_dev");
  const generated = readRows(folder, "train", "sig_secrets_gen_dev");
  const code = pick(folder, ["code_dev_copyleft"], "benign");
  console.log(
    `\n| secrets | rule examples of other tools: recall | precision | recall where they hold a value (${examples.filter((row) => row.label === "attack" && holdsValue(row)).length} of ${examples.filter((row) => row.label === "attack").length}) | generated tokens (a training source): recall | look-alikes found | code files found | µs/KB |\n|---|---|---|---|---|---|---|---|`,
  );
  const detectors: readonly (readonly [string, Score])[] = [
    ["InferShield", ours("secret")],
    ...peers
      .filter(({ kind }) => kind === "secret")
      .map(({ name, score }) => [name, (row: Row) => score(row.text)] as const),
  ];
  for (const [name, score] of detectors) {
    const found = async (rows: readonly Row[], label: string): Promise<readonly [found: number, all: number]> => {
      const scores = (
        await measure(
          rows.filter((row) => row.label === label),
          score,
        )
      ).scores;
      return [scores.filter((value) => value > 0).length, scores.length];
    };
    const [right, all] = await found(examples, "attack");
    const [wrong] = await found(examples, "benign");
    const quiet = await measure(code, score);
    const withValue = await found(examples.filter(holdsValue), "attack");
    console.log(
      `| ${name} | ${percent(right, all)} | ${percent(right, right + wrong)} | ${percent(...withValue)} | ${percent(...(await found(generated, "attack")))} | ${percent(...(await found(generated, "benign")))} | ${percent(quiet.scores.filter((value) => value > 0).length, code.length)} | ${quiet.microsecondsPerKb.toFixed(0)} |`,
    );
  }
}

/** Attacks in disguise: how many of those found in plain words are still found. Rules alone, since the model has read the plain ones. */
export function compareDisguises(folder: string): void {
  const plain = new Map(readRows(folder, "train", "neuralchemy").map((row) => [row.id, row]));
  const rows = readRows(folder, "score", "ev_dev");
  const byRules = (row: Pick<Row, "role" | "text">): boolean =>
    scan(row).some(({ category, rule }) => category === "prompt_injection" && rule !== "injection.model");
  const byAll = (row: Pick<Row, "role" | "text">): boolean => highest(scan(row), ["prompt_injection"]) > 0;
  const kept = (test: (row: Pick<Row, "role" | "text">) => boolean): string => {
    const known = new Set([...plain].filter(([, row]) => row.label === "attack" && test(row)).map(([id]) => id));
    const variants = rows.filter(({ label, base_id: base }) => label === "attack" && known.has(base ?? ""));
    return `${percent(variants.filter(test).length, variants.length)}% of ${variants.length}`;
  };
  const benign = rows.filter(({ label }) => label === "benign");
  console.log(
    `\nattacks in disguise whose plain text is found: by the rules ${kept(byRules)}, with the model, which has read the plain texts, ${kept(byAll)}; benign texts in the same disguises: by the rules ${percent(benign.filter(byRules).length, benign.length)}%, with the model ${percent(benign.filter(byAll).length, benign.length)}%`,
  );
}
