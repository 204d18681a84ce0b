import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy();
});

afterAll(() => proxy.close());

const body = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
const length = `Content-Length: ${body.length}`;
const json = "Content-Type: application/json";

function post(
  lines: readonly string[],
  payload: string = body,
  target = "/v1/chat/completions",
  version = "1.1",
): string {
  return [`POST ${target} HTTP/${version}`, ...lines, "", payload].join("\r\n");
}

function statuses(answer: string): readonly number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
    .map((match) => Number(match[1]))
    .filter((status) => status !== 100);
}

const host = (): string => `Host: 127.0.0.1:${proxy.port}`;

describe("raw bytes at the socket", () => {
  it("serves a plain request, so that the refusals below mean something", async () => {
    const answer = await sendRaw(proxy.port, post([host(), json, length, "Connection: close"]));
    expect(statuses(answer)).toEqual([200]);
  });

  const shapes: readonly (readonly [string, () => string])[] = [
    ["no Host", () => post([json, length])],
    ["two Hosts", () => post([host(), "Host: evil.com", json, length])],
    ["HTTP/1.0 without Host", () => post([json, length], body, "/v1/chat/completions", "1.0")],
    ["absolute form", () => post([host(), json, length], body, "http://evil.com/v1/chat/completions")],
    ["two slashes", () => post([host(), json, length], body, "//evil.com/v1/chat/completions")],
    ["dot segments", () => post([host(), json, length], body, "/v1/x/../chat/completions")],
    ["encoded dot segments", () => post([host(), json, length], body, "/v1/%2e%2e/v1/chat/completions")],
    ["an encoded slash", () => post([host(), json, length], body, "/v1%2fchat/completions")],
    ["a backslash", () => post([host(), json, length], body, "/v1\\chat\\completions")],
    ["a NUL in a name", () => post([host(), json, length, "X\u0000A: 1"])],
    ["an imitated header name", () => post([host(), json, length, "X_InferShield_Key: a"])],
    ["900 headers", () => post([host(), json, length, ...Array.from({ length: 900 }, (_, index) => `x-${index}: 1`)])],
    ["TRACE", () => `TRACE / HTTP/1.1\r\n${host()}\r\n\r\n`],
    ["a form", () => post([host(), "Content-Type: application/x-www-form-urlencoded", length])],
    ["text/plain", () => post([host(), "Content-Type: text/plain", length])],
    ["no Content-Type", () => post([host(), length])],
    ["a page's Origin", () => post([host(), json, length, "Origin: https://evil.example"])],
    ["the null Origin", () => post([host(), json, length, "Origin: null"])],
    ["a cross-site fetch", () => post([host(), json, length, "Sec-Fetch-Site: cross-site"])],
    ["TLS on the plain port", () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"],
  ];

  it.each(shapes)("refuses %s without calling the provider", async (_, shape) => {
    const before = proxy.upstream.requests.length;
    const answer = await sendRaw(proxy.port, Buffer.from(shape(), "latin1"));
    for (const status of statuses(answer)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(statuses(answer).length).toBeLessThanOrEqual(1);
    expect(answer.toLowerCase()).not.toContain("access-control-allow");
    expect(proxy.upstream.requests.length).toBe(before);
  });

  it("serves exactly three names, with its port, and calls the provider for no other", async () => {
    const before = proxy.upstream.requests.length;
    const statusAt = async (name: string): Promise<number | undefined> =>
      statuses(await sendRaw(proxy.port, post([`Host: ${name}`, json, length, "Connection: close"])))[0];
    for (const name of [
      "evil.com",
      `evil.com:${proxy.port}`,
      `localhost.evil.com:${proxy.port}`,
      `127.0.0.1.nip.io:${proxy.port}`,
      `[::ffff:7f00:1]:${proxy.port}`,
      `[0:0:0:0:0:0:0:1]:${proxy.port}`,
      `0.0.0.0:${proxy.port}`,
      `127.1:${proxy.port}`,
      `2130706433:${proxy.port}`,
      `localhost.:${proxy.port}`,
      `localhost:${proxy.port}@evil.com`,
      `evil.com, localhost:${proxy.port}`,
      `localhost:${proxy.port + 1}`,
      "localhost",
      "",
    ]) {
      expect([name, await statusAt(name)]).toEqual([name, 421]);
    }
    expect(proxy.upstream.requests.length).toBe(before);
    for (const name of ["localhost", "127.0.0.1", "[::1]"]) expect(await statusAt(`${name}:${proxy.port}`)).toBe(200);
  });

  it("calls the provider for no path but those that are served, however others are spelled", async () => {
    const pieces = fc.constantFrom(
      ..."/ // v1 chat completions chat/completions . .. %2e%2e %2f %5c %00 ; \\ # ? é %c3%a9 openai health api/event_logging t".split(
        " ",
      ),
    );
    const path = fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => `/${parts.join("/")}`);
    const bent = fc.tuple(fc.constantFrom("/v1/chat/completions", "/health"), pieces, pieces, fc.nat(20));
    const target = fc.oneof(
      path,
      bent.map(([plain, one, other, at]) => plain.slice(0, at) + one + other + plain.slice(at)),
    );
    await fc.assert(
      fc.asyncProperty(target, async (asked) => {
        const before = proxy.upstream.requests.length;
        const lines = [host(), json, length, "User-Agent: kube-probe/1.0 GET /health", "Connection: close"];
        const answer = await sendRaw(proxy.port, Buffer.from(post(lines, body, asked), "latin1"));
        const seen = proxy.upstream.requests.slice(before);
        // The path that was judged is the path that is sent, and nothing is sent that was not judged.
        if (statuses(answer)[0] === 200) expect(asked).toMatch(/^(?:\/openai)?(?:\/v1)?\/chat\/completions(?:\?|$)/);
        expect(seen.map((one) => one.target)).toEqual(statuses(answer)[0] === 200 ? ["/v1/chat/completions"] : []);
      }),
      {
        numRuns: 150,
        examples: [["/v1/chat/completions?x#y"], ["/health?/v1/chat/completions"], ["/v1/chat/completions"]],
      },
    );
  });

  it.each(["server", "passthrough", "auto"])(
    "takes nothing that a page can send without asking, with keyMode %s",
    async (keyMode) => {
      const other = await startTestProxy({ flags: { keyMode } });
      const typed = (...type: readonly string[]): string =>
        post([`Host: 127.0.0.1:${other.port}`, ...type, length, "Authorization: Bearer sk-mine"]);
      for (const [request, status] of [
        [typed("Content-Type: text/plain"), 415],
        [typed("Content-Type: application/x-www-form-urlencoded"), 415],
        [typed("Content-Type: multipart/form-data; boundary=x"), 415],
        [typed(), 415],
        [typed(json, "Origin: https://evil.example"), 403],
        [typed("Content-Type: text/plain", "Origin: null", "Sec-Fetch-Mode: no-cors"), 403],
      ] as const) {
        expect(statuses(await sendRaw(other.port, request))).toEqual([status]);
      }
      expect(other.upstream.requests).toHaveLength(0);
      expect(statuses(await sendRaw(other.port, typed(json)))).toEqual([200]);
      await other.close();
    },
  );

  it("lets no header decide what becomes of another, nor who asks from where", async () => {
    const named = ["Authorization", "X-Initiator", "X-InferShield-Decision", "Host"];
    const answer = await sendRaw(
      proxy.port,
      post([
        host(),
        json,
        length,
        `Connection: close, ${named.join(", ")}`,
        "X-Initiator: user",
        "Keep-Alive: timeout=1",
        "TE: trailers",
        "Proxy-Authorization: Basic eDp5",
        "Proxy-Connection: close",
        "Forwarded: for=1.2.3.4;host=evil.example",
        "X-Forwarded-For: 1.2.3.4",
        "X_Forwarded_Host: evil.example",
        "X-Forwarded-User: root",
        "X-Forwarded-Access-Token: t",
        "X-Auth-Request-User: root",
        "X-Real-IP: 1.2.3.4",
        "X-Original-URL: /admin",
        "X-HTTP-Method-Override: DELETE",
        "Remote-User: root",
      ]),
    );
    expect(statuses(answer)).toEqual([200]);
    const seen = proxy.upstream.requests.at(-1);
    expect(seen?.method).toBe("POST");
    expect(Object.keys(seen?.headers ?? {}).sort()).toEqual([
      "accept-encoding",
      "authorization",
      "connection",
      "content-length",
      "content-type",
      "host",
      "x-initiator",
    ]);
    expect(seen?.headers["authorization"]).toBe("Bearer sk-environment");
  });

  it("answers a preflight with 403 and allows nothing", async () => {
    const answer = await sendRaw(
      proxy.port,
      `OPTIONS /v1/chat/completions HTTP/1.1\r\n${host()}\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
    );
    expect(statuses(answer)).toEqual([403]);
    expect(answer.toLowerCase()).not.toContain("access-control-allow");
  });

  it("answers a WebSocket upgrade with 426 on responses and 400 elsewhere, at once", async () => {
    const upgrade = (path: string): string =>
      `GET ${path} HTTP/1.1\r\n${host()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
    const started = performance.now();
    expect(statuses(await sendRaw(proxy.port, upgrade("/v1/responses"), 100))).toEqual([426]);
    expect(statuses(await sendRaw(proxy.port, upgrade("/v1/chat/completions"), 100))).toEqual([400]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("does not wait for telemetry that does not end", async () => {
    const telemetry = (body: string): string =>
      post([host(), json, "Content-Length: 9"], body, "/api/event_logging/batch");
    const started = performance.now();
    const answer = await sendRaw(proxy.port, telemetry("{"), 5_000);
    expect(answer).toMatch(/^HTTP\/1\.1 204 .*Connection: close/is);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await sendRaw(proxy.port, telemetry('{"a":123}'), 100)).toMatch(
      /^HTTP\/1\.1 204 .*Connection: keep-alive/is,
    );
  });

  it("closes a connection whose head does not come", async () => {
    const slow = await startTestProxy({ flags: { limits: { headersTimeoutMs: 500 } } });
    const started = performance.now();
    const answer = await sendRaw(slow.port, "POST /v1/chat/completions HTTP/1.1\r\nX-A: ", 5_000);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(statuses(answer)).toEqual([408]);
    await slow.close();
  });
});
