import { appendFileSync, statSync } from "node:fs";
import { type Signer, system } from "@infershield/core";
import type { Home } from "@infershield/home";
import { describe, expect, onTestFinished, test } from "vitest";
import { testHome, testKey, testSigner } from "../test/fixtures.ts";
import { type Appender, type AppenderOptions, createAppender } from "./appender.ts";
import { AuditError, type AuditStorage, openAuditFiles, verifyAuditLog } from "./index.ts";
import { parseHeader, type SegmentHeader } from "./segment.ts";
import type { LogEnd } from "./storage.ts";

const auditKey = testKey();
const signer = testSigner();
const content = '{"request_id":"r1"';

interface Opened {
  readonly appender: Appender;
  readonly storage: AuditStorage;
  /** Which of the storage's methods were called. */
  readonly calls: string[];
  /** What the storage was asked for news of. */
  readonly asked: (LogEnd | undefined)[];
  readonly torn: number[];
  readonly notes: string[];
}

/** An appender of a home's log, as another process would open it. */
async function opened(
  home: Home,
  options: Partial<AppenderOptions> & { readonly failing?: Error } = {},
): Promise<Opened> {
  const real = await openAuditFiles({ home });
  onTestFinished(() => real.close());
  const [calls, asked, torn, notes]: [string[], (LogEnd | undefined)[], number[], string[]] = [[], [], [], []];
  const storage: AuditStorage = {
    ...real,
    news: (known) => {
      asked.push(known);
      return options.failing === undefined ? real.news(known) : Promise.reject(options.failing);
    },
    setTornAside: (end) => {
      calls.push("setTornAside");
      return real.setTornAside(end);
    },
  };
  const appender = createAppender({
    storage,
    auditKey,
    signer: undefined,
    system,
    maxSegmentBytes: 100_000,
    maxSegmentAgeMs: 100_000,
    onCheckpoint: (note) => notes.push(note),
    onTorn: (bytes) => torn.push(bytes),
    ...options,
  });
  return { appender, storage, calls, asked, torn, notes };
}

async function headersOf(storage: AuditStorage): Promise<readonly (SegmentHeader | undefined)[]> {
  const lines = await Promise.all((await storage.segments()).map((segment) => storage.header(segment)));
  return lines.map((line) => parseHeader(line ?? ""));
}

describe("an appender", () => {
  test("knows nothing of a log that it has not opened", async () => {
    const { appender } = await opened(await testHome(), { signer });
    expect([appender.uncovered(), appender.publicKey(), appender.segment()]).toEqual([0, undefined, 1]);
    await appender.open();
    expect(appender.publicKey()).toMatch(/^infershield-audit\/[0-9a-f]{16}\+/);
  });

  test("counts what no checkpoint covers where it signs, and nothing where it does not", async () => {
    const signing = await opened(await testHome(), { signer });
    await signing.appender.open();
    expect(await signing.appender.append([content, content])).toBe(1);
    expect(await signing.appender.append([content])).toBe(3);
    expect(signing.appender.uncovered()).toBe(3);
    await signing.appender.checkpoint();
    expect([signing.appender.uncovered(), signing.notes.length]).toEqual([0, 1]);
    await signing.appender.checkpoint();
    expect(signing.notes).toHaveLength(1);
    const silent = await opened(await testHome());
    await silent.appender.append([content]);
    await silent.appender.checkpoint();
    expect([silent.appender.uncovered(), silent.appender.publicKey(), silent.notes.length]).toEqual([0, undefined, 0]);
  });

  test("asks for what came behind the end that it knows", async () => {
    const { appender, asked } = await opened(await testHome(), { signer });
    await appender.append([content]);
    await appender.append([content]);
    expect(asked).toEqual([undefined, expect.objectContaining({ segment: 1, seq: 1, notesEnd: 0 })]);
  });

  test("sets aside what is torn and nothing else, and tells of half a record, not of half a checkpoint", async () => {
    const home = await testHome();
    const { appender, calls, torn, storage } = await opened(home, { signer });
    await appender.append([content]);
    await appender.append([content]);
    expect(calls).toEqual([]);
    await appender.checkpoint();
    appendFileSync(home.file("audit", "checkpoints"), "half");
    await appender.append([content]);
    expect([calls.length, torn]).toEqual([1, []]);
    appendFileSync(home.file("audit", "000001.jsonl"), "half");
    await appender.append([content]);
    expect([calls.length, torn]).toEqual([2, [4]]);
    expect(await verifyAuditLog({ source: storage, auditKey })).toMatchObject({ ok: true, records: 4 });
  });

  test("gives on what stopped the reading, and looks no second time", async () => {
    const home = await testHome();
    const working = await opened(home);
    await working.appender.append([content]);
    for (const failing of [new Error("no disk"), new AuditError("AUDIT_UNAVAILABLE", "no disk")]) {
      const options: { failing?: Error } = {};
      const { appender, asked } = await opened(home, options);
      await appender.append([content]);
      options.failing = failing;
      await expect(appender.append([content])).rejects.toBe(failing);
      expect(asked).toHaveLength(2);
    }
  });
});

