import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type System, system } from "@infershield/core";
import { expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { auditFiles, openAuditFiles, readAuditLog, replaceLog, verifyAuditLog } from "./index.ts";

const auditKey = testKey();
const signer = testSigner();
const clock: System = { ...system, now: () => Date.parse("2026-01-02T03:04:05.678Z") };

/** A home with a log of five records over several segments, damaged as told. */
async function damaged(damage: (text: string) => string) {
  const home = await testHome();
  const log = await openTestLog({ home, auditKey, signer, maxSegmentBytes: 1000 });
  for (let index = 0; index < 5; index++) await log.record(testEvent());
  await log.close();
  const path = home.file("audit", "000001.jsonl");
  writeFileSync(path, damage(readFileSync(path, "latin1")), "latin1");
  return { home, segments: await auditFiles(home.file("audit")).segments() };
}

test("a damaged log is set aside as it was found, and the new one's first record says what it was", async () => {
  const { home, segments } = await damaged((text) => text.replace('"risk_score":12', '"risk_score":13'));
  const names = segments.map((segment) => `${String(segment).padStart(6, "0")}.jsonl`);
  const before = names.map((name) => readFileSync(home.file("audit", name), "latin1"));
  const origin = JSON.parse(before[0]?.split("\n")[0] ?? "").origin;
  const storage = await openAuditFiles({ home });
  const replaced = await replaceLog({ home, storage, auditKey, signer, reason: "edited", system: clock });
  expect(basename(replaced.folder)).toBe("damaged-2026-01-02T030405.678Z");
  expect(names.map((name) => readFileSync(join(replaced.folder, name), "latin1"))).toEqual(before);
  const digest = createHash("sha256").update(before.join(""), "latin1").digest("hex");
  expect(replaced).toMatchObject({ lastSeq: 5, digest });

  const source = auditFiles(home.file("audit"));
  const records = [];
  for await (const record of readAuditLog(source)) records.push(record);
  expect(records[0]).toMatchObject({
    seq: 1,
    event: "lifecycle",
    action: "audit.replaced",
    phase: "terminal",
    tenant: "default",
    user_id: "system",
    request_id: expect.stringMatching(/^audit-[0-9a-f]{16}$/),
    decision: "allow",
    blocked: false,
    risk_score: 0,
    reason: "edited",
    subject: `${origin} 5 sha256:${digest}`,
  });
  expect(records[0]).not.toHaveProperty("threats");
  expect(await verifyAuditLog({ source, auditKey, publicKey: signer.publicKey })).toMatchObject({
    ok: true,
    uncovered: 0,
  });
});

test("a log whose lines are not whole is digested to its last byte", async () => {
  const { home, segments } = await damaged((text) => text);
  const last = home.file("audit", `${String(segments.at(-1)).padStart(6, "0")}.jsonl`);
  writeFileSync(last, `${readFileSync(last, "latin1")}half a li\u00ffne`, "latin1");
  const all = segments.map((one) => readFileSync(home.file("audit", `${String(one).padStart(6, "0")}.jsonl`)));
  const storage = await openAuditFiles({ home });
  const { digest } = await replaceLog({ home, storage, auditKey, signer, reason: "malformed" });
  expect(digest).toBe(createHash("sha256").update(Buffer.concat(all)).digest("hex"));
});

test("a log without a header that can be read is of unknown name", async () => {
  const home = await testHome();
  const log = await openTestLog({ home, auditKey, signer });
  await log.record(testEvent());
  await log.close();
  const path = home.file("audit", "000001.jsonl");
  writeFileSync(path, readFileSync(path, "latin1").replace("infershield-audit", "another"), "latin1");
  const storage = await openAuditFiles({ home });
  await replaceLog({ home, storage, auditKey, signer, reason: "malformed" });
  for await (const record of readAuditLog(auditFiles(home.file("audit")), { to: 1 })) {
    expect(record.subject).toMatch(/^unknown 1 sha256:[0-9a-f]{64}$/);
  }
});
