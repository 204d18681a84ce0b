import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";

// Little room for bodies, so that a few of them fill it.

const limits = { bodyBytes: 400_000, bodiesBytes: 600_000 };
let proxy: TestProxy;
/** Its clock runs faster. */
let hurried: TestProxy;
const sockets: Socket[] = [];

beforeAll(async () => {
  proxy = await startTestProxy({ hurry: 10, flags: { limits } });
  hurried = await startTestProxy({ hurry: 40, flags: { limits } });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

afterAll(() => Promise.all([proxy.close(), hurried.close()]));

const long = (text: string): string => JSON.stringify(chatBody(text.repeat(300_000)));

/** Sends a body in chunks as fast as the other side takes them. */
function send(
  { url }: TestProxy,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const stream = new ReadableStream({
    start: (controller) => {
      const bytes = Buffer.from(body);
      for (let at = 0; at < bytes.length; at += 50_000) controller.enqueue(bytes.subarray(at, at + 50_000));
      controller.close();
    },
  });
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: stream,
    duplex: "half",
  });
}

/** Sends the first part of a body in chunks, then nothing. */
async function begin(bytes: number): Promise<Socket> {
  const socket = connect(proxy.port, "127.0.0.1").on("error", () => {});
  sockets.push(socket);
  await once(socket, "connect");
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${bytes.toString(16)}\r\n${" ".repeat(bytes)}\r\n`,
  );
  return socket;
}

describe("bodies that together are larger than the room for them", () => {
  it("all arrive, one after the other, and go on as they came", async () => {
    const before = proxy.upstream.requests.length;
    const bodies = [..."abcdefgh"].map(long);
    const answers = await Promise.all(bodies.map((body) => send(proxy, body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const forwarded = proxy.upstream.requests.slice(before).map(({ body }) => body.toString());
    expect(forwarded.toSorted()).toEqual(bodies.toSorted());
  });

  it("all arrive when they come compressed", async () => {
    const bodies = [..."abcdefgh"].map((letter) => gzipSync(long(letter)));
    const answers = await Promise.all(bodies.map((body) => send(proxy, body, { "content-encoding": "gzip" })));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
  });

  it("do not keep a short one waiting, and end who holds the room and sends nothing", async () => {
    const holders = await Promise.all([begin(200_000), begin(200_000), begin(200_000)]);
    const closed = holders.map((socket) => once(socket, "data"));
    expect((await proxy.chat(chatBody("short"))).status).toBe(200);
    expect((await send(proxy, long("x"))).status).toBe(200);
    const told = await Promise.race(closed);
    expect(String(told[0])).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("are refused after half a minute while others wait for their provider, and served afterwards", async () => {
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow = async () => {
      await answered;
      return {};
    };
    hurried.upstream.next(slow, slow);
    const first = [send(hurried, long("a")), send(hurried, long("b"))];
    await expect.poll(() => hurried.upstream.requests.length).toBe(2);
    const refused = await send(hurried, long("c"));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await errorOf(refused)).toMatchObject({ code: "too_many_requests_in_flight" });
    answer();
    await Promise.all(first);
    expect((await send(hurried, long("d"))).status).toBe(200);
    const reasons = (await hurried.records()).map(({ reason }) => reason);
    expect(reasons).toContain("in_flight_bodies");
  });
});
