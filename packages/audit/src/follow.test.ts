import { beforeEach, describe, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { type AuditLog, type AuditSource, auditFiles, followAuditLog, lastRecords } from "./index.ts";

let log: AuditLog;
let source: AuditSource;

beforeEach(async () => {
  const home = await testHome();
  source = auditFiles(home.file("audit"));
  log = await openTestLog({ home, auditKey: testKey(), maxSegmentBytes: 2000 });
  return () => log.close();
});

async function write(count: number, userId = "alex"): Promise<void> {
  for (let index = 0; index < count; index++) await log.record(testEvent({ userId }));
}

describe("the last records", () => {
  test("are found over segments, oldest first, and only those a filter asks for", async () => {
    await write(5);
    await write(1, "mara");
    await write(4);
    expect((await source.segments()).length).toBeGreaterThan(2);
    expect((await lastRecords(source, 3)).map(({ seq }) => seq)).toEqual([8, 9, 10]);
    expect((await lastRecords(source, 3, { userId: "mara" })).map(({ seq }) => seq)).toEqual([6]);
    expect(await lastRecords(source, 100)).toHaveLength(10);
    await write(3);
    expect((await lastRecords(source, 1)).map(({ seq }) => seq)).toEqual([13]);
  });
});

describe("following", () => {
  test("gives each record that comes once, over segments, until it is stopped", async () => {
    await write(3);
    const stop = new AbortController();
    const looks: (() => void)[] = [];
    const sleep = (): Promise<void> => new Promise((resolve) => looks.push(resolve));
    const seen: number[] = [];
    const following = (async () => {
      const options = { after: 2, filter: { userId: "alex" }, signal: stop.signal, system: { sleep } };
      for await (const record of followAuditLog(source, options)) seen.push(record.seq);
    })();
    await expect.poll(() => looks.length).toBe(1);
    await write(4);
    await write(1, "mara");
    await write(3);
    looks[0]?.();
    await expect.poll(() => looks.length).toBe(2);
    stop.abort();
    looks[1]?.();
    await following;
    expect(seen).toEqual([3, 4, 5, 6, 7, 9, 10, 11]);
  });

  test("ends where the wait is broken off, and fails where the wait fails", async () => {
    await write(1);
    const follow = async (broken: boolean): Promise<readonly number[]> => {
      const stop = new AbortController();
      const sleep = (): Promise<void> => {
        if (broken) stop.abort();
        return Promise.reject(new Error("no clock"));
      };
      const seen: number[] = [];
      for await (const { seq } of followAuditLog(source, { after: 0, signal: stop.signal, system: { sleep } })) {
        seen.push(seq);
      }
      return seen;
    };
    expect(await follow(true)).toEqual([1]);
    await expect(follow(false)).rejects.toThrow("no clock");
  });
});
