import type { Home } from "@infershield/home";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { AuditEvent, AuditLog } from "../event.ts";
import { exportAudit } from "../export.ts";
import { auditFiles } from "../file-source.ts";
import { placeHold } from "../holds.ts";
import { type AuditLogOptions, openAuditLog } from "../open-audit-log.ts";
import { readAuditLog } from "../read.ts";
import type { AuditRecord } from "../record.ts";
import { expireSegments } from "../retention.ts";
import { openSink, type SinkItem } from "../sink.ts";
import type { AuditSource, AuditStorage, LineChunk } from "../storage.ts";
import { verifyAuditLog } from "../verify.ts";
import { newSigner, suiteKey } from "./keys.ts";

/** An empty place for one log. */
export interface AuditPlace {
  readonly home: Home;
  /** Opens it for appending; called several times, as several processes would. */
  readonly open: () => Promise<AuditStorage>;
}

/** How the suite gets at a place; it removes what it needs itself. */
export interface AuditLogSuite {
  readonly place: () => Promise<AuditPlace>;
}

const event: AuditEvent = {
  event: "request",
  action: "chat_completions",
  phase: "terminal",
  tenant: "default",
  userId: "alex@example.com",
  requestId: "req_1",
  provider: "openai",
  decision: "allow",
  blocked: false,
  riskScore: 0,
  threats: [],
};

