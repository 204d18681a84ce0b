import { hash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { system } from "@infershield/core";
import { type Home, HomeError, openAppendFile } from "@infershield/home";
import { describe, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { AuditError, type AuditRecord, auditFiles, parseNoteKey, readAuditLog, verifyAuditLog } from "./index.ts";

const auditKey = testKey();

function auditError(code: AuditError["code"]): unknown {
  return expect.objectContaining({ constructor: AuditError, code });
}

async function recordsOf(home: Home): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of readAuditLog(auditFiles(home.file("audit")))) records.push(record);
  return records;
}

function verified(home: Home): ReturnType<typeof verifyAuditLog> {
  return verifyAuditLog({ source: auditFiles(home.file("audit")), auditKey });
}

describe("a record", () => {
  test("has the original seven fields first, in their order", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    await log.record(testEvent());
    await log.close();
    const [record = {}] = await recordsOf(home);
    expect(Object.keys(record).slice(0, 7)).toEqual([
      "timestamp",
      "user_id",
      "provider",
      "action",
      "risk_score",
      "blocked",
      "request_id",
    ]);
  });

  test("is on disk when its promise resolves, and numbers rise by one", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    expect(await log.recordIntent(testEvent())).toEqual({ seq: 1 });
    expect((await recordsOf(home)).map((record) => [record.seq, record.phase])).toEqual([[1, "intent"]]);
    expect(await log.recordOutcome(testEvent({ outcome: "completed" }))).toEqual({ seq: 2 });
    await log.close();
  });

  test("is printable ASCII whatever the event holds, and reads back as it was", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    const userId = 'zoë\r\n\u001b[31m\u2028\u202e"\\\ud800';
    await log.record(testEvent({ userId }));
    await log.close();
    expect(readFileSync(home.file("audit", "000001.jsonl"), "latin1")).toMatch(/^[\x20-\x7e\n]+$/);
    expect((await recordsOf(home))[0]?.user_id).toBe(userId);
  });

  test("with a number that is none, or without a request id, is refused and leaves no trace", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    await expect(log.record(testEvent({ latencyMs: Number.NaN }))).rejects.toThrow(auditError("INVALID_EVENT"));
    await expect(log.record(testEvent({ requestId: "" }))).rejects.toThrow(auditError("INVALID_EVENT"));
    await log.close();
    expect(await recordsOf(home)).toEqual([]);
  });

  test("stays small when an event brings long texts and hundreds of findings", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    const threat = { rule: "r".repeat(1000), category: "secret", score: 1 } as const;
    await log.record(testEvent({ userAgent: "😀".repeat(1000), threats: Array.from({ length: 500 }, () => threat) }));
    await log.close();
    const [record] = await recordsOf(home);
    expect(JSON.stringify(record).length).toBeLessThan(16_000);
    expect(record?.threats_omitted).toBe(468);
    expect(await verified(home)).toMatchObject({ ok: true, records: 1 });
  });
});

describe("several writers", () => {
  test("share one log: no gap, no fork, whoever writes", async () => {
    const home = await testHome();
    const signer = testSigner();
    const options = { home, auditKey, signer, checkpointRecords: 50, maxSegmentBytes: 20_000 };
    const logs = await Promise.all([openTestLog(options), openTestLog(options), openTestLog(options)]);
    const receipts = await Promise.all(
      Array.from({ length: 300 }, (_, index) => logs[index % 3]?.record(testEvent({ requestId: `req_${index}` }))),
    );
    await Promise.all(logs.map((log) => log.close()));
    expect(new Set(receipts.map((receipt) => receipt?.seq)).size).toBe(300);
    expect(await verified(home)).toMatchObject({ ok: true, records: 300, uncovered: 0 });
  });

  test("one that failed to write leaves the log intact for the others", async () => {
    const home = await testHome();
    let full = false;
    const failing = async (path: string): ReturnType<typeof openAppendFile> => {
      const file = await openAppendFile(path);
      const append = (bytes: Uint8Array): Promise<void> =>
        full ? Promise.reject(new HomeError("STORE_FULL", "No space left.")) : file.append(bytes);
      return { ...file, append };
    };
    const log = await openTestLog({ home, auditKey, openFile: failing });
    const other = await openTestLog({ home, auditKey });
    full = true;
    await expect(log.recordIntent(testEvent())).rejects.toThrow(auditError("AUDIT_UNAVAILABLE"));
    expect(await other.record(testEvent())).toEqual({ seq: 1 });
    full = false;
    expect(await log.record(testEvent())).toEqual({ seq: 2 });
    await log.close();
    await other.close();
    expect(await verified(home)).toMatchObject({ ok: true, records: 2 });
  });
});

