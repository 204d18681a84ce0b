import { globSync, readFileSync } from "node:fs";
import type { PromptRole } from "@infershield/core";
import { createAnswerScanner, createThreatEngine } from "../src/index.ts";
import { hostileTexts } from "./hostile-texts.ts";

// Prints the CPU time of scanning text that was never scanned before, by kind and size, of the first scan of all, and of the most
// expensive of some thousands of kinds of hostile text. The texts are the files of this repository: each is read once a round.

const kilobyte = 1_024;
const megabyte = 1_048_576;
const quick = process.env["BENCH_QUICK"] !== undefined;

const root = new URL("../../../", import.meta.url).pathname;
function filesOf(...patterns: readonly string[]): readonly string[] {
  return globSync(patterns, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] })
    .sort()
    .map((file) => readFileSync(`${root}${file}`, "utf8"));
}

const programs = filesOf("packages/*/src/**/*.ts", "apps/*/src/**/*.ts").filter((file) => file.length < 40_000);
const prose = filesOf("docs/**/*.md", "*.md", "packages/*/README.md");
const toolResults = programs.map((content, index) => JSON.stringify({ path: `src/${index}.ts`, content }));

const kinds: readonly (readonly [name: string, role: PromptRole, texts: readonly string[]])[] = [
  ["code in a tool result", "tool_result", programs],
  ["JSON of code in a tool result", "tool_result", toolResults],
  ["prose of a person", "user", prose],
  ["code of a person", "user", programs],
  ["prose of the assistant", "assistant", prose],
];
const sizes = [
  [2_048, 20],
  [102_400, 1_000],
  [megabyte, 10_000],
] as const;

const engine = createThreatEngine();

/** CPU microseconds of scanning a text. */
function cpuOf(role: PromptRole, text: string): number {
  const before = process.cpuUsage();
  engine.scanParts([{ role, path: "", text }]);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function report(row: string, ours: number, goal: number): void {
  process.send?.({ row: `${row}: CPU`, ours, unit: "µs", goal });
}

for (const role of ["user", "tool_result", "assistant"] as const)
  console.log(`first scan, ${role}: ${(cpuOf(role, "Please read this first.") / 1_000).toFixed(0)} ms`);

/** So often are the short pieces of a kind, up to 1 MB, scanned first: until then the compiler's threads cost more than the scans. */
const warmUpRounds = 4;

/** The texts one after the other, cut into pieces of one length. */
function cut(texts: readonly string[], length: number): readonly string[] {
  const all = texts.join("\n\n");
  const enough = all.length >= length ? all : all.repeat(Math.ceil(length / all.length));
  return Array.from({ length: Math.min(512, Math.floor(enough.length / length)) }, (_, index) =>
    enough.slice(index * length, (index + 1) * length),
  );
}

for (const [name, role, texts] of kinds) {
  const smallest = cut(texts, sizes[0][0]);
  const warmUp = Array.from({ length: warmUpRounds }, () =>
    smallest.reduce((sum, piece) => sum + cpuOf(role, piece), 0),
  );
  const shown = warmUp.map((used) => (used / 1_000).toFixed(0)).join(", ");
  console.log(`${name}, the first rounds over ${smallest.length} pieces: ${shown} ms`);
  for (const [length, goal] of sizes) {
    const pieces = cut(texts, length);
    // The least of several rounds: what other programs take of the processor is not ours.
    const rounds = Array.from({ length: quick ? 2 : 5 }, () =>
      pieces.reduce((sum, piece) => sum + cpuOf(role, piece), 0),
    );
    const used = Math.min(...rounds) / pieces.length;
    const each = ((used * kilobyte) / length).toFixed(1);
    console.log(
      `${name}, ${pieces.length} of ${length} characters: ${(used / 1_000).toFixed(3)} ms each, ${each} µs/KB`,
    );
    report(`scan of ${length} new characters, ${name}`, used, goal);
  }
}

/** CPU microseconds of an event of four characters in a streamed answer. */
function cpuOfEvent(kind: "text" | "tool_call", text: string): number {
  const scanner = createAnswerScanner(engine, {
    decide: (finding) => ({ finding, action: "log", replacement: "placeholder" }),
  });
  const channel = { id: "answer", kind };
  const before = process.cpuUsage();
  for (let index = 0; index < text.length; index += 4) scanner.push(channel, text.slice(index, index + 4));
  scanner.end(channel);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (text.length / 4);
}

const answer = cut(programs, 102_400)[0] ?? "";
for (const [name, kind, text] of [
  ["text", "text", answer],
  ["a tool call", "tool_call", JSON.stringify({ content: answer })],
] as const) {
  const used = Math.min(...Array.from({ length: 5 }, () => cpuOfEvent(kind, text)));
  console.log(`an event of four characters in ${name} of an answer: ${used.toFixed(2)} µs`);
}

/** Each kind short, then the most expensive ones again and long. */
const short = 16_384;
const ranked = hostileTexts
  .map((kind) => {
    const text = kind.make(short);
    const first = cpuOf("user", text);
    return { kind, used: first < 2_000 ? first : Math.min(first, cpuOf("user", text), cpuOf("user", text)) };
  })
  .toSorted((a, b) => b.used - a.used);
const middle = ranked[ranked.length >> 1]?.used ?? 0;
console.log(
  `${ranked.length} kinds of hostile text: half of them under ${((middle * kilobyte) / short).toFixed(0)} µs/KB`,
);
const long = ranked
  .slice(0, quick ? 3 : 12)
  .map(({ kind }) => {
    const text = kind.make(megabyte);
    // What is remembered of a first scan must not make the next one slow, as it did once.
    cpuOf("user", text);
    return { name: kind.name, used: Math.min(cpuOf("user", text), cpuOf("user", text)) };
  })
  .toSorted((a, b) => b.used - a.used);
for (const { name, used } of long) console.log(`1 MB of ${name}: ${(used / 1_000).toFixed(0)} ms`);
report("scan of 1 MB of the worst hostile text", long[0]?.used ?? 0, 100_000);