/** The behaviour that a log must show wherever it lies. Run it with vitest, once for each storage. */
export function describeAuditLog(name: string, suite: AuditLogSuite): void {
  describe(`audit log: ${name}`, () => {
    const signer = newSigner();
    let place: AuditPlace;
    let source: AuditSource;

    beforeEach(async () => {
      place = await suite.place();
      source = await opened();
    });

    async function opened(): Promise<AuditStorage> {
      const storage = await place.open();
      onTestFinished(() => storage.close());
      return storage;
    }

    async function openLog(options: Partial<AuditLogOptions> = {}): Promise<AuditLog> {
      const log = await openAuditLog({
        home: place.home,
        storage: await place.open(),
        auditKey: suiteKey,
        signer,
        ...options,
      });
      onTestFinished(() => log.close());
      return log;
    }

    async function records(): Promise<readonly AuditRecord[]> {
      const found: AuditRecord[] = [];
      for await (const record of readAuditLog(source)) found.push(record);
      return found;
    }

    /** Writes numbered records and closes the log. */
    async function written(count: number, options: Partial<AuditLogOptions> = {}): Promise<void> {
      const log = await openLog(options);
      for (let index = 0; index < count; index++) await log.record({ ...event, requestId: `r${index}` });
      await log.close();
    }

    const offline = () => verifyAuditLog({ source, publicKey: signer.publicKey });

    it("has a record when its promise resolves, and numbers them from 1", async () => {
      const log = await openLog();
      expect(await log.recordIntent(event)).toEqual({ seq: 1 });
      expect(await records()).toMatchObject([{ seq: 1, phase: "intent", user_id: "alex@example.com" }]);
      expect(await log.recordOutcome({ ...event, outcome: "completed" })).toEqual({ seq: 2 });
      expect(await source.lastSeq()).toBe(2);
    });

    it("gives back whatever text an event held, from lines of printable ASCII", async () => {
      const userId = 'zoë\r\n\u001b[31m\u2028\u202e"\\\ud800';
      const log = await openLog();
      await log.record({ ...event, userId });
      expect(await records()).toMatchObject([{ user_id: userId }]);
      for await (const { lines } of source.read(1)) expect(lines.join("")).toMatch(/^[\x20-\x7e]+$/);
    });

    it("goes on after it was closed, over segments and checkpoints, and verifies with the public key alone", async () => {
      const small = { checkpointRecords: 3, maxSegmentBytes: 3000 };
      await written(10, small);
      await written(10, small);
      expect((await source.segments()).length).toBeGreaterThan(2);
      expect(await offline()).toMatchObject({ ok: true, records: 20, lastSeq: 20, uncovered: 0 });
      expect(await verifyAuditLog({ source, auditKey: suiteKey })).toMatchObject({ ok: true, records: 20 });
    });

    it("is shared by several writers without a gap or a fork", async () => {
      const options = { checkpointRecords: 20, maxSegmentBytes: 10_000 };
      const logs = [await openLog(options), await openLog(options), await openLog(options)];
      const receipts = await Promise.all(
        Array.from({ length: 90 }, (_, index) => logs[index % 3]?.record({ ...event, requestId: `r${index}` })),
      );
      for (const log of logs) await log.close();
      expect(new Set(receipts.map((receipt) => receipt?.seq)).size).toBe(90);
      expect(await offline()).toMatchObject({ ok: true, records: 90, uncovered: 0 });
    });

    it("gives intents without an outcome the outcome unknown when it is closed", async () => {
      const log = await openLog();
      await log.recordIntent(event);
      await log.close();
      expect((await records()).at(-1)).toMatchObject({ phase: "outcome", outcome: "unknown", reason: "shutdown" });
    });

    it("is read on from where a reader stopped", async () => {
      const log = await openLog();
      await log.record(event);
      const first = await chunks(source.read(1));
      await log.record({ ...event, requestId: "req_2" });
      const rest = await chunks(source.read(1, first.at(-1)?.end));
      expect(rest.flatMap(({ lines }) => lines)).toEqual([expect.stringContaining('"request_id":"req_2"')]);
      expect(await chunks(source.read(1, rest.at(-1)?.end))).toEqual([]);
    });

    it("exports one person's records with proofs", async () => {
      await written(7, { checkpointRecords: 3 });
      let text = "";
      for await (const piece of exportAudit({ source, format: "jsonl", filter: { requestId: "r4" } })) text += piece;
      const [, record = "{}", proof = "{}", end] = text.split("\n");
      expect(JSON.parse(record)).toMatchObject({ seq: 5, request_id: "r4" });
      expect(JSON.parse(proof)).toMatchObject({ proofs: [{ seq: 5 }] });
      expect(end).toBe("");
    });

    it("loses whole segments to retention, keeps those under a hold, and still verifies by the tombstones", async () => {
      await written(12, { maxSegmentBytes: 2000, checkpointRecords: 1 });
      // Has written a checkpoint of its own into what retention will replace.
      const log = await openLog({ checkpointRecords: 1 });
      await log.record(event);
      const storage = await opened();
      const segments = await source.segments();
      const expire = () => expireSegments({ home: place.home, storage, signer, olderThan: Number.MAX_SAFE_INTEGER });
      await placeHold(place.home, { name: "case 7" });
      expect(await expire()).toMatchObject({ deleted: [], heldBy: { name: "case 7" } });
      await placeHold(place.home, { name: "case 7", userId: "somebody else" });
      expect(await expire()).toEqual({ deleted: segments.slice(0, -1) });
      expect(await source.segments()).toEqual(segments.slice(-1));
      expect(await offline()).toMatchObject({ ok: true, lastSeq: 13 });
      await written(1);
      expect(await offline()).toMatchObject({ ok: true, lastSeq: 14 });
      expect(await log.record(event)).toEqual({ seq: 15 });
      await log.close();
      expect(await offline()).toMatchObject({ ok: true, lastSeq: 15, uncovered: 0 });
    });

    it("keeps no checkpoint of records that retention deleted, but always the last one", async () => {
      await written(8, { maxSegmentBytes: 2000, checkpointRecords: 1 });
      const storage = await opened();
      await expireSegments({ home: place.home, storage, signer, olderThan: Number.MAX_SAFE_INTEGER });
      const first = (await records())[0]?.seq ?? 0;
      const covered = async (): Promise<readonly unknown[]> => {
        const notes: string[] = [];
        for await (const note of source.notes("checkpoint")) notes.push(note);
        return notes.map((note) => Number(note.split("\n")[1]));
      };
      expect(first).toBeGreaterThan(1);
      expect(await covered()).toEqual(Array.from({ length: 9 - first }, (_, index) => first + index));
      await storage.exclusively(() => storage.dropCheckpoints(() => true));
      expect(await covered()).toEqual([8]);
      await storage.exclusively(() => storage.dropCheckpoints(() => true));
      expect(await covered()).toEqual([8]);
    });

    it("feeds a sink each record once, also after retention took what it had not sent", async () => {
      const got: number[] = [];
      const target = {
        send: async (items: readonly SinkItem[]) => {
          got.push(...items.flatMap(({ record }) => record?.seq ?? []));
          return "taken" as const;
        },
        close: async () => undefined,
      };
      await written(2);
      const dropped: unknown[] = [];
      const onDropped = (one: unknown): void => void dropped.push(one);
      const sink = await openSink({ home: place.home, source, name: "siem", target, onDropped });
      expect(await sink.deliver()).toMatchObject({ delivered: 2, lag: 0 });
      await written(12, { maxSegmentBytes: 2000 });
      const storage = await opened();
      await expireSegments({ home: place.home, storage, signer, olderThan: Number.MAX_SAFE_INTEGER });
      expect(await sink.deliver()).toMatchObject({ delivered: 14, lag: 0 });
      expect(dropped).toEqual([{ sink: "siem", from: 3, to: (got[2] ?? 0) - 1, reason: "away" }]);
      expect(got.at(-1)).toBe(14);
    });

    it("is set aside whole, as files that verify, and a writer that has it open goes on in a new one", async () => {
      const log = await openLog();
      await log.record(event);
      await written(3, { maxSegmentBytes: 1500 });
      const folder = place.home.file("audit", "aside");
      const storage = await opened();
      await storage.exclusively(() => storage.setAside(folder));
      expect(await source.segments()).toEqual([]);
      expect(await verifyAuditLog({ source: auditFiles(folder), publicKey: signer.publicKey })).toMatchObject({
        ok: true,
        lastSeq: 4,
      });
      await written(1);
      expect(await log.record(event)).toEqual({ seq: 2 });
      await log.close();
      expect(await offline()).toMatchObject({ ok: true, lastSeq: 2 });
    });
  });
}

async function chunks(read: AsyncIterable<LineChunk>): Promise<readonly LineChunk[]> {
  const found: LineChunk[] = [];
  for await (const chunk of read) found.push(chunk);
  return found;
}
