import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Home } from "@infershield/home";
import { expect, onTestFinished } from "vitest";
import { auditFiles, readAuditLog, verifyAuditLog } from "../src/index.ts";
import { fixedSigner, openTestLog, testKey } from "./fixtures.ts";

const program = join(import.meta.dirname, "crash-writer.ts");

/** A writer in a process of its own. */
export interface Writer {
  readonly child: ChildProcess;
  /** The requests whose intent it was told is durable. */
  lines(): readonly string[];
}

/** Starts a writer that ends after so many requests, or never. */
export function startWriter(
  home: Home,
  name: string,
  { requests = 0, clients = 8 }: { readonly requests?: number; readonly clients?: number } = {},
): Writer {
  const options = ["--conditions=@infershield/source", program, home.path, name, String(requests), String(clients)];
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

/**
 * Kills two writers at once, again and again, each time after a number of requests that nobody chose. Then it checks that no durable
 * intent was lost, that nothing forked, and that each request has one outcome.
 *
 * @returns How many outcomes are unknown; after few rounds it can be none
 */
export async function killRounds(home: Home, rounds: number): Promise<number> {
  const told: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const writers = [startWriter(home, `a${round}`), startWriter(home, `b${round}`)];
    const least = 10 + Math.floor(Math.random() * 40);
    await until(() => writers.every(({ lines }) => lines().length > least));
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
  console.log(`${rounds * 2} writers killed: ${told.length} durable intents, 0 lost; ${unknown} outcomes unknown`);
  return unknown;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
