import { createServer, type RequestListener } from "node:http";
import { type PromptPart, Secret, system } from "@infershield/core";
import { createThreatEngine } from "@infershield/threat-engine";
import { afterEach, expect, test } from "vitest";
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

test("another status than 200 is no result", async () => {
  const scanner = remoteScanner({ endpoint: await answering(404, {}), engine });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_UNAVAILABLE");
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
      fetch: system.fetch,
      sleep: async (ms) => {
        slept.push(ms);
      },
    },
  });
  expect(await codeOf(scanner.scan(parts, { tenant: "default" }))).toBe("SCANNER_TIMEOUT");
  expect(slept).toEqual([5_000]);
});
