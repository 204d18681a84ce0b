import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, FindingCategory, PromptRole } from "@infershield/core";
import { createAnswerScanner, createThreatEngine, type ThreatEngine } from "@infershield/threat-engine";

/** A labelled text of the data folder. */
export interface Row {
  readonly label: string;
  readonly category: string;
  readonly role: string | null;
  readonly text: string;
  readonly base_id?: string;
  readonly id: string;
  readonly spans?: readonly (readonly [start: number, end: number, kind: string])[];
}

const roles: Readonly<Record<string, PromptRole>> = {
  user: "user",
  tool: "tool_result",
  tool_call: "tool_call",
  system: "system",
};

/** Categories that the policy may block for. */
export const attacks: readonly FindingCategory[] = ["prompt_injection", "exfiltration", "dangerous_tool_call"];
/** Score from which the built-in policy blocks an attack. */
export const blockLine = 80;
/** The detectors that are judged. */
export const engine: ThreatEngine = createThreatEngine();

/** Reads one file of `train` or `score`. */
export function readRows(folder: string, part: "train" | "score", name: string): readonly Row[] {
  return readFileSync(join(folder, part, `${name}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Scans a text in its role, an answer as an answer. */
export function scan({ role, text }: Pick<Row, "role" | "text">): readonly Finding[] {
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

/** The highest score among findings of the categories; 0 without any. */
export function highest(findings: readonly Finding[], categories: readonly FindingCategory[]): number {
  return findings
    .filter(({ category }) => categories.includes(category))
    .reduce((best, { score }) => Math.max(best, score), 0);
}

/** A share in percent with one digit. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)}`;
}

/** How often an attack scores higher than a benign text; of equal scores half count. */
export function areaUnderCurve(attack: readonly number[], benign: readonly number[]): number {
  const sorted = benign.toSorted((a, b) => a - b);
  const below = (score: number, orEqual: boolean): number => {
    const at = sorted.findIndex((value) => (orEqual ? value > score : value >= score));
    return at < 0 ? sorted.length : at;
  };
  const sum = attack.reduce((total, score) => total + (below(score, false) + below(score, true)) / 2, 0);
  return sum / Math.max(1, attack.length * sorted.length);
}

/** The score that `share` of the benign texts exceed at most. */
export function thresholdAt(benign: readonly number[], share: number): number {
  return benign.toSorted((a, b) => b - a)[Math.floor(benign.length * share)] ?? 0;
}

/** CPU time of this process so far, in microseconds. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
