import { Pool } from "undici";
import { launchBuilt } from "./bench/built.ts";
import { tellOtherWork } from "./bench/busy.ts";
import type { ContestantName } from "./bench/contestant-shape.ts";
import { launchContestant, launchUpstream } from "./bench/contestants.ts";
import { ask, closedLoop } from "./bench/load.ts";
import { chatBody } from "./bench/prompts.ts";
import { median, quick, report } from "./bench/report.ts";

// What InferShield occupies: idle, until its first answer, and for each of many streams that are open at the same time.

const streams = quick ? 1_000 : 2_000;
const starts = quick ? 3 : 7;
const body = chatBody(2_000, 1);
const kibibyte = 1_024;
/** After this some events have gone through every stream. */
const settleMs = 2_000;

const upstream = await launchUpstream();

/** Milliseconds from the start of the built command to its first proxied answer, and its memory a second later. */
async function startOnce(): Promise<{ readonly startMs: number; readonly idleBytes: number } | undefined> {
  const started = performance.now();
  const built = await launchBuilt(upstream.url);
  if (built === undefined) return undefined;
  const pool = new Pool(built.url);
  await ask(pool, { body, events: 0, headers: {} });
  const startMs = performance.now() - started;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const idleBytes = built.rssBytes();
  await pool.close();
  await built.stop();
  return { startMs, idleBytes };
}

/**
 * Bytes that are kept for each open stream. Not what the process grew by: that is mostly garbage which is collected when it pays, for any
 * Node process, and differs by a factor of ten from run to run. One event a second a stream, so that nothing waits in a queue.
 */
async function bytesAStream(name: ContestantName): Promise<number> {
  const contestant = await launchContestant(name, upstream.url);
  const pool = new Pool(contestant.url, { connections: streams });
  await closedLoop(pool, { body, events: 2, headers: {} }, { connections: 64, requests: 1_000 });
  const before = await contestant.keptBytes();
  const left = new AbortController();
  const open = async (): Promise<void> => {
    const headers = { "content-type": "application/json", "x-session-id": "1000000.1000" };
    const request = { method: "POST", path: "/v1/chat/completions", headers, body, signal: left.signal } as const;
    const { body: events } = await pool.request(request);
    events.on("error", () => {}).resume();
  };
  for (let opened = 0; opened < streams; opened += 50) await Promise.all(Array.from({ length: 50 }, open));
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const after = await contestant.keptBytes();
  left.abort();
  await pool.destroy();
  contestant.stop();
  return (after - before) / streams;
}

await tellOtherWork();
const measured = [];
for (let start = 0; start < starts; start += 1) measured.push(await startOnce());
const begun = measured.filter((one) => one !== undefined);
if (begun.length === 0) console.log("start and idle memory: run `pnpm build` first");
else {
  const startMs = median(begun.map((one) => one.startMs));
  const idleBytes = median(begun.map((one) => one.idleBytes));
  report({ row: "start to the first proxied answer", ours: startMs, unit: "ms", goal: 300 });
  report({ row: "memory when idle", ours: idleBytes / kibibyte ** 2, unit: "MiB", goal: 110 });
}
for (const name of ["node:http", "undici dispatch", "infershield"] as const) {
  const rounds: number[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round += 1) rounds.push((await bytesAStream(name)) / kibibyte);
  const each = median(rounds);
  const row = `memory kept for each of ${streams} streams`;
  if (name === "infershield") report({ row, ours: each, unit: "KiB", goal: 45 });
  else console.log(`${row} through ${name}: ${each.toFixed(0)} KiB`);
}
upstream.stop();
