import { hash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuditError, openAuditLog, verifyAuditLog } from "@infershield/audit";
import { newSigner, suiteKey } from "@infershield/audit/testing";
import { type Home, openHome } from "@infershield/home";
import { beforeEach, describe, expect, test } from "vitest";
import { openAuditTable } from "./audit-storage.ts";
import { type AuditWriter, directAuditWriter, threadedAuditWriter } from "./audit-writer.ts";
import { type Database, openDatabase } from "./database.ts";

let home: Home;
let database: Database;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "infershield-audit-"));
  home = await openHome(join(folder, "home"), { create: true });
  database = await openDatabase(home.file("infershield.db"), { create: true });
  return async () => {
    await database.close();
    await rm(folder, { recursive: true });
  };
});

function writerOf(kind: string): AuditWriter {
  const { path, migrated } = database;
  return kind === "thread" ? threadedAuditWriter({ path, schema: migrated.to }) : directAuditWriter(database);
}

const rows = (): unknown => database.read(() => database.connection.prepare("SELECT id, record FROM audit_log").all());
const unavailable = expect.objectContaining({ constructor: AuditError, code: "AUDIT_UNAVAILABLE" });

describe.each(["thread", "caller"])("an audit writer in the %s", (kind) => {
  test("appends behind the last row only, so that a log cannot fork", async () => {
    const writer = writerOf(kind);
    await writer.run({ kind: "append", seq: 0, lines: ['{"a":1}', '{"a":2}'] });
    await expect(writer.run({ kind: "append", seq: 1, lines: ['{"a":3}'] })).rejects.toThrow(unavailable);
    expect(await writer.run({ kind: "append", seq: 2, lines: ['{"a":3}'] })).toMatchObject({ rowId: 3 });
    await writer.close();
    expect(rows()).toEqual([1, 2, 3].map((id) => ({ id, record: `{"a":${id}}` })));
  });

  test("undoes everything of an order that fails", async () => {
    const writer = writerOf(kind);
    const steps = [
      ["INSERT INTO audit_notes (kind, note) VALUES (?, ?)", "checkpoint", "a"],
      ["INSERT INTO nothing"],
    ] as const;
    await expect(writer.run({ kind: "change", steps })).rejects.toThrow(unavailable);
    await writer.close();
    expect(database.read(() => database.connection.prepare("SELECT count(*) FROM audit_notes").pluck().get())).toBe(0);
  });

  test("writes nothing into a database whose schema was changed under it", async () => {
    const writer = writerOf(kind);
    const { connection, migrated } = database;
    connection.pragma(`user_version = ${migrated.to + 1}`);
    await expect(writer.run({ kind: "append", seq: 0, lines: ["{}"] })).rejects.toThrow(unavailable);
    connection.pragma(`user_version = ${migrated.to}`);
    expect(rows()).toEqual([]);
    await writer.close();
  });
});

test("a server's log waits in its thread while another process writes, and the event loop goes on", async () => {
  const storage = await openAuditTable({ home, path: database.path, server: true });
  const log = await openAuditLog({ home, storage, auditKey: suiteKey, signer: newSigner() });
  const event = { event: "admin", action: "test", phase: "terminal", tenant: "default", userId: "alex" } as const;
  const decided = { requestId: "r", decision: "allow", blocked: false, riskScore: 0, threats: [] } as const;
  database.connection.exec("BEGIN IMMEDIATE");
  const recorded = log.record({ ...event, ...decided });
  const early = await Promise.race([recorded, new Promise((resolve) => setTimeout(resolve, 100, "still waiting"))]);
  expect(early).toBe("still waiting");
  database.connection.exec("COMMIT");
  expect(await recorded).toEqual({ seq: 1 });
  await log.close();
});

