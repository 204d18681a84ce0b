import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { PassThrough, Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { type Fetch, Secret } from "@infershield/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { testHome } from "../test/fixtures.ts";
import {
  fileTarget,
  type HttpTargetOptions,
  otlpTarget,
  type SinkItem,
  streamTarget,
  syslogTarget,
  webhookTarget,
} from "./index.ts";

const items: readonly SinkItem[] = [{ line: '{"a":1}' }, { line: '{"b":2}' }];
const never = new AbortController().signal;
const url = "https://collector.example/v1/logs";

/** Answers each call alike. @param calls - Every call that was made. */
function answering(status: number, body: string | null = null, calls: Parameters<Fetch>[] = []): Fetch {
  return async (...call) => {
    calls.push(call);
    return new Response(body, { status });
  };
}

/** What a target sends for two lines. */
async function sentBy(target: typeof webhookTarget, options: Partial<HttpTargetOptions> = {}) {
  const calls: Parameters<Fetch>[] = [];
  await target({ url, fetch: answering(200, "{}", calls), ...options }).send(items, never);
  const [[address, request] = []] = calls;
  return { calls: calls.length, address, ...request, headers: Object.fromEntries(new Headers(request?.headers)) };
}

describe("a server over HTTP", () => {
  test("gets the lines by POST, and is never followed elsewhere", async () => {
    expect(await sentBy(webhookTarget)).toEqual({
      calls: 1,
      address: url,
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: '{"a":1}\n{"b":2}\n',
      redirect: "error",
      signal: never,
    });
    expect(await sentBy(otlpTarget)).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: expect.stringContaining('{"resourceLogs":['),
    });
  });

  test("gets the credential in the header that it wants", async () => {
    const secret = new Secret("Bearer x");
    expect((await sentBy(webhookTarget, { secret })).headers).toMatchObject({ authorization: "Bearer x" });
    const { headers } = await sentBy(webhookTarget, { secret, header: "x-key" });
    expect(headers).toEqual({ "content-type": "application/x-ndjson", "x-key": "Bearer x" });
  });

  test.each([200, 202, 204])("has the lines when it answers %d", async (status) => {
    expect(await webhookTarget({ url, fetch: answering(status) }).send(items, never)).toBe("taken");
  });

  test.each([400, 413, 422])("will never take the lines when it answers %d", async (status) => {
    expect(await webhookTarget({ url, fetch: answering(status) }).send(items, never)).toBe("refused");
    expect(await otlpTarget({ url, fetch: answering(status) }).send(items, never)).toBe("refused");
  });

  test.each([401, 404, 429, 500, 503])("gets the lines again when it answers %d", async (status) => {
    await expect(webhookTarget({ url, fetch: answering(status) }).send(items, never)).rejects.toThrow(String(status));
  });

  test.each([
    ["", "taken"],
    ["{}", "taken"],
    ['{"partialSuccess":{"rejectedLogRecords":0}}', "taken"],
    ['{"partialSuccess":{"rejectedLogRecords":"0"}}', "taken"],
    ['{"partialSuccess":{"rejectedLogRecords":3}}', "refused"],
    ['{"partialSuccess":{"rejectedLogRecords": "12"}}', "refused"],
    [`{"partialSuccess":{"rejectedLogRecords":3},"more":"${"x".repeat(100_000)}"}`, "refused"],
  ] as const)("that is a collector and answers %.60s has taken the lines or refused them", async (body, expected) => {
    expect(await otlpTarget({ url, fetch: answering(200, body) }).send(items, never)).toBe(expected);
    expect(await webhookTarget({ url, fetch: answering(200, body) }).send(items, never)).toBe("taken");
  });

  test("that answers without an end is heard for 64 KiB", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const fetch: Fetch = async () => new Response(endless);
    expect(await webhookTarget({ url, fetch }).send(items, never)).toBe("taken");
    expect(sent).toBeLessThan(80 * 1024);
    expect(sent).toBeGreaterThan(64 * 1024);
  });
});

describe("a file", () => {
  test("gets each line with its newline, and is open for each batch only", async () => {
    const home = await testHome();
    const target = fileTarget(home.file("copy"));
    const openFiles = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
    const before = openFiles();
    for (let count = 0; count < 20; count++) expect(await target.send(items, never)).toBe("taken");
    expect(openFiles()).toBeLessThan(before + 10);
    await target.close();
    expect(readFileSync(home.file("copy"), "latin1")).toBe('{"a":1}\n{"b":2}\n'.repeat(20));
  });
});

describe("a stream", () => {
  test("gets each line with its newline", async () => {
    const stream = new PassThrough();
    const target = streamTarget(stream);
    expect(await target.send(items, never)).toBe("taken");
    expect(String(stream.read())).toBe('{"a":1}\n{"b":2}\n');
    await target.close();
    expect(stream.writable).toBe(true);
  });

  test("that fails has not got them", async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    stream.on("error", () => undefined);
    await expect(streamTarget(stream).send(items, never)).rejects.toThrow("EPIPE");
  });
});

describe("a syslog server", () => {
  /** A server that keeps what each connection brought. */
  async function listening() {
    const received: string[] = [];
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      const at = received.push("") - 1;
      sockets.push(socket);
      socket.on("data", (chunk) => {
        received[at] += chunk.toString("latin1");
      });
      socket.on("error", () => undefined);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { received, sockets, target: syslogTarget({ host: "127.0.0.1", port, hostname: "gw1" }) };
  }

  test("gets batch after batch over one connection, and another one when that ended", async () => {
    const { received, sockets, target } = await listening();
    const [first = { line: "" }] = items;
    const message = `<110>1 - gw1 infershield - checkpoint - ${first.line}`;
    await target.send([first], never);
    await target.send([first], never);
    await expect.poll(() => received).toEqual([`${message.length} ${message}`.repeat(2)]);
    sockets[0]?.destroy();
    await expect
      .poll(async () => {
        await target.send([first], never).catch(() => undefined);
        return received.length;
      })
      .toBe(2);
    await target.close();
  });

  test("gets many batches without a listener left behind by each, and nothing after it was closed", async () => {
    const { received, sockets, target } = await listening();
    const warnings: string[] = [];
    const note = ({ name }: Error): void => void warnings.push(name);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    for (let count = 0; count < 12; count++) expect(await target.send(items.slice(0, 1), never)).toBe("taken");
    await target.close();
    await expect.poll(() => sockets[0]?.readableEnded || sockets[0]?.destroyed).toBe(true);
    expect(received).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test("that does not read is given up on, and the next batch takes another connection", async () => {
    const { received, sockets, target } = await listening();
    await target.send(items, never);
    await expect.poll(() => sockets.length).toBe(1);
    sockets[0]?.pause();
    const stop = new AbortController();
    const line = "x".repeat(8 * 1024 * 1024);
    const sending = target.send([{ line }, { line }], stop.signal);
    await setImmediate();
    stop.abort();
    await expect(sending).rejects.toThrow();
    expect(await target.send(items, never)).toBe("taken");
    await expect.poll(() => received.length).toBe(2);
    await expect(target.send(items, stop.signal)).rejects.toThrow("aborted");
    await target.close();
  });

  test("that is not there gets nothing, and that is an error", async () => {
    const { port } = await new Promise<AddressInfo>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address() as AddressInfo;
        server.close(() => resolve(address));
      });
    });
    const target = syslogTarget({ host: "127.0.0.1", port, hostname: "gw1" });
    await expect(target.send(items, never)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await target.close();
  });
});
