import { Pool } from "undici";
import { launchBuilt } from "./bench/built.ts";
import type { Contestant } from "./bench/contestant-shape.ts";
import { launchContestant, launchUpstream } from "./bench/contestants.ts";
import { ask } from "./bench/load.ts";
import { chatBody } from "./bench/prompts.ts";
import { median, quick, report } from "./bench/report.ts";

// What InferShield occupies: idle, until its first answer, and for each of many streams that are open at the same time.

const streams = quick ? 500 : 2_000;
const starts = quick ? 3 : 7;
const body = chatBody(2_000, 1);
const kibibyte = 1_024;

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

/** Bytes that each open stream adds at the fullest moment. */
async function bytesAStream(contestant: Contestant): Promise<number> {
  const pool = new Pool(contestant.url, { connections: streams });
  await ask(pool, { body, events: 2, headers: {} });
  const before = (await contestant.usage()).rssBytes;
  const running = { now: true };
  const all = Promise.all(Array.from({ length: streams }, () => ask(pool, { body, events: 100, headers: {} }))).finally(
    () => {
      running.now = false;
    },
  );
  let most = before;
  while (running.now) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    most = Math.max(most, (await contestant.usage()).rssBytes);
  }
  await all;
  await pool.close();
  return (most - before) / streams;
}

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
for (const name of ["node:http", "infershield"] as const) {
  const contestant = await launchContestant(name, upstream.url);
  const each = (await bytesAStream(contestant)) / kibibyte;
  const row = `memory of each of ${streams} streams`;
  if (name === "infershield") report({ row, ours: each, unit: "KiB", goal: 45 });
  else console.log(`${row} through ${name}: ${each.toFixed(0)} KiB`);
  contestant.stop();
}
upstream.stop();
