import { readFileSync } from "node:fs";
import { system } from "@infershield/core";
import { type Home, HomeError, openAppendFile } from "@infershield/home";
import { describe, expect, test } from "vitest";
import { auditError, openTestLog, recordsOf, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { type AuditError, auditFiles, parseNoteKey, verifyAuditLog } from "./index.ts";

const auditKey = testKey();

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

describe("closing", () => {
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
