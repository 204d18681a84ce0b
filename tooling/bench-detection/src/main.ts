import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, FindingCategory, PromptRole } from "@infershield/core";
import { createAnswerScanner, createThreatEngine } from "@infershield/threat-engine";

/** A labelled text of the data folder. */
interface Row {
  readonly label: string;
  readonly category: string;
  readonly role: string | null;
  readonly text: string;
  readonly secret?: string;
  readonly base_id?: string;
}

const folder = process.env["INFERSHIELD_THREAT_DATA"];
const engine = createThreatEngine();
const roles: Readonly<Record<string, PromptRole>> = {
  user: "user",
  tool: "tool_result",
  tool_call: "tool_call",
  system: "system",
};
const blockLine = 80;

function read(folderPath: string, name: string): readonly Row[] {
  return readFileSync(join(folderPath, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function scan({ role, text }: Row): readonly Finding[] {
  if (role !== "response") return engine.scanParts([{ role: roles[role ?? "user"] ?? "user", path: "", text }]);
  const found: Finding[] = [];
  const scanner = createAnswerScanner(engine, {
    decide: (finding) => {
      found.push(finding);
      return { finding, action: "log", replacement: "placeholder" };
    },
  });
  scanner.push({ kind: "text", id: "a" }, text);
  scanner.end({ kind: "text", id: "a" });
  return found;
}

function highest(findings: readonly Finding[], categories: readonly FindingCategory[]): number {
  return findings
    .filter(({ category }) => categories.includes(category))
    .reduce((best, { score }) => Math.max(best, score), 0);
}

const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)}`);
const attacks: readonly FindingCategory[] = ["prompt_injection", "exfiltration", "dangerous_tool_call"];

/** One line a file: share reported (any score), share at the block line, secrets, personal data, time. */
function report(folderPath: string, part: string): void {
  for (const name of readdirSync(join(folderPath, part)).sort()) {
    const rows = read(join(folderPath, part), name);
    for (const [label, group] of Map.groupBy(rows, (row) => row.label)) {
      const before = process.cpuUsage();
      const results = group.map(scan);
      const used = process.cpuUsage(before);
      const kilobytes = group.reduce((sum, { text }) => sum + text.length, 0) / 1_024;
      const share = (test: (findings: readonly Finding[]) => boolean): string =>
        percent(results.filter(test).length, results.length);
      console.log(
        `| ${part}/${name.replace(".jsonl", "")} | ${label} | ${group.length} | ${share((found) => highest(found, attacks) > 0)} | ${share((found) => highest(found, attacks) >= blockLine)} | ${share((found) => highest(found, ["secret"]) > 0)} | ${share((found) => highest(found, ["personal_data"]) > 0)} | ${((used.user + used.system) / Math.max(1, kilobytes)).toFixed(0)} |`,
      );
    }
  }
}

/** Recall at the threshold that the given share of benign texts reaches; ties count as below it. */
function recallAt(positive: readonly number[], negative: readonly number[], share: number): string {
  const sorted = negative.toSorted((a, b) => b - a);
  const threshold = sorted[Math.floor(sorted.length * share)] ?? 0;
  return percent(positive.filter((score) => score > threshold).length, positive.length);
}

/** The judging rows: sources that no rule and no weight was made from. */
function judge(folderPath: string): void {
  const scores = (names: readonly string[], label: string): number[] =>
    names
      .flatMap((name) => read(join(folderPath, "score"), `${name}.jsonl`))
      .filter((row) => row.label === label)
      .map((row) => highest(scan(row), ["prompt_injection"]));
  const benign = scores(
    ["code_dev_copyleft", "codealpaca_new", "goodwiins_notinject_like", "hackat_raw", "hackat_ext", "instructwild"],
    "benign",
  );
  const direct = scores(["goodwiins_adv", "hackat_ext", "chatgpt_dan"], "attack");
  const foreign = scores(["goodwiins_multi"], "attack");
  console.log("\n| judged on score/ only | attacks | T@1% | T@0.1% |\n|---|---|---|---|");
  for (const [name, group] of [
    ["direct", direct],
    ["other languages", foreign],
    ["both", [...direct, ...foreign]],
  ] as const) {
    console.log(`| ${name} | ${group.length} | ${recallAt(group, benign, 0.01)} | ${recallAt(group, benign, 0.001)} |`);
  }
  console.log(
    `\nof ${benign.length} benign texts ${benign.filter((score) => score >= blockLine).length} reach the block line`,
  );
}

/** Whole agent turns: files, diffs and tool output of real projects as tool results of one request, 12 to 112 KB. */
function composed(folderPath: string): void {
  const texts = [
    ...read(join(folderPath, "train"), "code_dev.jsonl"),
    ...read(join(folderPath, "score"), "code_dev_copyleft.jsonl"),
  ];
  let state = 5;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const worst = texts.map((row) => highest(scan(row), attacks));
  const requests = 1_000;
  let blocked = 0;
  for (let request = 0; request < requests; request += 1) {
    const size = 12_288 + random() * 102_400;
    let top = 0;
    for (let length = 0; length < size; ) {
      const index = Math.floor(random() * texts.length);
      length += texts[index]?.text.length ?? 0;
      top = Math.max(top, worst[index] ?? 0);
    }
    if (top >= blockLine) blocked += 1;
  }
  console.log(
    `\nof ${requests} composed agent turns (12–112 KB of code in tool results) ${blocked} hold a text at the block line`,
  );
}

if (folder === undefined) console.log("skipped: INFERSHIELD_THREAT_DATA is not set");
else {
  console.log(
    "| file | label | texts | attack reported % | attack ≥ 80 % | secret % | personal % | CPU µs/KB |\n|---|---|---|---|---|---|---|---|",
  );
  report(folder, "train");
  report(folder, "score");
  judge(folder);
  composed(folder);
}
