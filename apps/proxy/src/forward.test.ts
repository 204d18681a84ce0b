import { chatCompletion, type FakeUpstream, jsonAnswer, startFakeUpstream } from "@infershield/testkit";
import { Pool } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forward, type UpstreamResponse } from "./forward.ts";
import { ProxyError } from "./proxy-error.ts";

let upstream: FakeUpstream;
let pool: Pool;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  pool = new Pool(upstream.origin);
});

afterEach(async () => {
  await pool.destroy();
  await upstream.close();
});

const request = {
  method: "POST",
  target: "/v1/chat/completions",
  headers: { "x-a": "1" },
  body: Buffer.from("{}"),
} as const;

function send(signal: AbortSignal = new AbortController().signal): Promise<UpstreamResponse> {
  return forward(pool, { ...request, origin: upstream.origin }, signal);
}

function collect(response: UpstreamResponse): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    response.body.consume({
      data: (chunk) => {
        text += chunk.toString();
      },
      end: () => resolve(text),
      error: reject,
    });
  });
}

describe("forward", () => {
  it("gives the head first and holds the body until somebody wants it", async () => {
    upstream.next(jsonAnswer(chatCompletion("hello"), { headers: { "x-request-id": "r1" } }));
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers["x-request-id"]).toBe("r1");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(JSON.parse(await collect(response))).toEqual(chatCompletion("hello"));
  });

  it("sends exactly the given bytes and headers", async () => {
    await collect(await send());
    const [seen] = upstream.requests;
    expect(seen?.body.toString()).toBe("{}");
    expect(seen?.headers["x-a"]).toBe("1");
  });

  it("sends a large body whole, with its length", async () => {
    const body = Buffer.from("0123456789".repeat(30_000));
    const { signal } = new AbortController();
    await collect(await forward(pool, { ...request, origin: upstream.origin, body }, signal));
    const seen = upstream.requests.at(-1);
    expect(seen?.body.equals(body)).toBe(true);
    expect(seen?.headers).toMatchObject({ "content-length": "300000" });
    expect(seen?.headers["transfer-encoding"]).toBeUndefined();
  });

  it("does not follow redirects", async () => {
    upstream.next({ status: 302, headers: { location: "http://127.0.0.1:1/" } });
    const response = await send();
    expect(response.status).toBe(302);
    await collect(response);
    expect(upstream.requests).toHaveLength(1);
  });

  it("tells an unreachable upstream apart from a silent one", async () => {
    const { origin } = upstream;
    await upstream.close();
    await expect(send()).rejects.toMatchObject({ name: "ProxyError", code: "UPSTREAM_ERROR" });
    upstream = await startFakeUpstream();
    expect(upstream.origin).not.toBe(origin);
    await pool.destroy();
    pool = new Pool(upstream.origin, { headersTimeout: 100 });
    upstream.next(async ({ cancelled }) => {
      await cancelled;
      return {};
    });
    await expect(send()).rejects.toMatchObject({ name: "ProxyError", code: "UPSTREAM_TIMEOUT" });
  });

  it("cancels the upstream before the head has come", async () => {
    let seen: Promise<void> | undefined;
    upstream.next(async (incoming) => {
      seen = incoming.cancelled;
      controller.abort(new ProxyError("CLIENT_GONE", "gone"));
      await seen;
      return {};
    });
    const controller = new AbortController();
    await expect(send(controller.signal)).rejects.toMatchObject({ code: "CLIENT_GONE" });
    await expect(seen).resolves.toBeUndefined();
  });

  it("sends nothing when the client has left already", async () => {
    await expect(send(AbortSignal.abort(new ProxyError("CLIENT_GONE", "gone")))).rejects.toMatchObject({
      code: "CLIENT_GONE",
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it("tells the sink when the upstream breaks off in the middle", async () => {
    upstream.next({
      headers: { "content-type": "text/event-stream" },
      steps: ["data: 1\n\n", { waitMs: 20 }, "reset"],
    });
    await expect(collect(await send())).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  });

  it("keeps no more of an answer that nobody consumes than what comes at once", async () => {
    upstream.next({ steps: Array.from({ length: 50 }, () => Buffer.alloc(100_000, 97)) });
    const response = await send();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const chunks: number[] = [];
    await new Promise<void>((resolve, reject) => {
      response.body.consume({ data: (chunk) => chunks.push(chunk.length), end: resolve, error: reject });
    });
    expect(chunks[0]).toBeLessThan(200_000);
    expect(chunks.reduce((sum, length) => sum + length, 0)).toBe(5_000_000);
  });

  it("lets the upstream wait when the sink pauses at what came early, and go on when the sink does", async () => {
    upstream.next({ steps: Array.from({ length: 50 }, () => Buffer.alloc(100_000, 97)) });
    const response = await send();
    await new Promise((resolve) => setTimeout(resolve, 50));
    let written = 0;
    const ended = new Promise<void>((resolve, reject) => {
      response.body.consume({
        data: (chunk) => {
          if (written === 0) response.body.pause();
          written += chunk.length;
        },
        end: resolve,
        error: reject,
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toBeLessThan(500_000);
    response.body.resume();
    await ended;
    expect(written).toBe(5_000_000);
  });

  it("tells a sink nothing of an answer that was cancelled before it was consumed", async () => {
    upstream.next({ steps: ["one", { waitMs: 200 }, "two"] });
    const response = await send();
    await new Promise((resolve) => setTimeout(resolve, 20));
    response.body.cancel();
    const heard: string[] = [];
    response.body.consume({
      data: (chunk) => heard.push(chunk.toString()),
      end: () => heard.push("end"),
      error: () => heard.push("error"),
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
  });

  it("stops the upstream while the sink is paused", async () => {
    const piece = Buffer.alloc(100_000, 97);
    let written = 0;
    upstream.next({ steps: Array.from({ length: 200 }, () => piece) });
    const response = await send();
    response.body.consume({
      data: (chunk) => {
        written += chunk.length;
        response.body.pause();
      },
      end: () => {},
      error: () => {},
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written).toBeLessThan(1_000_000);
    response.body.cancel();
  });
});
