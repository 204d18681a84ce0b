import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { system } from "@infershield/core";
import type { Home } from "@infershield/home";
import { beforeEach, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import {
  AuditError,
  type AuditStorage,
  type AuditVerification,
  auditFiles,
  expireSegments,
  exportAudit,
  liftHold,
  openAuditFiles,
  placeHold,
  verifyAuditLog,
} from "./index.ts";
import { lastTombstone } from "./tombstone.ts";

const auditKey = testKey();
const signer = testSigner();
const start = Date.parse("2026-01-01T00:00:00Z");
const dayMs = 86_400_000;
let home: Home;
let storage: AuditStorage;

/** One segment a day, five days; the third one has a record of mara. */
beforeEach(async () => {
  home = await testHome();
  let now = start;
  const log = await openTestLog({ home, auditKey, signer, system: { ...system, now: () => now } });
  for (let day = 0; day < 5; day++) {
    now = start + day * dayMs;
    for (let index = 0; index < 4; index++) await log.record(testEvent({ userId: day === 2 ? "mara" : "alex" }));
  }
  await log.close();
  storage = await openAuditFiles({ home });
  return () => storage.close();
});

function verified(): Promise<AuditVerification> {
  return verifyAuditLog({ source: auditFiles(home.file("audit")), auditKey, publicKey: signer.publicKey });
}

function segment(number: number): string {
  return home.file("audit", `00000${number}.jsonl`);
}

test("a checkpoint kept elsewhere that covers deleted records is no contradiction, unless somebody else signed it", async () => {
  const checkpoint = `${readFileSync(home.file("audit", "checkpoints"), "utf8").split(/(?<=\n)\n(?=infershield)/)[0]}`;
  await expireSegments({ home, storage, signer, olderThan: start + 2.5 * dayMs });
  const source = auditFiles(home.file("audit"));
  const options = { source, publicKey: signer.publicKey };
  expect(await verifyAuditLog({ ...options, checkpoint })).toMatchObject({ ok: true, records: 12 });
  const forged = checkpoint.replace("\nfirst 1\n", "\nfirst 2\n");
  expect(await verifyAuditLog({ ...options, checkpoint: forged })).toMatchObject({
    firstBad: { kind: "bad_signature" },
  });
});

test("deletes segments that are wholly older, and what is left verifies by the tombstones", async () => {
  expect(await verified()).toMatchObject({ ok: true, records: 20 });
  expect(await expireSegments({ home, storage, signer, olderThan: start + 2.5 * dayMs })).toEqual({ deleted: [1, 2] });
  expect([1, 2, 3].map((one) => existsSync(segment(one)))).toEqual([false, false, true]);
  expect(await verified()).toMatchObject({ ok: true, records: 12, lastSeq: 20 });
  const log = await openTestLog({ home, auditKey, signer });
  expect(await log.record(testEvent())).toEqual({ seq: 21 });
  await log.close();
  expect(await verified()).toMatchObject({ ok: true, records: 13 });
  let exported = "";
  for await (const piece of exportAudit({ source: auditFiles(home.file("audit")), format: "jsonl" })) exported += piece;
  expect(exported).not.toContain("unproven");
});

test("deletes a segment from the moment that its time is over, and buries it with its first and last record", async () => {
  const expire = (olderThan: number) => expireSegments({ home, storage, signer, olderThan });
  expect(await expire(start + dayMs - 1)).toEqual({ deleted: [] });
  expect(await expire(start + dayMs)).toEqual({ deleted: [1] });
  expect(await lastTombstone(storage)).toMatchObject({ segment: 1, first: 1, last: 4 });
  expect(await expire(start + 2 * dayMs)).toEqual({ deleted: [2] });
  expect(await lastTombstone(storage)).toMatchObject({ segment: 2, first: 5, last: 8 });
});

test("deletes a segment without records, and keeps what is no checkpoint", async () => {
  const empty = await testHome();
  const other = testKey("b2b2b2b2b2b2b2b2", auditKey.kid);
  for (const key of [auditKey, other]) await (await openTestLog({ home: empty, auditKey: key, signer })).close();
  const log = await openTestLog({ home: empty, auditKey: other, signer });
  await log.record(testEvent());
  await log.close();
  const path = empty.file("audit", "checkpoints");
  writeFileSync(path, `none\n\n\u2014 name AAAA\n\n${readFileSync(path, "utf8")}`);
  const files = await openAuditFiles({ home: empty });
  const all = { home: empty, storage: files, signer, olderThan: Number.MAX_SAFE_INTEGER };
  expect(await expireSegments(all)).toEqual({ deleted: [1] });
  expect(await lastTombstone(files)).toMatchObject({ segment: 1, first: 1, last: 0 });
  expect(readFileSync(path, "utf8")).toMatch(/^none/);
  await files.close();
});

test("never deletes the segment that is being written, however old", async () => {
  expect(await expireSegments({ home, storage, signer, olderThan: start + 365 * dayMs })).toEqual({
    deleted: [1, 2, 3, 4],
  });
  expect(await verified()).toMatchObject({ ok: true, records: 4 });
});

test("stops at a segment with records of a person under legal hold until the hold is lifted", async () => {
  await placeHold(home, { name: "case 7", userId: "mara" });
  const all = { home, storage, signer, olderThan: start + 365 * dayMs };
  expect(await expireSegments(all)).toEqual({ deleted: [1, 2], heldBy: { name: "case 7", userId: "mara" } });
  await liftHold(home, "case 7");
  await placeHold(home, { name: "everything" });
  expect(await expireSegments(all)).toEqual({ deleted: [], heldBy: { name: "everything" } });
  await liftHold(home, "everything");
  expect(await expireSegments(all)).toEqual({ deleted: [3, 4] });
});

test("goes on after a crash between a tombstone and its deletion", async () => {
  copyFileSync(segment(1), home.file("copy"));
  await expireSegments({ home, storage, signer, olderThan: start + 1.5 * dayMs });
  copyFileSync(home.file("copy"), segment(1));
  expect(await verified()).toMatchObject({ ok: true, records: 16 });
  expect(await expireSegments({ home, storage, signer, olderThan: start + 2.5 * dayMs })).toEqual({ deleted: [2] });
  expect(existsSync(segment(1))).toBe(false);
});

test("a segment deleted without a tombstone, or with a forged one, is found", async () => {
  await expireSegments({ home, storage, signer, olderThan: start + 1.5 * dayMs });
  const path = home.file("audit", "tombstones");
  const note = readFileSync(path, "utf8");
  writeFileSync(path, "");
  expect(await verified()).toMatchObject({ ok: false, firstBad: { seq: 1, kind: "deleted" } });
  writeFileSync(path, note.replace("first 1", "first 2"));
  expect(await verified()).toMatchObject({ ok: false, firstBad: { kind: "bad_signature" } });
});

test.each([
  ["is signed by another key", (text: string) => text, testSigner()],
  ["has no header", (text: string) => text.replace("infershield-audit", "another"), signer],
  ["is not intact", (text: string) => text.replace('"risk_score":12', '"risk_score":13'), signer],
])("deletes nothing of a segment that %s", async (_, change, by) => {
  writeFileSync(segment(2), change(readFileSync(segment(2), "latin1")), "latin1");
  const all = { home, storage, signer: by, olderThan: start + 365 * dayMs };
  await expect(expireSegments(all)).rejects.toMatchObject({ constructor: AuditError, code: "BROKEN" });
  expect([2, 3, 4, 5].map((one) => existsSync(segment(one)))).toEqual([true, true, true, true]);
});
