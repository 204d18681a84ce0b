import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { startTestProxy, type TestProxy } from "./harness.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

/** A detection service that finds the word "forbidden" and remembers who asked. */
async function startService(answer?: string): Promise<{ endpoint: string; bearers: (string | undefined)[] }> {
  const bearers: (string | undefined)[] = [];
  const server: Server = createServer(async (request, response) => {
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(server);
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bearers };
}

async function start(endpoint: string): Promise<TestProxy> {
  const env = { FIREWALL_ENDPOINT: endpoint, INFERSHIELD_FIREWALL_TOKEN: "shared-secret" };
  const proxy = await startTestProxy({ env });
  open.push(proxy);
  return proxy;
}

const say = (content: string) => ({ model: "gpt-4o", messages: [{ role: "user", content }] });

describe("with a detection service configured", () => {
  test("its findings decide, and it is asked with the shared secret", async () => {
    const { endpoint, bearers } = await startService();
    const proxy = await start(endpoint);
    expect((await proxy.chat(say("fine"))).status).toBe(200);
    const refused = await proxy.chat(say("a forbidden thing"));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: "firewall_block", threats: ["test.forbidden"] } });
    expect(bearers).toEqual(["Bearer shared-secret", "Bearer shared-secret"]);
    expect(proxy.upstream.requests).toHaveLength(1);
  });

  test.each([
    ["that cannot be reached", async () => "http://127.0.0.1:9"],
    ["that answers nonsense", async () => (await startService("<html>")).endpoint],
    ["that answers an empty object", async () => (await startService("{}")).endpoint],
  ])("one %s lets nothing leave", async (_, service) => {
    const proxy = await start(await service());
    const refused = await proxy.chat(say("fine"));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: "firewall_unavailable" } });
    expect(proxy.upstream.requests).toHaveLength(0);
  });
});