describe("after a crash", () => {
  test("half a record is cut off, kept beside the log and told in a record", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    await log.record(testEvent());
    await log.close();
    const path = home.file("audit", "000001.jsonl");
    const half = readFileSync(path, "latin1").split("\n")[1]?.slice(0, 100) ?? "";
    appendFileSync(path, half);
    const again = await openTestLog({ home, auditKey });
    expect(await again.record(testEvent())).toEqual({ seq: 3 });
    await again.close();
    const aside = readdirSync(home.file("audit")).find((name) => name.startsWith("torn-")) ?? "";
    expect(readFileSync(home.file("audit", aside), "latin1")).toBe(half);
    expect((await recordsOf(home))[1]).toMatchObject({
      action: "audit.recovered",
      reason: "torn_record",
      bytes_in: 100,
    });
    expect(await verified(home)).toMatchObject({ ok: true, records: 3 });
  });

  test.each([
    ["with", { signer: testSigner() }],
    ["without", {}],
  ])(
    "whole records of an append that is not whole are cut off too, %s a signer: nobody was told that they are durable",
    async (_how, signing) => {
      const home = await testHome();
      const options = { home, auditKey, ...signing };
      const log = await openTestLog(options);
      await log.record(testEvent({ requestId: "kept" }));
      await log.close();
      const path = home.file("audit", "000001.jsonl");
      const kept = statSync(path).size;
      const again = await openTestLog(options);
      await Promise.all(["a", "b", "c"].map((requestId) => again.record(testEvent({ requestId }))));
      const lines = readFileSync(path, "latin1").split("\n");
      truncateSync(path, lines.slice(0, 4).join("\n").length + 1);
      const other = await openTestLog(options);
      expect(await other.record(testEvent({ requestId: "next" }))).toEqual({ seq: 3 });
      await other.close();
      const aside = home.file("audit", `torn-000001-${kept}`);
      expect(readFileSync(aside, "latin1")).toBe(`${lines.slice(2, 4).join("\n")}\n`);
      expect((await recordsOf(home)).map((record) => record.request_id)).toEqual([
        "kept",
        expect.stringMatching(/^audit-/),
        "next",
      ]);
      expect(await verified(home)).toMatchObject({ ok: true, records: 3, uncovered: 0 });
    },
  );

  test("a log cut at any byte of its last line opens again and verifies", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    await log.record(testEvent());
    await log.close();
    const path = home.file("audit", "000001.jsonl");
    const whole = readFileSync(path);
    const headerEnd = whole.indexOf("\n") + 1;
    for (let length = 0; length <= whole.length; length += length < headerEnd ? 37 : 61) {
      writeFileSync(path, whole.subarray(0, length));
      const again = await openTestLog({ home, auditKey });
      await again.record(testEvent());
      await again.close();
      expect(await verified(home)).toMatchObject({ ok: true });
    }
  });

  test("an intent that closing finds without an outcome gets the outcome unknown", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    await log.recordIntent(testEvent({ requestId: "req_open" }));
    await log.recordIntent(testEvent({ requestId: "req_done" }));
    await log.recordOutcome(testEvent({ requestId: "req_done", outcome: "completed" }));
    await log.close();
    expect((await recordsOf(home)).at(-1)).toMatchObject({
      request_id: "req_open",
      phase: "outcome",
      outcome: "unknown",
      reason: "shutdown",
    });
  });
});

describe("closing", () => {
  test("waits for what was handed in before, and leaves each of its intents an outcome", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    const intents = ["a", "b", "c"].map((requestId) => log.recordIntent(testEvent({ requestId })));
    const closed = log.close();
    await expect(log.record(testEvent())).rejects.toThrow(auditError("CLOSED"));
    await Promise.all([...intents, closed, log.close()]);
    const phases = (await recordsOf(home)).map((record) => `${record.request_id} ${record.outcome ?? record.phase}`);
    expect(phases).toEqual(["a intent", "b intent", "c intent", "a unknown", "b unknown", "c unknown"]);
  });

  test("signs what no checkpoint covers, and keeps the public key where a person finds it", async () => {
    const home = await testHome();
    const signer = testSigner();
    const log = await openTestLog({ home, auditKey, signer });
    await log.record(testEvent());
    await log.close();
    const { publicKey } = parseNoteKey(readFileSync(home.file("audit.pub"), "utf8"));
    expect(publicKey).toEqual(signer.publicKey);
    const source = auditFiles(home.file("audit"));
    expect(await verifyAuditLog({ source, publicKey })).toMatchObject({ ok: true, checkpoints: 1, uncovered: 0 });
  });
});

