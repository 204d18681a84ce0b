import { createServer, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { type PromptPart, Secret, system } from "@infershield/core";
import { createThreatEngine } from "@infershield/threat-engine";
import { afterEach, describe, expect, test } from "vitest";
import { ThreatClientError, type ThreatClientErrorCode } from "./error.ts";
import { remoteScanner } from "./remote-scanner.ts";

const engine = createThreatEngine();
const parts: readonly PromptPart[] = [{ role: "user", path: "/messages/0/content", text: "hello world" }];
const finding = {
  part: "0",
  rule: "secret.x",
  category: "secret",
  severity: "high",
  start: 0,
  end: 5,
  view: "text",
  score: 90,
};
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A service on a free port that answers as it is told. */
async function service(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

function answering(status: number, body: unknown): Promise<string> {
  return service((_, response) =>
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body)),
  );
}

async function codeOf(scan: Promise<unknown>): Promise<ThreatClientErrorCode> {
  const error: unknown = await scan.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ThreatClientError)) throw new Error("The scan did not fail with a ThreatClientError.");
  return error.code;
}

test("sends the parts with the shared secret and gives the findings their role and path", async () => {
  const seen: { url?: string | undefined; authorization?: string | undefined; body: string }[] = [];
  const endpoint = await service((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ url: request.url, authorization: request.headers.authorization, body });
      response.end(JSON.stringify({ detector_version: "r1", findings: [finding] }));
    });
  });
  const scanner = remoteScanner({ endpoint, token: new Secret("shared"), engine });
  const findings = await scanner.scan(parts, { tenant: "default", session: "s1" });
  expect(findings).toMatchObject([{ rule: "secret.x", role: "user", path: "/messages/0/content", start: 0, end: 5 }]);
  expect(scanner.version).toBe("r1");
  expect(seen[0]).toMatchObject({ url: "/v1/scan", authorization: "Bearer shared" });
  expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
    parts: [{ id: "0", role: "user", path: "/messages/0/content", text: "hello world" }],
    session: "s1",
  });
});

test.each([
  ["no object", "[]"],
  ["no JSON", "<html>"],
  ["without findings", { detector_version: "r1" }],
  ["a part that was not sent", { detector_version: "r1", findings: [{ ...finding, part: "1" }] }],
  ["an end behind the part", { detector_version: "r1", findings: [{ ...finding, end: 12 }] }],
  ["an unknown category", { detector_version: "r1", findings: [{ ...finding, category: "weather" }] }],
  ["a score over 100", { detector_version: "r1", findings: [{ ...finding, score: 101 }] }],
])("an answer with %s is refused", async (_, body) => {
  const scanner = remoteScanner({ endpoint: await answering(200, body), engine });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_MALFORMED");
});

test.each([401, 404, 413, 429, 500, 302])("a service that answers %i gives no result", async (status) => {
  const scanner = remoteScanner({ endpoint: await answering(status, {}), engine });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_UNAVAILABLE");
});

test("a long request is asked in several, whose findings keep their parts", async () => {
  const sizes: number[] = [];
  const endpoint = await service(async (request, response) => {
    const { parts: sent }: { parts: { id: string; text: string }[] } = JSON.parse(await text(request));
    sizes.push(sent.length);
    const findings = sent.map(({ id }) => ({ ...finding, part: id }));
    response.end(JSON.stringify({ detector_version: "r1", findings }));
  });
  const long = [...Array(5_000).keys()].map((at): PromptPart => ({ role: "user", path: `/${at}`, text: "hello" }));
  const found = await remoteScanner({ endpoint, engine }).scan(
    [...long, { role: "user", path: "/big", text: "x".repeat(2_000_000) }],
    { tenant: "default" },
  );
  expect(sizes).toEqual([4_096, 904, 1]);
  expect(found.map(({ path }) => path)).toEqual([...long.map(({ path }) => path), "/big"]);
});

describe("a service that knows only /api/analyze", () => {
  const analysis = {
    success: true,
    status: "allowed",
    threat_detected: false,
    risk_score: 0,
    threats: [],
    redacted_prompt: "hello world",
    metadata: {},
  };

  async function oldService(answer: object): Promise<{ endpoint: string; asked: string[] }> {
    const asked: string[] = [];
    const endpoint = await service(async (request, response) => {
      asked.push(`${request.url} ${await text(request)}`);
      if (request.url === "/api/analyze") response.end(JSON.stringify({ ...analysis, ...answer }));
      else response.writeHead(404).end();
    });
    return { endpoint, asked };
  }

  test("is asked with the whole prompt, and for a minute not again for what it does not know", async () => {
    const { endpoint, asked } = await oldService({});
    let now = 0;
    const scanner = remoteScanner({ endpoint, engine, system: { ...system, monotonic: () => now } });
    for (const at of [0, 59_999, 60_000]) {
      now = at;
      expect(await scanner.scan(parts, { tenant: "default" })).toEqual([]);
    }
    const analyze = '/api/analyze {"prompt":"hello world","agent_id":"infershield-proxy"}';
    expect(asked.filter((line) => line === analyze)).toHaveLength(3);
    expect(asked.filter((line) => line.startsWith("/v1/scan"))).toHaveLength(2);
    expect(scanner.version).toBe("api/analyze");
  });

  test.each([
    ["blocks", { status: "blocked", risk_score: 60 }, ["prompt_injection service.blocked 100"]],
    [
      "names threats",
      {
        status: "warning",
        risk_score: 72.4,
        threats: [{ type: "SQL Injection" }, { type: "pii" }, { type: "api_key" }],
      },
      ["sql_injection service.sql_injection 72", "personal_data service.pii 72", "secret service.api_key 72"],
    ],
    ["redacts the prompt", { status: "warning", redacted_prompt: "hello [X]" }, ["secret service.redacted 0"]],
    [
      "only says that there is one",
      { status: "warning", threat_detected: true, risk_score: 50 },
      ["prompt_injection service.threat 50"],
    ],
  ])("gives findings about the whole request when it %s", async (_, answer, expected) => {
    const { endpoint } = await oldService(answer);
    const found = await remoteScanner({ endpoint, engine }).scan(parts, { tenant: "default" });
    expect(found.map(({ category, rule, score }) => `${category} ${rule} ${score}`)).toEqual(expected);
    for (const { path } of found) expect(path).toBe("");
  });

  test.each([
    ["success", { success: false }],
    ["a status", { status: "fine" }],
    ["a score", { risk_score: "high" }],
    ["threats", { threats: "none" }],
    ["threats with types", { threats: [{}] }],
  ])("is refused without %s", async (_, answer) => {
    const { endpoint } = await oldService(answer);
    expect(await codeOf(remoteScanner({ endpoint, engine }).scan(parts, { tenant: "default" }))).toBe(
      "SCANNER_MALFORMED",
    );
  });
});

test("a service that is not there is no result", async () => {
  const scanner = remoteScanner({ endpoint: "http://127.0.0.1:9", engine });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_UNAVAILABLE");
});

test("a service that never answers is given up after the time limit", async () => {
  const endpoint = await service(() => undefined);
  const scanner = remoteScanner({ endpoint, engine, timeoutMs: 30 });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_TIMEOUT");
});

test("the time limit uses the sleep that was handed in", async () => {
  const endpoint = await service(() => undefined);
  const slept: number[] = [];
  const scanner = remoteScanner({
    endpoint,
    engine,
    system: {
      ...system,
      sleep: async (ms) => {
        slept.push(ms);
      },
    },
  });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_TIMEOUT");
  expect(slept).toEqual([5_000]);
});
