import { createServer, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { startTestProxy, type TestProxy } from "./harness.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  const port = await listenOnLoopback(server);
  open.push({ close: () => closeServer(server) });
  return `http://127.0.0.1:${port}`;
}

/** A detection service that finds the word "forbidden" and remembers who asked. */
async function startService(answer?: string): Promise<{ endpoint: string; bearers: (string | undefined)[] }> {
  const bearers: (string | undefined)[] = [];
  const endpoint = await serve(async (request, response) => {
    bearers.push(request.headers.authorization);
    const { parts }: { parts: { id: string; text: string }[] } = JSON.parse(await text(request));
    const findings = parts
      .filter((part) => part.text.includes("forbidden"))
      .map(({ id }) => ({
        part: id,
        rule: "test.forbidden",
        category: "prompt_injection",
        severity: "high",
        start: 0,
        end: 1,
        view: "text",
        score: 99,
      }));
    response.setHeader("content-type", "application/json");
    response.end(answer ?? JSON.stringify({ detector_version: "test-1", findings }));
  });
  return { endpoint, bearers };
}

async function start(endpoint: string, scanMs = 30_000): Promise<TestProxy> {
  const env = { FIREWALL_ENDPOINT: endpoint, INFERSHIELD_FIREWALL_TOKEN: "shared-secret" };
  const proxy = await startTestProxy({ env, flags: { limits: { scanMs } } });
  open.push(proxy);
  return proxy;
}

const say = (content: string) => ({ model: "gpt-4o", messages: [{ role: "user", content }] });
const readiness = async ({ url }: TestProxy) => {
  const response = await fetch(`${url}/ready`);
  return { status: response.status, body: await response.json() };
};
const metric = async ({ proxy }: TestProxy, name: string): Promise<string | undefined> => {
  const text = await (await fetch(`http://127.0.0.1:${proxy.adminPort}/metrics`)).text();
  return new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1];
};

describe("with a detection service configured", () => {
  test("its findings decide, and it is asked with the shared secret", async () => {
    const { endpoint, bearers } = await startService();
    const proxy = await start(endpoint);
    expect((await proxy.chat(say("fine"))).status).toBe(200);
    const refused = await proxy.chat(say("a forbidden thing"));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: "firewall_block", threats: ["test.forbidden"] } });
    expect(new Set(bearers)).toEqual(new Set(["Bearer shared-secret"]));
    expect(proxy.upstream.requests).toHaveLength(1);
    expect(await readiness(proxy)).toEqual({ status: 200, body: { status: "ready" } });
    expect(await metric(proxy, "infershield_scanner_available")).toBe("1");
  });

  test.each([
    ["that cannot be reached", async () => "http://127.0.0.1:9", "SCANNER_UNAVAILABLE"],
    ["that never answers", () => serve(() => undefined), "SCANNER_TIMEOUT"],
    ["that answers nonsense", async () => (await startService("<html>")).endpoint, "SCANNER_MALFORMED"],
    ["that answers an empty object", async () => (await startService("{}")).endpoint, "SCANNER_MALFORMED"],
  ])("one %s lets nothing leave, and the proxy says that it is not ready", async (_, service, code) => {
    const proxy = await start(await service(), code === "SCANNER_TIMEOUT" ? 200 : undefined);
    const refused = await proxy.chat(say("fine"));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: "firewall_unavailable" } });
    expect(proxy.upstream.requests).toHaveLength(0);
    expect(await readiness(proxy)).toEqual({ status: 503, body: { status: "firewall_unavailable" } });
    expect(await metric(proxy, "infershield_scanner_available")).toBe("0");
    expect(await metric(proxy, "infershield_ready")).toBe("0");
    await expect
      .poll(async () => Number(await metric(proxy, `infershield_scan_failures_total\\{code="${code}"\\}`)))
      .toBeGreaterThanOrEqual(1);
    expect((await proxy.records()).at(-1)).toMatchObject({ status: 503, reason: code.toLowerCase() });
  });

  test("one of the original product blocks what would be redacted, since it tells no places", async () => {
    const endpoint = await startOldService();
    const proxy = await start(endpoint);
    expect((await proxy.chat(say("fine"))).status).toBe(200);
    for (const word of ["secret", "attack"]) {
      const refused = await proxy.chat(say(`a ${word}`));
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ error: { code: "firewall_block" } });
    }
    expect(proxy.upstream.requests).toHaveLength(1);
  });
});

/** A service that knows only `/api/analyze`: warns of the word "secret", blocks the word "attack". */
function startOldService(): Promise<string> {
  return serve(async (request, response) => {
    if (request.url !== "/api/analyze") {
      response.writeHead(404).end();
      return;
    }
    const { prompt }: { prompt: string } = JSON.parse(await text(request));
    const status = prompt.includes("attack") ? "blocked" : prompt.includes("secret") ? "warning" : "allowed";
    const threats = status === "allowed" ? [] : [{ type: "api_key", severity: "high", pattern: "p", position: 2 }];
    const risk_score = status === "allowed" ? 0 : 60;
    response.end(JSON.stringify({ success: true, status, threat_detected: threats.length > 0, risk_score, threats }));
  });
}
