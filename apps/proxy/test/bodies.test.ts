import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forwardedOfRandom } from "./body-fuzz.ts";
import { chatBody, errorOf, sendRaw, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy({ flags: { limits: { bodyBytes: 1_000_000 } } });
});

afterAll(() => proxy.close());

function send(body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${proxy.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

const lastBody = (): Buffer | undefined => proxy.upstream.requests.at(-1)?.body;

describe("request bodies", () => {
  it.each([
    ["not JSON", "hello", "invalid_json"],
    ["nothing", "", "invalid_json"],
    ["half an object", '{"model":"m","messages":[', "invalid_json"],
    ["two values", '{"model":"m","messages":[]} {}', "invalid_json"],
    ["NaN", '{"model":"m","messages":[],"temperature":NaN}', "invalid_json"],
    ["a byte order mark", '\ufeff{"model":"m","messages":[]}', "invalid_json"],
    ["a key twice", '{"model":"a","model":"b","messages":[]}', "duplicate_key"],
    ["a key twice by escapes", '{"messages":[],"m\\u006fdel":"a","model":"b"}', "duplicate_key"],
    [
      "a key twice deep inside",
      '{"model":"m","messages":[{"role":"user","content":"a","content":"b"}]}',
      "duplicate_key",
    ],
    ["depth 65", `{"model":"m","messages":[],"x":${"[".repeat(65)}${"]".repeat(65)}}`, "too_deep"],
    ["a hundred thousand levels", "[".repeat(100_000), "too_deep"],
  ])("refuses %s with 400 %s", async (_, body, code) => {
    const before = proxy.upstream.requests.length;
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code });
    expect(proxy.upstream.requests.length).toBe(before);
  });

  it("refuses invalid UTF-8 and UTF-16", async () => {
    for (const bytes of [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), Buffer.from('{"model":"m"}', "utf16le")]) {
      const response = await send(bytes);
      expect(await errorOf(response)).toMatchObject({ code: "invalid_json" });
    }
  });

  it("refuses a body that is no chat request, such as a Responses body", async () => {
    const response = await send('{"model":"m","input":[{"role":"user","content":"hi"}]}');
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: "unsupported_shape" });
  });

  it("decodes a compressed body, scans it and forwards it decoded", async () => {
    const body = JSON.stringify(chatBody("compressed"));
    for (const [coding, bytes] of [
      ["gzip", gzipSync(body)],
      ["zstd", zstdCompressSync(body)],
    ] as const) {
      const response = await send(new Uint8Array(bytes), { "content-encoding": coding });
      expect(response.status).toBe(200);
      expect(lastBody()?.toString()).toBe(body);
      expect(proxy.upstream.requests.at(-1)?.headers["content-encoding"]).toBeUndefined();
    }
  });

  it("refuses unknown and several codings with 415 and bombs with 413", async () => {
    const body = gzipSync(JSON.stringify(chatBody("x")));
    for (const coding of ["compress", "gzip, gzip", "gzip, br"]) {
      expect((await send(new Uint8Array(body), { "content-encoding": coding })).status).toBe(415);
    }
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(30_000_000, 32)));
    expect((await send(bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("refuses a large body before reading it when its length is told, and while reading otherwise", async () => {
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\n`;
    const told = await sendRaw(proxy.port, `${head}Content-Length: 50000000\r\n\r\n{"model":`);
    expect(told).toMatch(/^HTTP\/1\.1 413 /);
    expect(told).toContain("body_too_large");
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const untold = await sendRaw(proxy.port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(20)}`);
    expect(untold).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("takes a body for as long as its length says, and forwards none that is shorter or longer", async () => {
    const before = proxy.upstream.requests.length;
    const body = JSON.stringify(chatBody("hi"));
    const head = (length: number): string =>
      `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
    // What is left over is no request.
    expect(await sendRaw(proxy.port, head(body.length - 1) + body)).toMatch(/^HTTP\/1\.1 400 /);
    const socket = connect(proxy.port, "127.0.0.1");
    socket.end(head(body.length + 1) + body);
    await once(socket.resume(), "close");
    expect(proxy.upstream.requests.length).toBe(before);
  });

  it("refuses a body of very many pieces with next to nothing in them, and takes some thousand small ones", async () => {
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await sendRaw(proxy.port, head + "1\r\n \r\n".repeat(20_000))).toMatch(/^HTTP\/1\.1 400 /);
    const body = JSON.stringify(chatBody("word ".repeat(1_000)));
    const pieces = [...body].map((character) => `1\r\n${character}\r\n`).join("");
    expect(await sendRaw(proxy.port, `${head}${pieces}0\r\n\r\n`, 1_000)).toMatch(/^HTTP\/1\.1 200 /);
    expect(lastBody()?.toString()).toBe(body);
  });

  it("answers 413 readably to a client that insists on sending everything first", async () => {
    const response = await send(" ".repeat(5_000_000));
    expect(response.status).toBe(413);
    expect(await errorOf(response)).toMatchObject({ code: "body_too_large" });
  });

  it("waits for permission when the client asks before sending", async () => {
    const body = JSON.stringify(chatBody("hi"));
    const head = (length: number): string =>
      `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
    expect(await sendRaw(proxy.port, head(body.length) + body, 1_000)).toMatch(
      /^HTTP\/1\.1 100 [\s\S]*HTTP\/1\.1 200 /,
    );
    expect(await sendRaw(proxy.port, head(2_000_000))).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("does not let keys of the prototype change anything", async () => {
    const body =
      '{"model":"m","messages":[{"role":"user","content":"hi","__proto__":{"admin":true}}],"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}';
    expect((await send(body)).status).toBe(200);
    expect(lastBody()?.toString()).toBe(body);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  it("refuses random bytes or forwards exactly what came", async () => {
    expect(await forwardedOfRandom(proxy, { runs: 100, seed: 20_261_122 })).toBeGreaterThan(20);
  });
});
