import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { Secret } from "@infershield/core";
import type { Home } from "@infershield/home";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey } from "../test/fixtures.ts";
import {
  type AuditLog,
  auditFiles,
  fileTarget,
  listSinkPlaces,
  openSink,
  otlpTarget,
  type SinkTarget,
  syslogTarget,
  webhookTarget,
} from "./index.ts";

let home: Home;
let log: AuditLog;

beforeEach(async () => {
  home = await testHome();
  log = await openTestLog({ home, auditKey: testKey(), maxSegmentBytes: 2000 });
  return () => log.close();
});

async function record(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await log.record(testEvent());
}

/** A target in memory that fails while told to. */
function memoryTarget(): SinkTarget & { readonly got: number[]; failing: boolean } {
  const target = {
    got: [] as number[],
    failing: false,
    send: async (entries: Parameters<SinkTarget["send"]>[0]) => {
      if (target.failing) throw new Error("away");
      target.got.push(...entries.flatMap(({ record }) => record?.seq ?? []));
      return "taken" as const;
    },
    close: async () => undefined,
  };
  return target;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
  });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("a sink", () => {
  test("delivers each record once, over segments and restarts", async () => {
    const target = memoryTarget();
    await record(5);
    const sink = await openSink({
      home,
      source: auditFiles(home.file("audit")),
      name: "siem",
      target,
      batchRecords: 2,
    });
    expect(await sink.deliver()).toMatchObject({ delivered: 5, lag: 0, failures: 0 });
    await sink.close();
    await record(3);
    const again = await openSink({ home, source: auditFiles(home.file("audit")), name: "siem", target });
    expect(await again.deliver()).toMatchObject({ delivered: 8 });
    expect(target.got).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await listSinkPlaces(home)).toEqual([{ name: "siem", delivered: 8 }]);
  });

  test("sends everything again when an older copy of the log was put back", async () => {
    const target = memoryTarget();
    await log.close();
    home = await testHome();
    log = await openTestLog({ home, auditKey: testKey() });
    const path = home.file("audit", "000001.jsonl");
    await record(1);
    const older = readFileSync(path);
    await record(2);
    const sink = await openSink({ home, source: auditFiles(home.file("audit")), name: "siem", target });
    await sink.deliver();
    await log.close();
    writeFileSync(path, older);
    log = await openTestLog({ home, auditKey: testKey() });
    await record(1);
    expect(await sink.deliver()).toMatchObject({ delivered: 2, lag: 0 });
    expect(target.got).toEqual([1, 2, 3, 1, 2]);
  });

  test("whose target is away tells so, and gives it everything when it is back", async () => {
    const target = memoryTarget();
    const sink = await openSink({ home, source: auditFiles(home.file("audit")), name: "siem", target });
    target.failing = true;
    await record(3);
    await sink.deliver();
    expect(await sink.deliver()).toMatchObject({
      delivered: 0,
      lag: 3,
      failures: 2,
      lastError: { code: "AUDIT_UNAVAILABLE" },
    });
    target.failing = false;
    expect(await sink.deliver()).toMatchObject({ delivered: 3, lag: 0, failures: 0 });
  });

  test("whose target lacks too much passes over the oldest records and tells which", async () => {
    const target = memoryTarget();
    const dropped: unknown[] = [];
    const sink = await openSink({
      home,
      source: auditFiles(home.file("audit")),
      name: "siem",
      target,
      maxLag: 2,
      onDropped: (one) => dropped.push(one),
    });
    await record(5);
    expect(await sink.deliver()).toMatchObject({ delivered: 5, dropped: 3 });
    expect(target.got).toEqual([4, 5]);
    expect(dropped).toEqual([{ sink: "siem", from: 1, to: 3, reason: "away" }]);
  });

  test("whose target accepts and never reads gives up in time, while records are written on", async () => {
    const port = await listening(createHttpServer(() => undefined));
    const sink = await openSink({
      source: auditFiles(home.file("audit")),
      home,
      name: "siem",
      target: webhookTarget({ url: `http://127.0.0.1:${port}/` }),
      timeoutMs: 100,
    });
    await record(1);
    const delivering = sink.deliver();
    expect(await log.record(testEvent())).toEqual({ seq: 2 });
    expect(await delivering).toMatchObject({ failures: 1, delivered: 0 });
  });
});