describe("a new segment begins", () => {
  /** A log of one record, to which an appender with other options has added one. */
  async function reopened(first: Partial<AppenderOptions>, next: Partial<AppenderOptions>) {
    const home = await testHome();
    const before = await opened(home, first);
    await before.appender.append([content]);
    const { appender, storage, notes } = await opened(home, next);
    await appender.open();
    await appender.append([content]);
    return { headers: await headersOf(storage), notes, storage };
  }

  test("under another audit key", async () => {
    const other = testKey("b2b2b2b2b2b2b2b2", auditKey.kid);
    const { headers } = await reopened({}, { auditKey: other });
    expect(headers).toMatchObject([{ kid: auditKey.kid }, { kid: other.kid, first_seq: 2 }]);
  });

  test.each<[string, Signer | undefined, Signer | undefined]>([
    ["another signer", signer, testSigner()],
    ["the first signer", undefined, signer],
    ["no signer any more", signer, undefined],
  ])("for %s, which signs nothing of the segment before", async (_, first, next) => {
    const { headers, notes } = await reopened({ signer: first }, { signer: next });
    expect(headers.map((header) => header?.first_seq)).toEqual([1, 2]);
    expect(notes).toEqual([]);
  });

  test("with the same signer behind a checkpoint of the one before", async () => {
    const { headers, notes, storage } = await reopened({ signer }, { signer, maxSegmentBytes: 1 });
    expect(headers).toHaveLength(2);
    expect(notes).toEqual([expect.stringContaining("\nfirst 1\n")]);
    expect(await verifyAuditLog({ source: storage, auditKey })).toMatchObject({
      ok: true,
      checkpoints: 1,
      uncovered: 1,
    });
  });

  test("at its size and at its age, and never behind an empty one", async () => {
    const home = await testHome();
    let now = 1_760_000_000_000;
    const clock = { ...system, now: () => now };
    const first = await opened(home, { system: clock });
    await first.appender.open();
    await (await opened(home, { system: clock, maxSegmentBytes: 1 })).appender.open();
    expect(await first.storage.segments()).toEqual([1]);
    await first.appender.append([content]);
    const end = statSync(home.file("audit", "000001.jsonl")).size;
    const segmentsWith = async (maxSegmentBytes: number): Promise<number> => {
      const { appender, storage } = await opened(home, { system: clock, maxSegmentBytes });
      await appender.open();
      return (await storage.segments()).length;
    };
    expect(await segmentsWith(end + 1)).toBe(1);
    expect(await segmentsWith(end)).toBe(2);
    await first.appender.append([content]);
    now += 99_999;
    expect(await segmentsWith(100_000)).toBe(2);
    now += 1;
    expect(await segmentsWith(100_000)).toBe(3);
  });
});
