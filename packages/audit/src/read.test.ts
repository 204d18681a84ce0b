import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { system } from "@infershield/core";
import type { Home } from "@infershield/home";
import { beforeEach, describe, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { AuditError, type AuditFilter, type AuditSource, auditFiles, readAuditLog } from "./index.ts";
import { chainStart, sealLine } from "./line.ts";
import { matches, parseRecord, readEntries } from "./read.ts";
import type { AuditRecord } from "./record.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const hourMs = 3_600_000;
let home: Home;
let source: AuditSource;

/** Six segments with one record each, one every two hours, and a seventh that was begun. */
beforeEach(async () => {
  home = await testHome();
  source = auditFiles(home.file("audit"));
  let now = start;
  const clock = { ...system, now: () => now };
  const log = await openTestLog({ home, auditKey: testKey(), system: clock, maxSegmentBytes: 500 });
  for (let index = 0; index < 6; index++) {
    now = start + index * 2 * hourMs;
    await log.record(testEvent({ requestId: `r${index + 1}` }));
  }
  await log.close();
});

async function found(filter?: AuditFilter, from: AuditSource = source): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { seq } of readAuditLog(from, filter)) numbers.push(seq);
  return numbers;
}

/** The log with the segments that were read. */
function watched(): { readonly read: number[]; readonly source: AuditSource } {
  const read: number[] = [];
  const watching: AuditSource = {
    ...source,
    read: (segment, from) => {
      read.push(segment);
      return source.read(segment, from);
    },
  };
  return { read, source: watching };
}

describe("reading", () => {
  test("gives every record from the oldest on, or those between two numbers", async () => {
    expect(await source.segments()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await found()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await found({ from: 3, to: 4 })).toEqual([3, 4]);
    expect(await found({ to: 2 })).toEqual([1, 2]);
  });

  test("begins at the segment that can hold the first number, and ends after the last one", async () => {
    const { read, source: log } = watched();
    expect(await found({ from: 3, to: 4 }, log)).toEqual([3, 4]);
    expect(read).toEqual([3, 4, 5]);
    expect(await found({ from: 7 })).toEqual([]);
  });

  test("begins at the segment that can hold the first moment, clocks being an hour apart at most", async () => {
    const { read, source: log } = watched();
    expect(await found({ since: start + 6 * hourMs }, log)).toEqual([4, 5, 6]);
    expect(read).toEqual([3, 4, 5, 6, 7]);
    read.length = 0;
    expect(await found({ since: start + 5 * hourMs, from: 2 }, log)).toEqual([4, 5, 6]);
    expect(read).toEqual([2, 3, 4, 5, 6, 7]);
    read.length = 0;
    expect(await found({ since: start + 5 * hourMs }, log)).toEqual([4, 5, 6]);
    expect(read).toEqual([3, 4, 5, 6, 7]);
    read.length = 0;
    expect(await found({ since: start - 24 * hourMs }, log)).toHaveLength(6);
  });

  test("of lines with a text leaves the others unread", async () => {
    const lines: string[] = [];
    for await (const { line, segment } of readEntries(source, { containing: '"request_id":"r2"' })) {
      lines.push(`${segment} ${line}`);
    }
    const text = readFileSync(home.file("audit", "000002.jsonl"), "latin1").split("\n")[1];
    expect(lines).toEqual([`2 ${text}`]);
  });

  test("refuses a folder without a log, and a line that is no intact record", async () => {
    const empty = await testHome();
    await expect(found({}, auditFiles(empty.file("audit")))).rejects.toMatchObject({
      constructor: AuditError,
      code: "NO_LOG",
    });
    mkdirSync(empty.file("audit"));
    await expect(found({}, auditFiles(empty.file("audit")))).rejects.toMatchObject({ code: "NO_LOG" });
    const path = home.file("audit", "000003.jsonl");
    const before = readFileSync(path, "latin1");
    writeFileSync(path, before.replace('"risk_score":12', '"risk_score":13'));
    await expect(found()).rejects.toMatchObject({ constructor: AuditError, code: "BROKEN" });
    writeFileSync(path, `${before.split("\n")[0]}\n${before}`);
    await expect(found()).rejects.toMatchObject({ constructor: AuditError, code: "BROKEN" });
  });

  test("refuses an intact line of another version, and says what to do", () => {
    const { text } = sealLine('{"request_id":"r1","v":2', { prev: chainStart, seq: 1 });
    expect(() => parseRecord(text, 1)).toThrow(
      expect.objectContaining({
        constructor: AuditError,
        code: "BROKEN",
        hint: expect.stringContaining("audit verify"),
      }),
    );
    expect(parseRecord(sealLine('{"request_id":"r1","v":1', { prev: chainStart, seq: 1 }).text, 1)).toMatchObject({
      seq: 1,
    });
  });

  test("leaves out half a line at the end", async () => {
    const path = home.file("audit", "000006.jsonl");
    writeFileSync(path, readFileSync(path, "latin1").slice(0, -1), "latin1");
    expect(await found()).toEqual([1, 2, 3, 4, 5]);
  });
});

test("a record is one that a filter asks for when every condition holds, times from the first inclusive to the last exclusive", () => {
  const record: AuditRecord = {
    timestamp: start / 1000,
    user_id: "alex",
    provider: null,
    action: "chat_completions",
    risk_score: 0,
    blocked: true,
    request_id: "r1",
    v: 1,
    ts: "2026-01-01T00:00:00.500Z",
    event: "request",
    phase: "terminal",
    tenant: "acme",
    writer: "deb0e31bf33c7163",
    decision: "block",
    seq: 5,
    prev: "0".repeat(64),
    hash: "0".repeat(64),
  };
  const right: Required<AuditFilter> = {
    userId: "alex",
    tenant: "acme",
    decision: "block",
    event: "request",
    requestId: "r1",
    since: start + 500,
    until: start + 501,
    from: 5,
    to: 5,
  };
  expect(matches(record, {})).toBe(true);
  expect(matches(record, right)).toBe(true);
  const wrong: Required<AuditFilter> = {
    userId: "mara",
    tenant: "other",
    decision: "allow",
    event: "token",
    requestId: "r2",
    since: start + 501,
    until: start + 500,
    from: 6,
    to: 4,
  };
  for (const [name, value] of Object.entries(right)) expect(matches(record, { [name]: value }), name).toBe(true);
  for (const [name, value] of Object.entries(wrong)) {
    expect(matches(record, { [name]: value }), name).toBe(false);
    expect(matches(record, { ...right, [name]: value }), name).toBe(false);
  }
});