describe("targets", () => {
  test("a file gets the lines as they are in the log", async () => {
    await record(2);
    const sink = await openSink({
      home,
      source: auditFiles(home.file("audit")),
      name: "copy",
      target: fileTarget(home.file("copy.jsonl")),
    });
    await sink.deliver();
    const [, first] = readFileSync(home.file("audit", "000001.jsonl"), "latin1").split("\n");
    expect(readFileSync(home.file("copy.jsonl"), "latin1").split("\n")[0]).toBe(first);
  });

  test("a webhook gets lines with its credential, and an answer other than 2xx is a failure", async () => {
    const seen: string[] = [];
    let status = 500;
    const server = createHttpServer(async (request, answer) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.push(`${request.headers.authorization} ${body.split("\n").length - 1}`);
      answer.writeHead(status).end();
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const sink = await openSink({
      source: auditFiles(home.file("audit")),
      home,
      name: "hook",
      target: webhookTarget({ url, secret: new Secret("Bearer x") }),
    });
    await record(2);
    expect(await sink.deliver()).toMatchObject({ failures: 1 });
    status = 204;
    expect(await sink.deliver()).toMatchObject({ failures: 0, delivered: 2 });
    expect(seen).toEqual(["Bearer x 2", "Bearer x 2"]);
  });

  test("a webhook that refuses a batch for good gets the next one, and the refused lines are kept aside and told", async () => {
    let status = 422;
    const server = createHttpServer((request, answer) => {
      request.resume();
      answer.writeHead(status).end();
      status = 204;
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const dropped: unknown[] = [];
    const sink = await openSink({
      source: auditFiles(home.file("audit")),
      home,
      name: "hook",
      batchRecords: 2,
      target: webhookTarget({ url }),
      onDropped: (one) => dropped.push(one),
    });
    await record(3);
    expect(await sink.deliver()).toMatchObject({ failures: 0, delivered: 3, dropped: 2 });
    expect(dropped).toEqual([{ sink: "hook", from: 1, to: 2, reason: "refused" }]);
    const kept = readFileSync(home.file("audit", "dead-hook.jsonl"), "latin1").split("\n");
    expect(kept.slice(0, 2)).toEqual(
      readFileSync(home.file("audit", "000001.jsonl"), "latin1").split("\n").slice(1, 3),
    );
  });

  test("an OpenTelemetry collector gets log records with the exact line, and each checkpoint once", async () => {
    const bodies: string[] = [];
    const server = createHttpServer(async (request, answer) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      answer.writeHead(200, { "content-type": "application/json" }).end(answers.shift() ?? "{}");
    });
    const answers: string[] = [];
    const url = `http://127.0.0.1:${await listening(server)}/v1/logs`;
    const sink = await openSink({
      source: auditFiles(home.file("audit")),
      home,
      name: "collector",
      target: otlpTarget({ url }),
      checkpoint: () => "a note\n",
    });
    await record(1);
    expect(await sink.deliver()).toMatchObject({ delivered: 1, failures: 0 });
    await sink.deliver();
    const [, line] = readFileSync(home.file("audit", "000001.jsonl"), "latin1").split("\n");
    const [logs, checkpoint, ...more] = bodies.map((body) => JSON.parse(body).resourceLogs[0].scopeLogs[0].logRecords);
    expect(logs).toMatchObject([
      { severityText: "INFO", eventName: "infershield.request", body: { stringValue: line } },
    ]);
    expect(logs[0].timeUnixNano).toMatch(/^\d{19}$/);
    expect(logs[0].attributes).toContainEqual({ key: "gen_ai.request.model", value: { stringValue: "gpt-5" } });
    expect(checkpoint).toMatchObject([{ body: { stringValue: '{"checkpoint":"a note\\n"}' } }]);
    expect(more).toEqual([]);
    answers.push('{"partialSuccess":{"rejectedLogRecords":"1"}}');
    await record(1);
    expect(await sink.deliver()).toMatchObject({ delivered: 2, dropped: 1 });
  });

  test("a syslog server gets RFC 5424 messages with their lengths", async () => {
    let received = "";
    const server = createServer((socket) => {
      socket.on("data", (chunk) => {
        received += chunk.toString("latin1");
      });
    });
    const port = await listening(server);
    const sink = await openSink({
      source: auditFiles(home.file("audit")),
      home,
      name: "log",
      target: syslogTarget({ host: "127.0.0.1", port, hostname: "gw1" }),
    });
    await record(1);
    await log.record(testEvent({ blocked: true, decision: "block" }));
    expect(await sink.deliver()).toMatchObject({ delivered: 2 });
    await expect.poll(() => received.match(/"hash":"/g)?.length).toBe(2);
    const length = Number(received.slice(0, received.indexOf(" ")));
    const message = received.slice(String(length).length + 1, String(length).length + 1 + length);
    expect(message).toMatch(/^<110>1 \S{24} gw1 infershield - request - \{"timestamp".*\}$/);
    expect(received.slice(String(length).length + 1 + length)).toMatch(/^[0-9]+ <108>1 /);
    await sink.close();
  });
});
