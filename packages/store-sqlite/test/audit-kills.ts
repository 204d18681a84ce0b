import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAuditLog, readAuditLog, verifyAuditLog } from "@infershield/audit";
import { suiteKey } from "@infershield/audit/testing";
import { openHome } from "@infershield/home";
import { expect, onTestFinished } from "vitest";
import { openDatabase } from "../src/database.ts";
import { openAuditReader, openAuditTable } from "../src/index.ts";
import { startChild } from "./start-child.ts";

/**
 * Kills two processes at once that record requests in one database, again and again, each time after a number of requests that nobody
 * chose. Then no durable intent may be lost, nothing forked, and each request has one outcome.
 *
 * @returns how many intents the processes were told are durable
 */
export async function killRecorders(rounds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "infershield-audit-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const home = await openHome(join(folder, "home"), { create: true });
  const path = home.file("infershield.db");
  await (await openDatabase(path, { create: true })).close();
  const told: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const children = ["a", "b"].map((name) => {
      const child = startChild("record-requests.ts");
      child.begin(home.path, `${name}${round}`);
      return child;
    });
    const least = 10 + Math.floor(Math.random() * 40);
    await Promise.all(children.map(({ said }, index) => said(`intent ${"ab"[index]}${round}-${least}`)));
    for (const child of children) child.kill();
    await Promise.all(children.map(({ end }) => end));
    told.push(...children.flatMap(({ lines }) => lines.map((line) => line.slice("intent ".length))));
  }
  const log = await openAuditLog({ home, storage: await openAuditTable({ home, path }), auditKey: suiteKey });
  await log.close();

  const source = openAuditReader(path);
  onTestFinished(() => source.close());
  expect(await verifyAuditLog({ source, auditKey: suiteKey })).toMatchObject({ ok: true });
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
  return told.length;
}