describe("a checkpoint", () => {
  test("is signed a minute after a record when no more come", async () => {
    const home = await testHome();
    const waits: number[] = [];
    const signed = Promise.withResolvers<string>();
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
      if (ms === 60_000) {
        waits.push(ms);
        return Promise.resolve();
      }
      return system.sleep(ms, signal);
    };
    const options = { home, auditKey, signer: testSigner(), system: { ...system, sleep } };
    const log = await openTestLog({ ...options, onCheckpoint: signed.resolve });
    await log.record(testEvent());
    expect(await signed.promise).toContain("\nfirst 1\n");
    expect(waits).toEqual([60_000]);
    await log.close();
  });

  test("that cannot be written is told, loses no record and comes with the next one", async () => {
    const home = await testHome();
    let full = true;
    const openFile = async (path: string): ReturnType<typeof openAppendFile> => {
      if (full && path.endsWith("checkpoints")) throw new HomeError("STORE_FULL", "No space left.");
      return openAppendFile(path);
    };
    const problems: string[] = [];
    const onProblem = (problem: AuditError): void => void problems.push(problem.code);
    const options = { home, auditKey, signer: testSigner(), checkpointRecords: 1, openFile, onProblem };
    const log = await openTestLog(options);
    expect(await log.record(testEvent())).toEqual({ seq: 1 });
    await expect.poll(() => problems).toEqual(["AUDIT_UNAVAILABLE"]);
    full = false;
    await log.record(testEvent());
    await log.close();
    expect(problems).toHaveLength(1);
    expect(await verified(home)).toMatchObject({ ok: true, records: 2, uncovered: 0, checkpoints: 1 });
  });
});

describe("the writer refuses to go on", () => {
  test("when the log was cut below a checkpoint, a segment was taken away or exchanged, or the log was closed", async () => {
    const home = await testHome();
    const options = { home, auditKey, signer: testSigner() };
    const path = home.file("audit", "000001.jsonl");
    const log = await openTestLog(options);
    await log.record(testEvent());
    truncateSync(path, statSync(path).size - 10);
    await expect(log.record(testEvent())).rejects.toThrow(auditError("AUDIT_CORRUPT"));
    await log.close();
    await expect(log.record(testEvent())).rejects.toThrow(auditError("CLOSED"));
  });

  test("when somebody without the audit key appended to the log, be it with an old mac", async () => {
    const home = await testHome();
    const log = await openTestLog({ home, auditKey });
    await log.record(testEvent());
    const path = home.file("audit", "000001.jsonl");
    const [, line = ""] = readFileSync(path, "latin1").split("\n");
    const body = line
      .slice(0, line.lastIndexOf(',"hash":"'))
      .replace(/"seq":1,"prev":"[0-9a-f]{64}"/, `"seq":2,"prev":"${line.slice(-66, -2)}"`);
    appendFileSync(path, `${body},"hash":"${hash("sha256", `\0${body}`)}"}\n`);
    await expect(log.record(testEvent())).rejects.toThrow(auditError("AUDIT_CORRUPT"));
    await log.close();
    await expect(openTestLog({ home, auditKey })).rejects.toThrow(auditError("AUDIT_CORRUPT"));
  });

  test("when a checkpoint covers records that are gone", async () => {
    const home = await testHome();
    const options = { home, auditKey, signer: testSigner() };
    const path = home.file("audit", "000001.jsonl");
    const log = await openTestLog(options);
    await log.record(testEvent());
    const one = statSync(path).size;
    await log.record(testEvent());
    await log.close();
    truncateSync(path, one);
    await expect(openTestLog(options)).rejects.toThrow(auditError("AUDIT_CORRUPT"));
    rmSync(path);
    await expect(openTestLog(options)).rejects.toThrow(auditError("AUDIT_CORRUPT"));
  });
});
