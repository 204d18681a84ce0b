import { jsonAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FramingUpstream, startFramingUpstream } from "./framing-upstream.ts";
import { sendRaw, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy;
let upstream: FramingUpstream;

beforeAll(async () => {
  upstream = await startFramingUpstream();
  proxy = await startTestProxy({
    env: { INFERSHIELD_OPENAI_BASE_URL: `${upstream.origin}/v1` },
    allowPrivate: [upstream.origin],
  });
});

afterAll(async () => {
  await proxy.close();
  await upstream.close();
});

const asking = (content: string): string => JSON.stringify({ model: "m", messages: [{ role: "user", content }] });
const body = asking("first");
const follower = asking("second");
const json = "Content-Type: application/json";
const length = `Content-Length: ${body.length}`;
const chunked = "Transfer-Encoding: chunked";

const host = (): string => `Host: 127.0.0.1:${proxy.port}`;

function request(lines: readonly string[], payload: string, line = "POST /v1/chat/completions HTTP/1.1"): string {
  return [line, ...lines, "", payload].join("\r\n");
}

/** What any client may ask next on the same connection. */
const next = (): string => request([host(), json, `Content-Length: ${follower.length}`, "Connection: close"], follower);

const chunk = (text: string, size = text.length.toString(16)): string => `${size}\r\n${text}\r\n`;
const last = "0\r\n\r\n";

function statuses(answer: string): readonly number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
    .map((match) => Number(match[1]))
    .filter((status) => status >= 200);
}

const path = "/v1/chat/completions";
const line = (requestLine: string): string => request([host(), json, length], body, requestLine);
const sized = (value: string): string => request([host(), json, `Content-Length: ${value}`], body);
const coded = (value: string): string => request([host(), json, `Transfer-Encoding:${value}`], chunk(body) + last);
const inChunks = (payload: string): string => request([host(), json, chunked], payload);
const withLine = (header: string): string => request([host(), json, length, header], body);
const hex = body.length.toString(16);

type Shape = readonly [name: string, bytes: () => string];

/** One reading, told in an unusual way: the request and what follows it reach the provider, one framed request each. */
const served: readonly Shape[] = [
  ["a Content-Length", () => sized(String(body.length))],
  ["a Content-Length with leading zeros", () => sized(`000${body.length}`)],
  ["one chunk", () => inChunks(chunk(body) + last)],
  ["a chunk for each byte", () => inChunks([...body].map((byte) => chunk(byte)).join("") + last)],
  ["a chunk size in capitals with leading zeros", () => inChunks(chunk(body, `00${hex.toUpperCase()}`) + last)],
  ["a chunk extension", () => inChunks(chunk(body, `${hex};a="b"`) + last)],
  ["Transfer-Encoding in odd case", () => request([host(), json, "tRANSFER-eNCODING: ChunKed"], chunk(body) + last)],
  ["Transfer-Encoding after a tab and before spaces", () => coded("\tchunked  ")],
  ["an empty line first", () => `\r\n${sized(String(body.length))}`],
  ["two spaces in the request line", () => line(`POST  ${path} HTTP/1.1`)],
  ["RTSP as its protocol", () => line(`POST ${path} RTSP/1.1`)],
  ["an expectation of 100", () => withLine("Expect: 100-Continue")],
];

