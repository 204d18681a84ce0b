import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { jsonAnswer, startFakeAuthorizationServer } from "@infershield/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sendRaw, startTestProxy, type TestProxy } from "./harness.ts";
import { chat, type HostileRequest, places } from "./hostile-places.ts";

const logged: string[] = [];
let proxy: TestProxy;

beforeAll(async () => {
  proxy = await startTestProxy({ flags: { keyMode: "auto" }, onLog: (line) => logged.push(line) });
});

afterAll(() => proxy.close());

beforeEach(() => {
  logged.length = 0;
});

/** Stands in every value, so that what became of it can be found. */
const mark = "zqxmark";

/** What has two readings somewhere, or acts on a screen: line ends, folds, control characters of both sets, what turns text round. */
const odd = fc.constantFrom(
  "\r\nx-zqxmark: 1",
  "\n",
  "\r",
  "\0",
  "\r\n folded",
  "\r\n\tfolded",
  "\u001b[2J",
  "\u007f",
  "\u0085",
  "\u009b31m",
  "é",
  "\u2028",
  "\u202e",
  "\ufeff",
  "\ud800",
  '","admin":true,"x":"',
  "%0d%0ax-zqxmark:%201",
  "\\r\\nx-zqxmark: 1",
);
const plain = fc.string({ unit: fc.constantFrom(..."abc-_. :;=,/"), maxLength: 6 });
const hostile = fc.tuple(plain, odd, plain).map(([before, sign, after]) => `${before}${mark}${sign}${after}`);
const encoding = fc.constantFrom("latin1", "utf8");

