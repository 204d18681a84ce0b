import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { chatChunks, chatCompletion, jsonAnswer, sseAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy, textOf } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy({ flags: { limits: { answerBytes: 3_000_000, streamLineBytes: 100_000 } } });
});

afterAll(() => proxy.close());

const ask = (headers: Record<string, string> = {}): Promise<Response> =>
  proxy.chat(chatBody("hi", { stream: true }), headers);

async function outcomeOf(response: Response): Promise<unknown> {
  const id = response.headers.get("x-infershield-request-id");
  const deadline = performance.now() + 2_000;
  for (;;) {
    const found = (await proxy.records()).find((record) => record.request_id === id && record.phase === "outcome");
    if (found || performance.now() > deadline) return found?.outcome;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("streams", () => {
  it("keeps event names, ids, comments and unknown fields", async () => {
    const raw = ': ping\n\nevent: x\nid: 7\ndata: {"choices":[]}\n\nretry: 5\n\ndata: [DONE]\n\n';
    proxy.upstream.next(sseAnswer([raw]));
    expect(await (await ask()).text()).toBe(raw);
  });

  it("gives the same text wherever the bytes are split", async () => {
    const whole = chatChunks(["Grü", "ße 👋 ", "from\r\n", "here"])
      .map((item) => (typeof item === "string" ? item : `data: ${JSON.stringify(item)}\n\n`))
      .join("");
    const bytes = Buffer.from(whole);
    const expected = "Grüße 👋 from\r\nhere";
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      proxy.upstream.next(sseAnswer(pieces));
      const text = await (await ask()).text();
      expect(textOf(text)).toBe(expected);
      expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    }
  });

  it("ends with an error event and no [DONE] when the upstream breaks off, after any event", async () => {
    const events = chatChunks(["one ", "two ", "three"]);
    for (let kept = 1; kept < events.length; kept += 1) {
      proxy.upstream.next(sseAnswer([...events.slice(0, kept), { waitMs: 10 }, "reset"]));
      const response = await ask();
      const text = await response.text();
      expect(text).toContain('"code":"upstream_error"');
      expect(text).not.toContain("[DONE]");
      expect(await outcomeOf(response)).toBe("aborted");
    }
  });

  it("cancels the upstream when the client leaves in the middle", async () => {
    proxy.upstream.next(sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"]));
    const controller = new AbortController();
    const response = await fetch(`${proxy.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hi", { stream: true })),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await proxy.upstream.requests.at(-1)?.cancelled;
    expect(await outcomeOf(response)).toBe("aborted");
  });

  it("cancels the upstream when the client leaves before the first byte", async () => {
    const before = proxy.upstream.requests.length;
    let left: Promise<void> | undefined;
    proxy.upstream.next(async (request) => {
      left = request.cancelled;
      controller.abort();
      await left;
      return {};
    });
    const controller = new AbortController();
    const request = fetch(`${proxy.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hi", { stream: true })),
      signal: controller.signal,
    });
    await expect(request).rejects.toThrow();
    await left;
    expect(proxy.upstream.requests.length).toBe(before + 1);
  });

  it("does not take a client that leaves for a failure of its own", async () => {
    const logged: string[] = [];
    const other = await startTestProxy({ onLog: (line) => logged.push(line) });
    const controller = new AbortController();
    other.upstream.next(async ({ cancelled }) => {
      controller.abort();
      await cancelled;
      return {};
    });
    const asked = fetch(`${other.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hi")),
      signal: controller.signal,
    });
    await expect(asked).rejects.toThrow();
    // The second one leaves in the middle of its body.
    connect(other.port, "127.0.0.1").end(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
    );
    await expect
      .poll(async () => (await other.records()).filter(({ outcome }) => outcome === "aborted"))
      .toHaveLength(2);
    await other.close();
    expect(logged).toEqual([]);
  });

  it("takes a client that closes its half of the connection for one that left", async () => {
    proxy.upstream.next(sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"]));
    const body = JSON.stringify(chatBody("hi", { stream: true }));
    const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, "data");
    await once(socket.end().resume(), "close");
    await proxy.upstream.requests.at(-1)?.cancelled;
    await expect
      .poll(async () => (await proxy.records()).at(-1))
      .toMatchObject({ outcome: "aborted", reason: "client_gone" });
  });

  it("pauses the upstream while the client does not read", async () => {
    const event = `data: {"choices":[],"padding":"${"x".repeat(50_000)}"}\n\n`;
    const events = 600;
    let sent = 0;
    let read = 0;
    const counting = {
      get waitMs() {
        sent += 1;
        return 0;
      },
    };
    const endless = await startTestProxy();
    endless.upstream.next({
      headers: { "content-type": "text/event-stream" },
      steps: [...Array.from({ length: events }, () => [event, counting]).flat(), "data: [DONE]\n\n"],
    });
    const response = await fetch(`${endless.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hi", { stream: true })),
    });
    const reader = response.body?.getReader();
    read += (await reader?.read())?.value?.length ?? 0;
    // The sockets between hold some megabytes; then nothing more is sent, however long nobody reads.
    let before = -1;
    for (let still = 0; still < 3; still = before === sent ? still + 1 : 0) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sent).toBeLessThan(0.8 * events);
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) read += part.value.length;
    expect(read).toBe(events * event.length + "data: [DONE]\n\n".length);
    await endless.close();
  });

  it("cuts a stream that is too long, and a line that is too long, with an error event", async () => {
    const padding = `data: {"choices":[],"padding":"${"x".repeat(90_000)}"}\n\n`;
    proxy.upstream.next({
      headers: { "content-type": "text/event-stream" },
      steps: Array.from({ length: 50 }, () => padding),
    });
    const long = await (await ask()).text();
    expect(long.length).toBeLessThan(3_200_000);
    expect(long).toContain('"code":"upstream_error"');
    proxy.upstream.next(sseAnswer([`data: ${"y".repeat(150_000)}\n\n`]));
    const line = await (await ask()).text();
    expect(line).not.toContain("yyy");
    expect(line).toContain('"code":"upstream_error"');
  });

  it("cuts an answer with more texts at once than anybody asks for, streamed and whole", async () => {
    const choices = (key: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ index, [key]: { content: "x" }, finish_reason: null }));
    proxy.upstream.next(sseAnswer([{ choices: choices("delta", 1_001) }, "data: [DONE]\n\n"]));
    const streamed = await (await ask()).text();
    expect(streamed).toContain('"code":"upstream_error"');
    proxy.upstream.next(jsonAnswer({ choices: choices("message", 50_001) }));
    const whole = await proxy.chat(chatBody("hi"));
    expect(whole.status).toBe(502);
    expect(await errorOf(whole)).toMatchObject({ code: "upstream_error" });
  });

  it("inflates an answer that is compressed against our wish, and cuts a bomb", async () => {
    const whole = JSON.stringify(chatCompletion("compressed"));
    proxy.upstream.next({
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      steps: [gzipSync(whole)],
    });
    const response = await proxy.chat(chatBody("hi"));
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(await response.text()).toBe(whole);
    proxy.upstream.next({
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      steps: [gzipSync(Buffer.alloc(40_000_000))],
    });
    expect((await proxy.chat(chatBody("hi"))).status).toBe(502);
    proxy.upstream.next({
      headers: { "content-type": "application/json", "content-encoding": "snappy" },
      steps: ["x"],
    });
    expect(await errorOf(await proxy.chat(chatBody("hi")))).toMatchObject({ code: "upstream_error" });
  });

  it("refuses what it cannot read, and lets go of the upstream", async () => {
    const stream = { "content-type": "text/event-stream" };
    for (const headers of [stream, { "content-type": "text/html" }, { ...stream, "content-encoding": "snappy" }]) {
      proxy.upstream.next({ headers, steps: ["data: 1\n\n", "hang"] });
      const response = await fetch(`${proxy.url}/v1/embeddings`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "e", input: "hi" }),
      });
      expect(response.status).toBe(502);
      await proxy.upstream.requests.at(-1)?.cancelled;
    }
  });

  it("records the tokens that were counted by the time the client left", async () => {
    const controller = new AbortController();
    const message = { id: "m", type: "message", role: "assistant", content: [], model: "m" };
    const start = { type: "message_start", message: { ...message, usage: { input_tokens: 7, output_tokens: 1 } } };
    proxy.upstream.next(sseAnswer([start, "hang"]));
    const response = await fetch(`${proxy.url}/v1/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(chatBody("hi", { stream: true, max_tokens: 9 })),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    expect(await outcomeOf(response)).toBe("aborted");
    expect((await proxy.records()).at(-1)).toMatchObject({ tokens_in: 7, tokens_out: 1 });
  });
});
