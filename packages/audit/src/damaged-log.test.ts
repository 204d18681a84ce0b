import { hash } from "node:crypto";
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import type { Home } from "@infershield/home";
import { describe, expect, onTestFinished, test } from "vitest";
import { auditError, openTestLog, recordsOf, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { auditFiles, openAuditFiles, openAuditLog, verifyAuditLog } from "./index.ts";

const auditKey = testKey();

function verified(home: Home): ReturnType<typeof verifyAuditLog> {
  return verifyAuditLog({ source: auditFiles(home.file("audit")), auditKey });
}

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
      // A writer that dies closes nothing but its files.
      const storage = await openAuditFiles({ home });
      onTestFinished(() => storage.close());
      const again = await openAuditLog({ ...options, storage });
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
