import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Home } from "@infershield/home";
import { expect, onTestFinished, test } from "vitest";
import { fixedSigner, openTestLog, testHome, testKey } from "../test/fixtures.ts";
import { auditFiles, readAuditLog, verifyAuditLog } from "./index.ts";

const program = join(import.meta.dirname, "..", "test", "crash-writer.ts");

/** Starts a writer; `lines` are the requests whose intent it was told is durable. */
function startWriter(home: Home, name: string): { child: ChildProcess; lines: () => string[] } {
  const options = ["--conditions=@infershield/source", program, home.path, name];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString("latin1");
  });
  // A line without its end was cut by the kill: the process did not get to say it.
  return { child, lines: () => output.split("\n").slice(0, -1) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Four processes start, one after the other pair: slow on a busy machine. */
const timeout = 30_000;

test("two writers killed at any moment lose no intent, fork nothing, and leave each request exactly one outcome", {
  timeout,
}, async () => {
  const home = await testHome();
  const told: string[] = [];
  for (let round = 0; round < 2; round++) {
    const writers = [startWriter(home, `a${round}`), startWriter(home, `b${round}`)];
    await until(() => writers.every(({ lines }) => lines().length > 20 + round * 13));
    for (const { child } of writers) await kill(child);
    told.push(...writers.flatMap(({ lines }) => lines()));
  }
  const log = await openTestLog({ home, auditKey: testKey(), signer: fixedSigner() });
  await log.close();

  const source = auditFiles(home.file("audit"));
  expect(await verifyAuditLog({ source, auditKey: testKey(), publicKey: fixedSigner().publicKey })).toMatchObject({
    ok: true,
    uncovered: 0,
  });
  const intents = new Set<string>();
  const outcomes: string[] = [];
  let unknown = 0;
  for await (const record of readAuditLog(source)) {
    if (record.phase === "intent") intents.add(record.request_id);
    if (record.phase === "outcome") outcomes.push(record.request_id);
    if (record.outcome === "unknown") unknown++;
  }
  expect(told.filter((requestId) => !intents.has(requestId))).toEqual([]);
  expect(new Set(outcomes)).toEqual(intents);
  expect(outcomes).toHaveLength(intents.size);
  expect(unknown).toBeGreaterThan(0);
});
