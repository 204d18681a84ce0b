import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatBody, startTestProxy, type TestProxy } from "./harness.ts";
import { sendInChunks } from "./large-bodies.ts";

// Little room for bodies, so that a few of them fill it.

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy({ flags: { limits: { bodyBytes: 200_000, bodiesBytes: 300_000 } } });
});

afterAll(() => proxy.close());

const long = (text: string): string => JSON.stringify(chatBody(text.repeat(150_000)));

/** Sends the first part of a body, then nothing. */
async function begin(bytes: number): Promise<Socket> {
  const socket = connect(proxy.port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${bytes.toString(16)}\r\n${" ".repeat(bytes)}\r\n`,
  );
  return socket;
}

describe("bodies that together are larger than the room for them", () => {
  it("all arrive, one after the other, and go on as they came", async () => {
    const before = proxy.upstream.requests.length;
    const bodies = [..."abcd"].map(long);
    const answers = await Promise.all(bodies.map((body) => sendInChunks(proxy.url, body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const forwarded = proxy.upstream.requests.slice(before).map(({ body }) => body.toString());
    expect(forwarded.toSorted()).toEqual(bodies.toSorted());
  });

  it("all arrive when they come compressed", async () => {
    const bodies = [..."abcd"].map((letter) => gzipSync(long(letter)));
    const answers = await Promise.all(
      bodies.map((body) => sendInChunks(proxy.url, body, { "content-encoding": "gzip" })),
    );
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
  });

  it("do not keep a short one waiting", async () => {
    const holders = await Promise.all([begin(150_000), begin(150_000), begin(150_000)]);
    expect((await proxy.chat(chatBody("short"))).status).toBe(200);
    for (const socket of holders) socket.destroy();
  });
});