/** Refused, and its end is beyond doubt or the connection ends: the numbers are all that is answered on the connection. */
const refused: readonly (readonly [...Shape, readonly number[]])[] = [
  [
    "a whole request as its body",
    () => request([host(), json, `Content-Length: ${next().length}`], next()),
    [400, 200],
  ],
  ["a whole request in a chunk", () => inChunks(chunk(next()) + last), [400, 200]],
  ["a request behind the end of its body", () => sized(String(body.length - 1)), [400]],
  ["the next request within its length", () => sized(String(body.length + next().length)), [400]],
  ["a body behind no length", () => request([host(), json], body), [400]],
  ["a body behind a length of 0", () => sized("0"), [400]],
  ["Content-Length and Transfer-Encoding", () => request([host(), json, length, chunked], last), [400]],
  ["Transfer-Encoding and Content-Length", () => request([host(), json, chunked, "Content-Length: 4"], last), [400]],
  ["two Content-Lengths", () => request([host(), json, length, "Content-Length: 1"], body), [400]],
  ["two equal Content-Lengths", () => request([host(), json, length, length], body), [400]],
  ["a Content-Length with a sign", () => sized(`+${body.length}`), [400]],
  ["a negative Content-Length", () => sized("-1"), [400]],
  ["a hexadecimal Content-Length", () => sized("0x10"), [400]],
  ["a Content-Length with an exponent", () => sized("1e1"), [400]],
  ["a list as Content-Length", () => sized(`${body.length}, ${body.length}`), [400]],
  ["a Content-Length with a gap", () => sized("5 7"), [400]],
  ["an empty Content-Length", () => sized(""), [400]],
  ["a Content-Length beyond counting", () => sized("99999999999999999999"), [400]],
  ["Transfer-Encoding: identity", () => coded(" identity"), [400]],
  ["Transfer-Encoding: xchunked", () => coded(" xchunked"), [400]],
  ["Transfer-Encoding in quotes", () => coded(' "chunked"'), [400]],
  ["Transfer-Encoding with a parameter", () => coded(" chunked;q=1"), [400]],
  ["Transfer-Encoding after a vertical tab", () => coded(" \u000bchunked"), [400]],
  ["Transfer-Encoding: gzip, chunked", () => coded(" gzip, chunked"), [400]],
  ["Transfer-Encoding: chunked, chunked", () => coded(" chunked, chunked"), [400]],
  ["Transfer-Encoding: chunked, identity", () => coded(" chunked, identity"), [400]],
  ["two Transfer-Encodings", () => request([host(), json, chunked, chunked], chunk(body) + last), [400]],
  ["an empty Transfer-Encoding beside a length", () => withLine("Transfer-Encoding: "), [400]],
  ["Transfer_Encoding beside a length", () => withLine("Transfer_Encoding: chunked"), [400]],
  ["a chunk size that is none", () => inChunks(`zz\r\n${body}\r\n${last}`), [400]],
  ["a negative chunk size", () => inChunks(`-1\r\n${body}\r\n${last}`), [400]],
  ["a chunk size with 0x", () => inChunks(chunk(body, `0x${hex}`) + last), [400]],
  ["a chunk size with a space", () => inChunks(chunk(body, `${hex} `) + last), [400]],
  ["a chunk size beyond counting", () => inChunks(chunk(body, "ffffffffffffffffff") + last), [400]],
  ["a chunk size before a bare line feed", () => inChunks(`${hex}\n${body}\r\n${last}`), [400]],
  ["a chunk extension before a bare line feed", () => inChunks(`${hex};a\n${body}\r\n${last}`), [400]],
  ["a chunk longer than its size", () => inChunks(`3\r\n${body}\r\n${last}`), [400]],
  ["a chunk without its end", () => inChunks(`${hex}\r\n${body}${last}`), [400]],
  ["chunks that end in bare line feeds", () => inChunks(`${chunk(body)}0\n\n`), [400]],
  ["trailers that no header names", () => inChunks(`${chunk(body)}0\r\nContent-Length: 3\r\n\r\n`), [400]],
  ["a Trailer header", () => request([host(), json, chunked, "Trailer: X-A"], chunk(body) + last), [400]],
  ["a folded header", () => withLine("X-A: 1\r\n Content-Length: 3"), [400]],
  ["a header folded by a tab", () => withLine("X-A: 1\r\n\tb"), [400]],
  ["a folded first header", () => request([" X-A: 1", host(), json, length], body), [400]],
  ["a space before the colon", () => request([host(), json, `Content-Length : ${body.length}`], body), [400]],
  ["a header without a colon", () => withLine("Hello"), [400]],
  ["a header without a name", () => withLine(": 1"), [400]],
  ["a header name with brackets", () => withLine("X(A): 1"), [400]],
  ["a header name beyond ASCII", () => withLine("X\u00e9: 1"), [400]],
  ["a NUL in a header", () => withLine("X-A: 1\u0000"), [400]],
  ["a bare line feed in the head", () => sized(String(body.length)).replace("\r\nHost", "\nHost"), [400]],
  ["bare line feeds alone", () => sized(String(body.length)).replaceAll("\r\n", "\n"), [400]],
  ["bare carriage returns alone", () => sized(String(body.length)).replaceAll("\r\n", "\r"), [400]],
  ["a bare carriage return in a value", () => withLine("X-A: 1\r2"), [400]],
  ["two Hosts", () => withLine("Host: evil.com"), [400]],
  [
    "two Authorizations",
    () => request([host(), json, length, "Authorization: Bearer a", "AUTHORIZATION: Bearer b"], body),
    [400],
  ],
  ["headers of 17 kB", () => withLine(`X-A: ${"a".repeat(17_000)}`), [431]],
  ["HTTP/0.9", () => "GET /v1/models\r\n\r\n", [400]],
  ["a version of 0.9", () => line(`POST ${path} HTTP/0.9`), [400]],
  ["HTTP/1.0", () => line(`POST ${path} HTTP/1.0`), [400]],
  [
    "HTTP/1.0 kept alive",
    () => request([host(), json, length, "Connection: keep-alive"], body, `POST ${path} HTTP/1.0`),
    [400],
  ],
  ["HTTP/1.2", () => line(`POST ${path} HTTP/1.2`), [400]],
  ["HTTP/2.0", () => line(`POST ${path} HTTP/2.0`), [400]],
  ["HTTP/1.10", () => line(`POST ${path} HTTP/1.10`), [400]],
  ["the protocol in small letters", () => line(`POST ${path} http/1.1`), [400]],
  ["HTTPS as its protocol", () => line(`POST ${path} HTTPS/1.1`), [400]],
  ["ICE as its protocol", () => line(`POST ${path} ICE/1.1`), [400]],
  ["SIP as its protocol", () => line(`POST ${path} SIP/2.0`), [400]],
  ["RTSP's own version", () => line(`POST ${path} RTSP/1.0`), [400]],
  ["RTSP's own method", () => line(`DESCRIBE ${path} RTSP/1.1`), [405]],
  ["no protocol", () => line(`POST ${path}`), [400]],
  ["the preface of HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
  ["an upgrade to HTTP/2", () => request([host(), json, length, "Connection: upgrade", "Upgrade: h2c"], body), [400]],
  ["a method in small letters", () => line(`post ${path} HTTP/1.1`), [400]],
  ["a space before the method", () => line(` POST ${path} HTTP/1.1`), [400]],
  ["tabs in the request line", () => line(`POST\t${path}\tHTTP/1.1`), [400]],
  ["a word too many in the request line", () => line(`POST ${path} x HTTP/1.1`), [400]],
  ["the absolute form", () => line(`POST http://127.0.0.1:${proxy.port}${path} HTTP/1.1`), [400]],
  ["the authority form", () => line(`POST 127.0.0.1:${proxy.port} HTTP/1.1`), [400]],
  ["the asterisk form", () => line("POST * HTTP/1.1"), [400]],
  ["PUT", () => line(`PUT ${path} HTTP/1.1`), [405]],
  ["OPTIONS", () => line(`OPTIONS ${path} HTTP/1.1`), [403]],
  ["a GET with a body", () => request([host(), length], body, "GET /v1/models HTTP/1.1"), [400]],
  ["a GET with chunks", () => request([host(), chunked], chunk(body) + last, "GET /v1/models HTTP/1.1"), [400]],
  ["a HEAD with a body", () => request([host(), length], body, "HEAD /health HTTP/1.1"), [400]],
  ["CONNECT", () => request([host()], "", "CONNECT evil.example:443 HTTP/1.1"), []],
  ["another expectation", () => withLine("Expect: 200-ok"), [400]],
  ["a foreign Host", () => request(["Host: evil.example", json, length], body), [421]],
  ["text/plain", () => request([host(), "Content-Type: text/plain", length], body), [415]],
  ["an unknown path", () => line("POST /v1/nothing HTTP/1.1"), [404, 200]],
  ["telemetry", () => line("POST /api/event_logging/batch HTTP/1.1"), [204, 200]],
];

/** What the provider saw since, by the texts of the bodies; each framed by one length, with nothing beside or between them. */
function seenSince(before: number): readonly string[] {
  expect(upstream.strayBytes()).toBe("");
  const seen = upstream.requests.slice(before);
  for (const { requestLine, headerLines } of seen) {
    expect(requestLine).toBe(`POST ${path} HTTP/1.1`);
    expect(headerLines.filter((header) => /^(?:content-length|transfer-encoding)\s*:/i.test(header))).toHaveLength(1);
  }
  // Pipelined requests are served side by side.
  return seen.map((one) => one.body).sort();
}

/** The same bytes at once, and in two pieces. */
const ways = (bytes: string): readonly (readonly Uint8Array[])[] => {
  const all = Buffer.from(bytes + next(), "latin1");
  const middle = Math.floor(bytes.length / 2);
  return [[all], [all.subarray(0, middle), all.subarray(middle)]];
};

describe("a request that comes with", () => {
  it.each(served)("%s is sent as one framed request, and so is the one behind it", async (_, bytes) => {
    for (const pieces of ways(bytes())) {
      const before = upstream.requests.length;
      expect(statuses(await sendRaw(proxy.port, pieces, 5_000))).toEqual([200, 200]);
      expect(seenSince(before)).toEqual([body, follower]);
    }
  });

  it.each(refused)("%s is refused, and no part of it is taken for another", async (_, bytes, expected) => {
    const [whole = [], ...others] = ways(bytes());
    const behind = expected.at(-1) === 200 ? [follower] : [];
    const before = upstream.requests.length;
    expect(statuses(await sendRaw(proxy.port, whole, expected.length * 1_000))).toEqual(expected);
    expect(seenSince(before)).toEqual(behind);
    for (const pieces of others) {
      const between = upstream.requests.length;
      const answered = statuses(await sendRaw(proxy.port, pieces));
      // A connection that ends while more is sent may take its last answer with it.
      expect(expected.slice(0, answered.length)).toEqual(answered);
      expect(seenSince(between)).toEqual(behind.slice(0, Math.max(0, answered.length - 1)));
    }
  });
});

describe("a request behind an answer that is still running", () => {
  it.each([
    // It gets no permission, and after its answer the connection ends.
    ["that waits for permission", "Expect: 100-continue", [200, 200]],
    ["that does not", "X-A: 1", [200, 200, 200]],
  ])("%s is answered with a head, its body and nothing between", async (_, header, expected) => {
    const slow = await startTestProxy();
    slow.upstream.next(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return jsonAnswer({ choices: [] });
    });
    const ask = (more: string): string => request([`Host: 127.0.0.1:${slow.port}`, json, length, more], body);
    const answer = await sendRaw(slow.port, ask("X-A: 1") + ask(header) + ask("Connection: close"), 5_000);
    expect(statuses(answer)).toEqual(expected);
    for (const part of answer.split("HTTP/1.1 200 OK\r\n").slice(1)) {
      const [head = "", ...rest] = part.split("\r\n\r\n");
      expect(rest.join()).toHaveLength(Number(/content-length: (\d+)/i.exec(head)?.[1]));
    }
    await slow.close();
  });
});

describe("the body of a request that was refused", () => {
  it.each(["PUT", "GET", "POST"])("is not read for ever, whatever its method: %s", async (method) => {
    const endless = request(["Host: evil.example", json, "Content-Length: 1000000"], "", `${method} ${path} HTTP/1.1`);
    const answer = await sendRaw(proxy.port, [Buffer.from(endless), Buffer.from("x")], 5_000);
    expect(answer).toMatch(/^HTTP\/1\.1 421 .*Connection: close/is);
  });
});
