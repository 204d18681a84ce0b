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

  test("are looked for no further back than they must", async () => {
    await write(7);
    const read: number[] = [];
    const watched: AuditSource = {
      ...source,
      read: (segment, from) => {
        read.push(segment);
        return source.read(segment, from);
      },
    };
    const [last = 0, before = 0] = (await source.segments()).toReversed();
    const inLast = await lastRecords(source, 9, { from: (await source.lastSeq()) - 1 });
    expect(inLast).toHaveLength(2);
    await lastRecords(watched, 1);
    expect(read.splice(0)).toEqual([last]);
    await lastRecords(watched, 4);
    expect(read.slice(0, 2)).toEqual([last, before]);
    expect(read.length).toBeLessThan((await source.segments()).length);
  });
});

/** A log whose lines come one at a time, with half a line behind them, and what was read of it. */
async function lineByLine(): Promise<AuditSource & { readonly looks: string[]; readonly half: { text: string } }> {
  const looks: string[] = [];
  const half = { text: "" };
  return {
    ...source,
    looks,
    half,
    read: async function* (segment, from = 0) {
      looks.push(`${segment} ${from}`);
      const lines: string[] = [];
      for await (const chunk of source.read(segment)) lines.push(...chunk.lines);
      for (let at = from; at < lines.length; at++) yield { lines: lines.slice(at, at + 1), rest: "", end: at + 1 };
      if (half.text !== "") yield { lines: [], rest: half.text, end: lines.length + 99 };
    },
  };
}

describe("following", () => {
  test("reads each line once, begins where the known record is, and reads half a line again when it is whole", async () => {
    await write(2);
    const stop = new AbortController();
    const slow = await lineByLine();
    let look = 0;
    // What happens between two looks.
    const steps = [
      () => write(1),
      async () => {
        slow.half.text = "half";
      },
      async () => {
        slow.half.text = "";
        await write(3);
      },
      async () => undefined,
      async () => stop.abort(),
    ];
    const seen: number[] = [];
    const sleep = async (): Promise<void> => steps[look++]?.();
    for await (const { seq } of followAuditLog(slow, { after: 1, signal: stop.signal, system: { sleep } })) {
      seen.push(seq);
    }
    expect(seen).toEqual([2, 3, 4, 5, 6]);
    // Segment and place: a line of the header and three records each.
    expect(slow.looks).toEqual(["1 0", "1 3", "1 4", "1 4", "2 0", "2 4"]);
  });

  test("misses nothing where segments began since the known record was read", async () => {
    await write(9);
    expect((await source.segments()).length).toBeGreaterThan(2);
    for (const after of [0, 1, 4, 9]) {
      const stop = new AbortController();
      const seen: number[] = [];
      const sleep = async (): Promise<void> => stop.abort();
      for await (const { seq } of followAuditLog(source, { after, signal: stop.signal, system: { sleep } })) {
        seen.push(seq);
      }
      expect(seen).toEqual(Array.from({ length: 9 - after }, (_, index) => after + 1 + index));
    }
  });

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