async function send(
  { path = "/v1/chat/completions", headers = [], body = chat() }: HostileRequest,
  bytes: "latin1" | "utf8",
) {
  const payload = Buffer.from(JSON.stringify(body));
  const typed = headers.some((header) => header.startsWith("Content-Type")) ? [] : ["Content-Type: application/json"];
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${proxy.port}`,
    ...typed,
    `Content-Length: ${payload.length}`,
    ...headers,
    "Connection: close",
  ];
  return await sendRaw(proxy.port, Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, bytes), payload]));
}

/** What the provider may see of a request: names that we know, values in visible ASCII, a target without a second reading. */
function expectPlainUpstream(before: number): void {
  const seen = proxy.upstream.requests.slice(before);
  expect(seen.length).toBeLessThanOrEqual(1);
  for (const { target, rawHeaders } of seen) {
    expect(target).toMatch(/^[!-~]+$/);
    for (let at = 0; at < rawHeaders.length; at += 2) {
      expect(rawHeaders[at]).toMatch(/^[\w-]+$/);
      expect(rawHeaders[at]).not.toContain(mark);
      expect(rawHeaders[at + 1]).toMatch(/^[\t -~]*$/);
    }
  }
}

/** Of what is answered only the body may repeat the value, and that as JSON. */
function expectPlainAnswer(answer: string): void {
  expect(answer.match(/^HTTP\/1\.1 [2-5]\d\d /gm)?.length ?? 0).toBeLessThanOrEqual(1);
  const head = answer.slice(0, answer.indexOf("\r\n\r\n"));
  expect(head).toMatch(/^[\r\n\t -~]*$/);
  expect(head.toLowerCase()).not.toContain(`\nx-${mark}`);
}

/** One line of JSON each, which says itself where it ends; nothing in it acts on a screen. */
function expectPlainLines(lines: readonly string[]): void {
  for (const line of lines) {
    expect(line).toMatch(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*\n$/u);
    expect(JSON.parse(line)).not.toHaveProperty("admin");
  }
}

/** Every line that the audit log has on disk. */
async function auditLines(): Promise<readonly string[]> {
  await proxy.instance.audit.flush();
  const folder = join(proxy.config.homePath, "audit");
  const segments = (await readdir(folder)).filter((name) => name.endsWith(".jsonl"));
  const texts = await Promise.all(segments.map((name) => readFile(join(folder, name), "latin1")));
  return texts.flatMap((text) => text.split(/(?<=\n)/));
}

async function expectPlainRecords(): Promise<void> {
  const lines = await auditLines();
  expect(lines.filter((line) => line.includes('"request_id":'))).toHaveLength((await proxy.records()).length);
  for (const line of lines) expect(line).toMatch(/^[ -~]+\n$/);
  expectPlainLines(lines);
}

/** No label holds what a client or a provider chose. */
async function expectPlainMetrics(): Promise<void> {
  const metrics = await (await fetch(`${proxy.proxy.adminUrl}/metrics`)).text();
  expect(metrics).toContain("infershield_requests_total{");
  expect(metrics).not.toContain(mark);
  for (const line of metrics.split("\n")) {
    expect(line).toMatch(/^(?:#.*|[a-z_]+(?:\{(?:[a-z_]+="[\w.+-]*",?)*\})? \S+|)$/);
  }
}

describe("a value with line ends, control characters or signs beyond ASCII", () => {
  it("reaches no header of the provider's, no log, no record and no metric as it is, wherever the client puts it", async () => {
    const place = fc.constantFrom(...places);
    await fc.assert(
      fc.asyncProperty(place, hostile, encoding, async ([, make], value, bytes) => {
        const before = proxy.upstream.requests.length;
        const answer = await send(make(value), bytes);
        expectPlainUpstream(before);
        expectPlainAnswer(answer);
      }),
      { numRuns: 150, examples: places.map((one) => [one, `${mark}\r\nx-${mark}: 1`, "latin1"]) },
    );
    expectPlainLines(logged);
    await expectPlainRecords();
    await expectPlainMetrics();
  });

  it("is in the records all the same, spelled out", async () => {
    const model = `${mark}\r\n\u202e\u001b[2J`;
    await send({ headers: ["User-Agent: tool\u00e9"], body: chat({ model }) }, "latin1");
    expect((await proxy.records()).at(-1)).toMatchObject({ model, user_agent: "tool\u00e9" });
    await expectPlainRecords();
  });

  it("does no harm when it comes from the provider, in errors, heads, names and streams", async () => {
    const raw = (head: string, body = "{}"): string =>
      `HTTP/1.1 ${head}\r\nContent-Length: ${Buffer.byteLength(body, "latin1")}\r\n\r\n${body}`;
    const typed = "Content-Type: application/json";
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 0, max: 7 }), async (value, kind) => {
        const scripts = [
          jsonAnswer({ error: { message: value, code: value, type: value } }, { status: 400 }),
          jsonAnswer({ error: { message: value } }, { status: 529 }),
          { raw: raw(`200 OK\r\n${typed}\r\nX-Request-Id: ${value}`) },
          { raw: raw(`200 OK\r\n${typed}\r\nRetry-After: ${value}`) },
          { raw: raw(`503 ${value}\r\n${typed}`) },
          { raw: raw(`200 OK\r\nContent-Type: application/json; ${value}`) },
          { raw: value },
          jsonAnswer({
            id: value,
            model: value,
            choices: [
              {
                index: 0,
                message: {
                  role: value,
                  content: value,
                  tool_calls: [{ id: value, function: { name: value, arguments: value } }],
                },
              },
            ],
          }),
        ];
        const script = scripts[kind];
        if (script) proxy.upstream.next(script);
        expectPlainAnswer(await send({}, "latin1"));
      }),
      { numRuns: 60 },
    );
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join("")).not.toContain(mark);
    expectPlainLines(logged);
    await expectPlainRecords();
    await expectPlainMetrics();
  });
});

describe("an authorization server's refusal with control characters", () => {
  it("is told in no log and no record", async () => {
    const error = `${mark}\r\n\u001b[2J`;
    const server = await startFakeAuthorizationServer({
      "/token": [{ status: 400, body: { error, error_description: error, error_uri: error } }],
    });
    const lines: string[] = [];
    const other = await startTestProxy({
      env: {
        INFERSHIELD_OPENAI_DEVICE_ENDPOINT: `${server.origin}/device`,
        INFERSHIELD_OPENAI_TOKEN_ENDPOINT: `${server.origin}/token`,
      },
      allowPrivate: [server.origin],
      onLog: (line) => lines.push(line),
    });
    await other.login("at-1", { refreshToken: new Secret("rt-1"), expiresAt: Date.now() - 1_000 });
    const authorization = `Bearer ${await other.token()}`;
    const response = await other.chat(chat(), { authorization });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain(mark);
    expect(server.calls("/token")).toHaveLength(1);
    expectPlainLines(lines);
    expect(lines.join("")).not.toContain(mark);
    expect(JSON.stringify(await other.records())).not.toContain(mark);
    await other.close();
    await server.close();
  });
});
