import { createServer, type Server } from "node:http";
import { loadConfig } from "@infershield/instance";
import { listenOnLoopback } from "@infershield/testkit";
import { afterEach, expect, test } from "vitest";
import type { Check } from "./check.ts";
import { checkScanner } from "./scanner-check.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Checks a service that answers its routes so; every other route is unknown to it. */
async function checkService(routes: Readonly<Record<string, string>>): Promise<Check> {
  const server = createServer((request, response) => {
    const answer = routes[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  servers.push(server);
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  return await checkScanner(await loadConfig({ env: { FIREWALL_ENDPOINT: endpoint }, homedir: "/nowhere" }));
}

test("a detection service that answers is well, and its version is told", async () => {
  const check = await checkService({ "/v1/scan": '{"detector_version":"v7","findings":[]}' });
  expect(check).toMatchObject({ status: "ok", message: expect.stringMatching(/answers, version v7$/) });
});

test("one of the original product works with a loss", async () => {
  const analysis = { success: true, status: "allowed", threat_detected: false, risk_score: 0, threats: [] };
  expect(await checkService({ "/api/analyze": JSON.stringify(analysis) })).toMatchObject({ status: "warning" });
});

test("one that says something else is a problem, with what to do", async () => {
  const check = await checkService({ "/v1/scan": "<html>" });
  expect(check).toMatchObject({ status: "problem", message: expect.stringContaining("SCANNER_MALFORMED") });
  expect(check.hint).toMatch(/FIREWALL_ENDPOINT/);
});

test("without a service the detectors are in the proxy", async () => {
  expect(await checkScanner(await loadConfig({ env: {}, homedir: "/nowhere" }))).toMatchObject({ status: "ok" });
});
