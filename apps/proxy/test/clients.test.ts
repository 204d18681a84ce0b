import { zstdCompressSync } from "node:zlib";
import { jsonAnswer, type UpstreamRequest } from "@infershield/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientRequests } from "./client-requests.ts";
import { errorOf, sendRaw, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;
let pathToken: string;

beforeAll(async () => {
  proxy = await startTestProxy();
  pathToken = await proxy.token({ path: true, providers: ["openai"] });
  proxy.upstream.always((request) =>
    isStreamed(request)
      ? { headers: { "content-type": "text/event-stream" }, steps: [": nothing\n\n"] }
      : jsonAnswer({}),
  );
});

afterAll(() => proxy.close());

function isStreamed({ target, body }: UpstreamRequest): boolean {
  return target.includes("alt=sse") || body.includes('"stream":true');
}

describe("the first request of a tool", () => {
  it.each(clientRequests)("of $client is not blocked and goes upstream byte for byte", async (request) => {
    const { path, headers, encoding, target, credential, passes } = request;
    const text = JSON.stringify(request.body);
    const response = await fetch(proxy.url + path, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", ...(encoding && { "content-encoding": encoding }) },
      body: encoding === "zstd" ? new Uint8Array(zstdCompressSync(text)) : text,
    });
    await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("x-infershield-verdict")).toBe("allow");
    expect(response.headers.get("x-infershield-scan")).toBe("full");
    const seen = proxy.upstream.requests.at(-1);
    expect(seen?.target).toBe(target);
    expect(seen?.body.toString()).toBe(text);
    expect(seen?.headers[credential[0]]).toBe(credential[1]);
    for (const name of passes) expect([name, seen?.headers[name]]).toEqual([name, headers[name]]);
    expect(JSON.stringify(seen?.rawHeaders)).not.toContain("InferShield-token-goes-here");
    expect(seen?.headers["content-encoding"]).toBeUndefined();
  });

  it.each([
    ["POST", "/oauth/token", "application/x-www-form-urlencoded"],
    ["POST", "/v1/nope", "text/plain;charset=UTF-8"],
    ["POST", "/openai/v1/nope", "text/plain;charset=UTF-8"],
    ["POST", "/t/path-token/v1/nope", "text/plain;charset=UTF-8"],
    ["POST", "/api/accounts/deviceauth/usercode", "application/json"],
    ["POST", "/backend-api/ps/mcp", "application/json"],
    ["GET", "/backend-api/wham/accounts/check", undefined],
  ])("is answered with 404 in the dialect at %s %s as %s", async (method, path, type) => {
    const before = proxy.upstream.requests.length;
    const response = await fetch(proxy.url + path.replace("path-token", pathToken), {
      method,
      ...(type !== undefined && { headers: { "content-type": type }, body: "{}" }),
    });
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ code: "unknown_route" });
    expect(proxy.upstream.requests.length).toBe(before);
  });

  it("is told of its type where the path is served", async () => {
    for (const path of ["/v1/messages", "/openai/v1/responses", "/api/event_logging/batch"]) {
      const response = await fetch(proxy.url + path, { method: "POST", body: "{}" });
      expect(response.status).toBe(415);
    }
  });

  it.each(["/v1/responses", "/responses", "/openai/v1/responses"])(
    "of Codex over WebSocket at %s falls back at once",
    async (path) => {
      const answer = await sendRaw(
        proxy.port,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nopenai-beta: responses_websockets=2026-02-06\r\n\r\n`,
        100,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 426 /);
    },
  );
});
