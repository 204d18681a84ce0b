import { appendFileSync, readdirSync } from "node:fs";
import { system } from "@infershield/core";
import { expect, test } from "vitest";
import { auditError, openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { auditFiles, type Excerpts, lastRecords } from "./index.ts";

const auditKey = testKey();
const unavailable = auditError("AUDIT_UNAVAILABLE");

test.each<[string, Excerpts["seal"]]>([
  [
    "at once",
    () => {
      throw new Error("no disk");
    },
  ],
  ["later", () => Promise.reject(new Error("no disk"))],
])("an event whose excerpt cannot be sealed, %s, is not recorded; one without an excerpt is", async (_, seal) => {
  const home = await testHome();
  const excerpts: Excerpts = { seal, read: async () => undefined, shred: async () => false };
  const log = await openTestLog({ home, auditKey, excerpts });
  await expect(log.record(testEvent({ excerpt: "words" }))).rejects.toThrow(unavailable);
  expect(await log.record(testEvent())).toEqual({ seq: 1 });
  await log.close();
});

test("a log without a signer waits for no checkpoint, and one that records no intent leaves no writer", async () => {
  const home = await testHome();
  const waits: number[] = [];
  const sleep: typeof system.sleep = (ms, signal) => {
    waits.push(ms);
    return system.sleep(ms, signal);
  };
  const log = await openTestLog({ home, auditKey, system: { ...system, sleep }, checkpointMs: 77_000 });
  await log.record(testEvent());
  expect(waits).not.toContain(77_000);
  expect(readdirSync(home.file("audit", "writers"))).toEqual([]);
  await log.close();
});

test("what was found torn is told once", async () => {
  const home = await testHome();
  await (await openTestLog({ home, auditKey })).close();
  appendFileSync(home.file("audit", "000001.jsonl"), "half");
  const log = await openTestLog({ home, auditKey });
  for (let count = 0; count < 3; count++) await log.record(testEvent());
  await log.close();
  const records = await lastRecords(auditFiles(home.file("audit")), 9);
  expect(records.map(({ action }) => action)).toEqual(["audit.recovered", ...Array(3).fill(testEvent().action)]);
});
