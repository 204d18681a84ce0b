import { hash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Home } from "@infershield/home";
import { beforeEach, describe, expect, test } from "vitest";
import { testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { AuditError, type AuditVerification, openAuditFile, verifyAuditLog } from "./index.ts";

const auditKey = testKey();
const signer = testSigner();
const recordCount = 100;
const checkpointEvery = 25;

let home: Home;
let directory: string;
let path: string;
let original: string;
let checkpoints: string;
/** Index 0 is the header, index n is record n. */
let lines: readonly string[];

beforeEach(async () => {
  home = await testHome();
  directory = home.file("audit");
  path = home.file("audit", "000001.jsonl");
  const log = await openAuditFile({ home, auditKey, signer, checkpointRecords: checkpointEvery });
  for (let from = 1; from <= recordCount; from += checkpointEvery) {
    const batch = Array.from({ length: checkpointEvery }, (_, index) =>
      testEvent({ requestId: `req_${from + index}` }),
    );
    await Promise.all(batch.map(log.record));
  }
  await log.close();
  original = readFileSync(path, "latin1");
  checkpoints = readFileSync(home.file("audit", "checkpoints"), "utf8");
  lines = original.split("\n").slice(0, -1);
});

function verified(changed: string): Promise<AuditVerification> {
  writeFileSync(path, changed, "latin1");
  return verifyAuditLog({ directory, auditKey, publicKey: signer.publicKey });
}

function offline(changed: string): Promise<AuditVerification> {
  writeFileSync(path, changed, "latin1");
  return verifyAuditLog({ directory, publicKey: signer.publicKey });
}

function text(changed: readonly (string | undefined)[]): string {
  return `${changed.join("\n")}\n`;
}

function firstBad(seq: number, kind: string): unknown {
  return expect.objectContaining({ ok: false, firstBad: { seq, kind, segment: 1 } });
}

/** Coprime to the field lengths, so that every field is hit somewhere. */
const byteStride = 7;

function changedAt(content: string, at: number): string {
  return `${content.slice(0, at)}${content[at] === "0" ? "1" : "0"}${content.slice(at + 1)}`;
}

/** Every record in the everyday suite is a tenth of the release gate's thousand. */
const everyRecord = Array.from({ length: recordCount }, (_, index) => index + 1);

describe("verification", () => {
  test("accepts an untouched log, with the audit key and with the public key alone", async () => {
    const good = { ok: true, records: recordCount, checkpoints: 4, lastSeq: recordCount, uncovered: 0, tornBytes: 0 };
    expect(await verified(original)).toEqual(good);
    expect(await offline(original)).toEqual(good);
  });

  test("names each record that was edited", async () => {
    for (const seq of everyRecord) {
      const changed = lines.with(seq, lines[seq]?.replace('"allow"', '"block"') ?? "");
      expect(await verified(text(changed))).toEqual(firstBad(seq, "edited"));
    }
  });

  test("names each record that was deleted, the last ones as truncated", async () => {
    for (const seq of everyRecord) {
      const kind = seq === recordCount ? "truncated" : "deleted";
      const check = seq % 2 === 0 ? verified : offline;
      expect(await check(text(lines.toSpliced(seq, 1)))).toEqual(firstBad(seq, kind));
    }
  });

  test("names each place where a record was inserted, be it a copy or a forgery", async () => {
    for (const seq of everyRecord) {
      const inserted = seq % 2 === 0 ? lines[seq - 1] : lines[seq]?.replace("alex", "mara");
      expect(await verified(text(lines.toSpliced(seq, 0, inserted ?? "")))).toEqual(firstBad(seq, "inserted"));
    }
  });

  test("names each pair of records that changed places", async () => {
    for (const seq of everyRecord.slice(0, -1)) {
      const changed = lines.with(seq, lines[seq + 1] ?? "").with(seq + 1, lines[seq] ?? "");
      expect(await verified(text(changed))).toEqual(firstBad(seq, "reordered"));
    }
  });

  test("finds a log that was cut after any record, or inside one", async () => {
    for (const seq of everyRecord) {
      const cut = seq % 2 === 0 ? text(lines.slice(0, seq)) : text(lines.slice(0, seq + 1)).slice(0, -seq);
      expect(await verified(cut)).toEqual(firstBad(seq, "truncated"));
    }
  });

  test("notices a changed byte anywhere in a record or the header, also without the audit key", async () => {
    const [header = "", first = ""] = lines;
    for (let at = 0; at <= header.length + 1 + first.length; at += byteStride) {
      const found = await offline(changedAt(original, at));
      expect(found).toMatchObject({ ok: false, firstBad: { seq: 1 } });
      expect(["edited", "malformed"]).toContain(found.ok ? "" : found.firstBad.kind);
    }
  });

  test("notices a changed byte anywhere in the checkpoints", async () => {
    // A change in the last two newlines makes the last note look half written: it is left out, as after a crash.
    for (let at = 0; at < checkpoints.length - 2; at += byteStride) {
      writeFileSync(home.file("audit", "checkpoints"), changedAt(checkpoints, at));
      expect(await offline(original)).toMatchObject({ ok: false });
    }
  });

  test("finds a record that was rewritten with all hashes after it, by the signed checkpoint", async () => {
    const rewritten = rewrittenFrom(30);
    expect(await offline(rewritten)).toEqual(firstBad(26, "edited"));
    expect(await verified(rewritten)).toEqual(firstBad(30, "edited"));
  });

  test("does not accept checkpoints signed by another key", async () => {
    const other = testSigner();
    const result = await verifyAuditLog({ directory, publicKey: other.publicKey });
    expect(result).toEqual(firstBad(1, "bad_signature"));
  });

  test("finds what was cut off with its checkpoints, by a checkpoint kept elsewhere", async () => {
    const notes = checkpoints.split("\n\n\u2014 ");
    expect(notes).toHaveLength(5);
    const all = checkpoints.split(/(?<=\n)\n(?=infershield)/);
    const kept = all.at(-1)?.replace(/\n$/, "") ?? "";
    writeFileSync(home.file("audit", "checkpoints"), all.slice(0, -1).join("\n"));
    const shorter = text(lines.slice(0, 76));
    expect(await offline(shorter)).toMatchObject({ ok: true, records: 75 });
    const options = { directory, publicKey: signer.publicKey, checkpoint: kept };
    expect(await verifyAuditLog(options)).toEqual(firstBad(76, "truncated"));
    writeFileSync(path, original, "latin1");
    expect(await verifyAuditLog(options)).toMatchObject({ ok: true });
    expect(await verifyAuditLog({ ...options, checkpoint: kept.replace("100", "101") })).toMatchObject({
      firstBad: { kind: "bad_signature" },
    });
  });

  test("takes a half-written record after the last checkpoint for what a crash leaves", async () => {
    const log = await openAuditFile({ home, auditKey, signer });
    await log.close();
    expect(await verified(`${original}{"timestamp":17`)).toMatchObject({
      ok: true,
      records: recordCount,
      tornBytes: 15,
    });
  });

  test("verifies a part of the log", async () => {
    const range = await verifyAuditLog({ directory, auditKey, from: 30, to: 60 });
    expect(range).toMatchObject({ ok: true, records: 31, lastSeq: 60 });
  });

  test("refuses a folder without a log and a log under an unknown audit key", async () => {
    await expect(verifyAuditLog({ directory, auditKey: testKey("b2b2b2b2b2b2b2b2") })).rejects.toThrow(
      expect.objectContaining({ constructor: AuditError, code: "UNKNOWN_KEY" }),
    );
    rmSync(directory, { recursive: true });
    await expect(verifyAuditLog({ directory })).rejects.toThrow(
      expect.objectContaining({ constructor: AuditError, code: "NO_LOG" }),
    );
  });
});

/** The log as somebody without the audit key would forge it: one record changed, every hash after it computed anew. */
function rewrittenFrom(seq: number): string {
  let previous = "";
  const forged = lines.map((line, index) => {
    if (index < seq) {
      previous = line.slice(-66, -2);
      return line;
    }
    const edited = index === seq ? line.replace('"allow"', '"block"') : line;
    const body = edited.slice(0, -(64 + 2 + 9)).replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${previous}"`);
    previous = hash("sha256", `\0${body}`, "hex");
    return `${body},"hash":"${previous}"}`;
  });
  return text(forged);
}
