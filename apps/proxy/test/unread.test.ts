import { connect, type Socket } from "node:net";
import { chatCompletion, jsonAnswer, sseAnswer } from "@infershield/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chatBody, startTestProxy, type TestProxy } from "./harness.ts";

// Clients that ask and then read nothing: the buffers of the operating system fill up, and the rest waits.

/** Of models, which nobody has to scan. */
const long = jsonAnswer({ object: "list", data: ["x".repeat(16_000_000)] });
const chunk = { choices: [{ index: 0, delta: { content: "word ".repeat(20_000) }, finish_reason: null }] };
const stream = sseAnswer([...Array.from({ length: 150 }, () => chunk), "data: [DONE]\n\n"]);
let proxy: TestProxy;
const sockets: Socket[] = [];

beforeAll(async () => {
  proxy = await startTestProxy({ hurry: 10, flags: { limits: { requestsPerUser: 2, streamIdleMs: 1_000 } } });
  proxy.upstream.always(({ target, body }) => {
    if (target === "/v1/models") return long;
    return body.includes('"stream":true') ? stream : jsonAnswer(chatCompletion("hello"));
  });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

afterAll(() => proxy.close());

const host = () => `HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n`;
const askForModels = () => `GET /v1/models ${host()}\r\n`;
const askForStream = () => {
  const body = JSON.stringify(chatBody("hi", { stream: true }));
  return `POST /v1/chat/completions ${host()}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

/** Sends a request and reads nothing of its answer. */
function sendAndNotRead(request: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(proxy.port, "127.0.0.1", () => {
      socket.write(request);
      resolve(socket.pause());
    });
    sockets.push(socket.on("error", () => {}));
  });
}

async function statusOfAnother(): Promise<number> {
  return (await proxy.chat(chatBody("hi"))).status;
}

async function outcomes(): Promise<readonly string[]> {
  const records = await proxy.records();
  return records.filter(({ phase }) => phase === "outcome").map(({ outcome, reason }) => `${outcome} ${reason ?? ""}`);
}

describe("an answer that is not read", () => {
  it("keeps its place among the requests, and gives it back when nothing moves for long", async () => {
    await Promise.all([sendAndNotRead(askForModels()), sendAndNotRead(askForModels())]);
    await expect.poll(outcomes).toEqual(["completed ", "completed "]);
    expect(await statusOfAnother()).toBe(429);
    await expect.poll(statusOfAnother).toBe(200);
  });

  it("arrives whole at a client that reads slowly", async () => {
    const socket = await sendAndNotRead(askForModels());
    let received = 0;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (bytes: Buffer) => {
      received += bytes.length;
      socket.pause();
      setTimeout(() => socket.resume(), 1);
      if (received > 16_000_000) socket.destroy();
    });
    socket.resume();
    await closed;
    expect(received).toBeGreaterThan(16_000_000);
  });

  it("is ended while it streams, at the provider too, and says so in its record", async () => {
    const before = (await outcomes()).length;
    await Promise.all([sendAndNotRead(askForStream()), sendAndNotRead(askForStream())]);
    await expect
      .poll(async () => (await outcomes()).slice(before))
      .toEqual(["aborted client_stalled", "aborted client_stalled"]);
    await Promise.all(proxy.upstream.requests.slice(-2).map(({ cancelled }) => cancelled));
    await expect.poll(statusOfAnother).toBe(200);
  });
});
