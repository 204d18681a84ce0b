import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { system } from "@infershield/core";
import type { Home } from "@infershield/home";
import { beforeEach, describe, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import { type AuditSource, auditFiles, listSinkPlaces, openSink, type Sink, type SinkTarget } from "./index.ts";
import type { SinkOptions } from "./sink.ts";

let home: Home;
let source: AuditSource;

beforeEach(async () => {
  home = await testHome();
  source = auditFiles(home.file("audit"));
});

/** Adds records to the log. */
async function record(count: number, maxSegmentBytes = 100_000): Promise<void> {
  const log = await openTestLog({ home, auditKey: testKey(), maxSegmentBytes });
  for (let index = 0; index < count; index++) await log.record(testEvent());
  await log.close();
}

/** A sink whose target takes everything, and the batches that it got. */
async function opened(options: Partial<SinkOptions> = {}): Promise<{ sink: Sink; batches: (readonly number[])[] }> {
  const batches: (readonly number[])[] = [];
  const target: SinkTarget = {
    send: async (items) => {
      batches.push(items.map((item) => item.record?.seq ?? 0));
      return "taken";
    },
    close: async () => undefined,
  };
  return { sink: await openSink({ home, source, name: "siem", target, ...options }), batches };
}

const originOf = async (): Promise<string> => JSON.parse((await source.header(1)) ?? "{}").origin;

function put(place: string, name = "siem"): void {
  writeFileSync(home.file("audit", `sink-${name}`), place, { mode: 0o600 });
}

describe("how far a sink has come", () => {
  const place = '{"origin":"infershield-audit/0011223344556677","seq":123456,"segment":321,"position":98765}\n';

  test.each([
    [place, 123_456],
    ["", 0],
    [`x${place}`, 0],
    [`${place}x`, 0],
    [place.replace("123456", "-1"), 0],
    [place.replace("321", ""), 0],
  ])("is read from its file: %j", async (text, delivered) => {
    await record(1);
    put(text);
    put("", "a-second-1");
    put(place, "Upper");
    writeFileSync(home.file("audit", "sink-siem.new"), place);
    writeFileSync(home.file("audit", "xsink-siem"), place);
    expect(await listSinkPlaces(home)).toEqual([
      { name: "a-second-1", delivered: 0 },
      { name: "siem", delivered },
    ]);
    expect((await opened()).sink.status()).toEqual({
      name: "siem",
      delivered,
      lag: 0,
      dropped: 0,
      failures: 0,
      lastError: undefined,
    });
  });

  test("is nothing in a home without a log", async () => {
    expect(await listSinkPlaces(home)).toEqual([]);
  });

  test("is kept after each batch and each reading", async () => {
    await record(3);
    const { sink } = await opened({ batchRecords: 2 });
    const status = await sink.deliver();
    expect(sink.status()).toBe(status);
    const position = statSync(home.file("audit", "000001.jsonl")).size;
    expect(JSON.parse(readFileSync(home.file("audit", "sink-siem"), "utf8"))).toEqual({
      origin: await originOf(),
      seq: 3,
      segment: 1,
      position,
    });
  });
});

describe("a sink reads", () => {
  test("on from its place, in each segment that follows", async () => {
    const reads: string[] = [];
    const watched: AuditSource = {
      ...source,
      read: (segment, from) => {
        reads.push(`${segment} ${from}`);
        return source.read(segment, from);
      },
    };
    await record(2);
    const { sink, batches } = await opened({ source: watched });
    await sink.deliver();
    const end = statSync(home.file("audit", "000001.jsonl")).size;
    await record(1, 1);
    await sink.deliver();
    expect(reads).toEqual(["1 0", `1 ${end}`, "2 0", "3 0"]);
    expect(batches).toEqual([[1, 2], [3]]);
    await sink.deliver();
    expect(reads.slice(4)).toEqual([expect.stringMatching(/^3 [1-9]/)]);
  });

  test("line by line what comes line by line, and asks the target for nothing without records", async () => {
    await record(3);
    const slow: AuditSource = {
      ...source,
      read: async function* (segment, from = 0) {
        const lines: string[] = [];
        for await (const chunk of source.read(segment)) lines.push(...chunk.lines);
        for (let at = from; at < lines.length; at++) yield { lines: lines.slice(at, at + 1), rest: "", end: at + 1 };
      },
    };
    const { sink, batches } = await opened({ source: slow });
    await sink.deliver();
    await sink.deliver();
    expect(batches).toEqual([[1], [2], [3]]);
  });

  test("another log from its beginning, and no segment that has not begun", async () => {
    await record(4);
    put('{"origin":"infershield-audit/ffffffffffffffff","seq":3,"segment":1,"position":50}\n');
    writeFileSync(home.file("audit", "000002.jsonl"), "{");
    const { sink, batches } = await opened();
    expect(await sink.deliver()).toMatchObject({ delivered: 4, failures: 0 });
    expect(batches).toEqual([[1, 2, 3, 4]]);
  });
});

describe("what a target refuses", () => {
  const limit = 16 * 1024 * 1024;
  const refusing: SinkTarget = { send: async () => "refused", close: async () => undefined };

  test.each([
    [0, true],
    [1, false],
  ])("is kept aside up to 16 MiB: %d bytes more", async (more, kept) => {
    await record(1);
    const line = readFileSync(home.file("audit", "000001.jsonl"), "latin1").split("\n")[1] ?? "";
    const path = home.file("audit", "dead-siem.jsonl");
    writeFileSync(path, "", { mode: 0o600 });
    const before = limit - line.length - 1 + more;
    truncateSync(path, before);
    const { sink } = await opened({ target: refusing });
    expect(await sink.deliver()).toMatchObject({ delivered: 1, dropped: 1 });
    expect(statSync(path).size).toBe(kept ? limit : before);
  });
});

describe("a target that takes its time", () => {
  test("is stopped when the sink is closed, and closed itself", async () => {
    await record(1);
    const calls: string[] = [];
    const target: SinkTarget = {
      send: (_items, signal) =>
        new Promise((_, reject) => {
          calls.push("send");
          signal.addEventListener("abort", () => {
            calls.push("stopped");
            reject(new Error("stopped"));
          });
        }),
      close: async () => void calls.push("closed"),
    };
    const { sink } = await opened({ target });
    const delivering = sink.deliver();
    await expect.poll(() => calls).toEqual(["send"]);
    await sink.close();
    expect(calls).toEqual(["send", "stopped", "closed"]);
    expect(await delivering).toMatchObject({ failures: 1, delivered: 0 });
  });

  test("is told to stop when its time is over, and no wait goes on when it was in time", async () => {
    await record(1);
    const waits: AbortSignal[] = [];
    let late = true;
    const sleep: typeof system.sleep = async (ms, signal) => {
      if (ms !== 1234 || signal === undefined) return system.sleep(ms, signal);
      waits.push(signal);
      if (!late) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    };
    const sent: AbortSignal[] = [];
    const target: SinkTarget = {
      send: (_items, signal) => {
        sent.push(signal);
        return late ? new Promise(() => undefined) : Promise.resolve("taken");
      },
      close: async () => undefined,
    };
    const { sink } = await opened({ target, timeoutMs: 1234, system: { ...system, sleep } });
    expect(await sink.deliver()).toMatchObject({ failures: 1, delivered: 0, lag: 1 });
    late = false;
    expect(await sink.deliver()).toMatchObject({ failures: 0, delivered: 1 });
    expect([...waits, ...sent].map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  });
});