test("a changed row, a row that was taken away and one that was put in are found by their numbers", async () => {
  const storage = await openAuditTable({ home, path: database.path });
  const log = await openAuditLog({ home, storage, auditKey: suiteKey, signer: newSigner(), checkpointRecords: 4 });
  const event = { event: "admin", action: "test", phase: "terminal", tenant: "default", userId: "alex" } as const;
  const decided = { requestId: "r", decision: "allow", blocked: false, riskScore: 0, threats: [] } as const;
  for (let index = 0; index < 9; index++) await log.record({ ...event, ...decided });
  const kindOf = async (sql: string): Promise<unknown> => {
    database.connection.exec("SAVEPOINT before");
    database.connection.exec(sql);
    database.connection.exec("RELEASE before");
    const result = await verifyAuditLog({ source: storage, auditKey: suiteKey });
    return result.ok ? "ok" : result.firstBad;
  };
  const saved = database.connection.prepare("SELECT id, record FROM audit_log").all() as {
    id: number;
    record: string;
  }[];
  const restore = saved
    .map(({ id, record }) => `INSERT INTO audit_log (id, record) VALUES (${id}, '${record}');`)
    .join("");
  const tampered = (sql: string): Promise<unknown> => kindOf(`DELETE FROM audit_log; ${restore} ${sql}`);
  expect(await tampered("")).toBe("ok");
  expect(await tampered(`UPDATE audit_log SET record = replace(record, 'alex', 'mara') WHERE id = 5`)).toMatchObject({
    seq: 5,
    kind: "edited",
  });
  expect(await tampered("DELETE FROM audit_log WHERE id = 3")).toMatchObject({ seq: 3, kind: "deleted" });
  expect(await tampered("DELETE FROM audit_log WHERE id > 6")).toMatchObject({ seq: 7, kind: "truncated" });
  expect(await tampered("INSERT INTO audit_log SELECT -1, record FROM audit_log WHERE id = 2")).toMatchObject({
    seq: 1,
  });
  expect(() => database.connection.exec("UPDATE audit_log SET user_id = 'mara'")).toThrow(/generated column/);
  await kindOf(`DELETE FROM audit_log; ${restore}`);
  await log.close();
});

test("rows that somebody without the audit key put behind the last one are set aside and told, one with a made up mac stops the log", async () => {
  const storage = await openAuditTable({ home, path: database.path });
  const log = await openAuditLog({ home, storage, auditKey: suiteKey, signer: newSigner() });
  const event = { event: "admin", action: "test", phase: "terminal", tenant: "default", userId: "alex" } as const;
  const decided = { requestId: "r", decision: "allow", blocked: false, riskScore: 0, threats: [] } as const;
  await log.record({ ...event, ...decided });
  const line = String(database.connection.prepare("SELECT record FROM audit_log WHERE id = 1").pluck().get());
  const forged = line
    .slice(0, line.lastIndexOf(',"mac":"'))
    .replace(/"seq":1,"prev":"[0-9a-f]{64}"/, `"seq":2,"prev":"${line.slice(-66, -2)}"`);
  const sealed = (body: string): string => `${body},"hash":"${hash("sha256", `\0${body}`)}"}`;
  const insert = database.connection.prepare("INSERT INTO audit_log (id, record) VALUES (?, ?)");
  insert.run(2, sealed(forged));
  expect(await log.record({ ...event, ...decided })).toEqual({ seq: 2 });
  expect(await log.record({ ...event, ...decided })).toEqual({ seq: 4 });
  expect(await readFile(home.file("audit", "torn-rows-1"), "latin1")).toBe(`${sealed(forged)}\n`);
  const told = String(database.connection.prepare("SELECT record FROM audit_log WHERE id = 3").pluck().get());
  expect(JSON.parse(told)).toMatchObject({ action: "audit.recovered", bytes_in: sealed(forged).length + 1 });
  expect(await verifyAuditLog({ source: storage, auditKey: suiteKey })).toMatchObject({ ok: true, records: 4 });

  const last = String(database.connection.prepare("SELECT record FROM audit_log WHERE id = 4").pluck().get());
  const madeUp = forged
    .replace('"seq":2', '"seq":5')
    .replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${last.slice(-66, -2)}"`);
  insert.run(5, sealed(`${madeUp},"mac":"${"0".repeat(64)}"`));
  const corrupt = expect.objectContaining({ constructor: AuditError, code: "AUDIT_CORRUPT" });
  await expect(log.record({ ...event, ...decided })).rejects.toThrow(corrupt);
  await log.close();
});
