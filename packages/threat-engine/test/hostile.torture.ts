import type { PromptRole } from "@infershield/core";
import { expect, test } from "vitest";
import { createAnswerScanner, createThreatEngine } from "../src/index.ts";
import { crowdedCommands, filled, hostileCommands, hostileTexts } from "./hostile-texts.ts";
import { quietCost } from "./quiet-cost.ts";

// Test 70: 100 kB of every kind of hostile text is scanned within 50 ms, of a processor that does nothing else.

const length = 100_000;
/** Milliseconds, and how far over them a kind may be: the loop beside it tells most of what the machine's neighbours take, not all. */
const [limitMs, slack] = [50, 2];
/** Tries of each kind beside the first one: what is remembered of a text must not make the next one slow. */
const tries = 4;

/** So many kinds are scanned before any is measured: in the first second of a process every text costs two to eight times as much. */
const warmingUp = 100;

const engine = createThreatEngine();
const measure = quietCost();

function costOf(scan: () => void): number {
  scan();
  return measure(scan, { enough: limitMs / 2, tries });
}

const scanAs = (role: PromptRole, text: string) => (): void => {
  engine.scanParts([{ role, path: "", text, tool: "bash" }]);
};

const scanAnswer = (text: string) => (): void => {
  const scanner = createAnswerScanner(engine, {
    decide: (finding) => ({ finding, action: "log", replacement: "placeholder" }),
  });
  const channel = { id: "a", kind: "text" } as const;
  for (let at = 0; at < length; at += 512) scanner.push(channel, text.slice(at, at + 512));
  scanner.end(channel);
};

const texts = hostileTexts.map(({ name, make }) => ({ name, text: () => make(length) }));
const commands = [
  ...hostileCommands.map((piece) => ({ name: JSON.stringify(piece), text: () => filled(piece, length) })),
  ...crowdedCommands.map(({ name, make }) => ({ name, text: () => make(length) })),
];
/** Arguments of the same length, also where JSON needs two characters for one. */
const asJson = (text: string): string => {
  const growth = JSON.stringify(text).length / text.length;
  return JSON.stringify({ command: text.slice(0, text.length / growth) });
};

const places = [
  ["the words of a person", texts, (text: string) => scanAs("user", text)],
  ["the result of a tool", texts, (text: string) => scanAs("tool_result", text)],
  ["an answer", texts, scanAnswer],
  ["the arguments of a tool", commands, (text: string) => scanAs("tool_call", asJson(text))],
] as const;
/** Each place is measured in parts of a minute or two; `-t "a person, part 2"` measures one of them. */
const parts = 8;

test.each(
  places.flatMap(([place, kinds, scanOf]) =>
    Array.from({ length: parts }, (_, part) => ({
      part: part + 1,
      place,
      kinds: kinds.filter((_, index) => index % parts === part),
      scanOf,
    })),
  ),
)("100 kB of each kind of hostile text are scanned in time in $place, part $part", ({ part, place, kinds, scanOf }) => {
  for (const { text } of kinds.slice(0, warmingUp)) scanOf(text())();
  const costs = kinds.map(({ name, text }) => ({ name, ms: costOf(scanOf(text())) })).toSorted((a, b) => b.ms - a.ms);
  const shown = costs.slice(0, 5).map(({ name, ms }) => `${ms.toFixed(0)} ms ${name}`);
  const over = [20, 30, 40, 50].map((ms) => `${costs.filter((cost) => cost.ms > ms).length} over ${ms}`);
  console.info(`${place}, part ${part}: ${costs.length} kinds, ${over.join(", ")} ms; ${shown.join(", ")}`);
  expect(costs.filter(({ ms }) => ms > limitMs * slack)).toEqual([]);
});
