import { globSync, readFileSync } from "node:fs";
import type { PromptPart } from "@infershield/core";
import { embeddedScanner } from "../src/index.ts";

// Prints the CPU time of scanning a turn of a long conversation: all its parts were scanned with the turn before, but for the last message.
// The parts are files of this repository as tool results, 1 MB together.

const megabyte = 1_048_576;
const quick = process.env["BENCH_QUICK"] !== undefined;
const root = new URL("../../../", import.meta.url).pathname;

const seen: PromptPart[] = [];
let size = 0;
for (const file of globSync("{packages,apps}/*/src/**/*.ts", { cwd: root }).sort()) {
  const text = readFileSync(`${root}${file}`, "utf8").slice(0, megabyte - size);
  if (text !== "") seen.push({ role: "tool_result", path: `messages[${seen.length}]`, text });
  size += text.length;
}

const scanner = embeddedScanner();
const options = { tenant: "bench" };
await scanner.scan(seen, options);

/** CPU microseconds. */
async function cpuOf(parts: readonly PromptPart[]): Promise<number> {
  const before = process.cpuUsage();
  await scanner.scan(parts, options);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const rounds = quick ? 20 : 100;
const used: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const text = `Now rename the function in file ${round} and run its tests again, please. `.repeat(3);
  // Each turn comes in strings of its own, as a parser makes them.
  const parts = seen.map((part) => ({ ...part, text: Buffer.from(part.text).toString() }));
  used.push(await cpuOf([...parts, { role: "user", path: "last", text }]));
}
const median = used.toSorted((a, b) => a - b)[rounds >> 1] ?? 0;
console.log(
  `${seen.length} parts of ${size} characters seen before, and a new message: ${(median / 1_000).toFixed(2)} ms (least ${(Math.min(...used) / 1_000).toFixed(2)})`,
);
process.send?.({
  row: "scan of a turn of 1 MB seen but for its last message: CPU",
  ours: median,
  unit: "µs",
  goal: 1_500,
});
