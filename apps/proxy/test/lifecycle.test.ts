import { chatChunks, sseAnswer } from "@infershield/testkit";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startProxy } from "../src/index.ts";
import { chatBody, sendRaw, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy | undefined;

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

describe("startProxy", () => {
  it("says when the port is taken", async () => {
    proxy = await startTestProxy();
    const config = { ...proxy.config, port: proxy.port };
    await expect(startProxy({ instance: { ...proxy.instance, config } })).rejects.toMatchObject({
      name: "ConfigError",
      code: "PORT_IN_USE",
      hint: expect.stringContaining("--port"),
    });
  });

  it("does not start in server mode with neither a key nor a login", async () => {
    proxy = await startTestProxy();
    const config = { ...proxy.config, environmentKeys: new Map() };
    await expect(startProxy({ instance: { ...proxy.instance, config } })).rejects.toMatchObject({
      name: "ProxyError",
      code: "NO_CREDENTIAL",
      message:
        'OPENAI_API_KEY not set. Set it in your environment, run "infershield auth login", or switch to KEY_MODE=passthrough.',
    });
    await proxy.login("at-alex");
    const second = await startProxy({ instance: { ...proxy.instance, config }, logger: pino({ level: "silent" }) });
    await second.close();
  });

  it("does not start while certificates are not verified", async () => {
    proxy = await startTestProxy();
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    await expect(startProxy({ instance: proxy.instance })).rejects.toMatchObject({
      name: "ProxyError",
      code: "TLS_NOT_VERIFIED",
    });
  });

  it("lets running streams end, refuses new requests, and then closes", async () => {
    proxy = await startTestProxy();
    const refused = Promise.withResolvers<void>();
    proxy.upstream.next(
      sseAnswer([...chatChunks(["one"]).slice(0, 2), { until: refused.promise }, ...chatChunks(["two"]).slice(1)]),
    );
    const response = await proxy.chat(chatBody("hi", { stream: true }));
    const closing = proxy.proxy.close({ graceMs: 60_000 });
    await expect(proxy.chat(chatBody("hi"))).rejects.toThrow();
    refused.resolve();
    const text = await response.text();
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    await closing;
  });

  it("cuts off what has not ended within the grace period, and records it", async () => {
    proxy = await startTestProxy();
    proxy.upstream.next(sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"]));
    const response = await proxy.chat(chatBody("hi", { stream: true }));
    await proxy.proxy.close({ graceMs: 100 });
    const text = await response.text();
    expect(text).toContain('"code":"shutting_down"');
    expect(text).not.toContain("[DONE]");
    const outcome = (await proxy.records()).find(({ phase }) => phase === "outcome");
    expect(outcome).toMatchObject({ outcome: "aborted", reason: "shutdown" });
  });

  it("limits the requests of one user and of all, and says when to come back", async () => {
    proxy = await startTestProxy({ flags: { limits: { requestsPerUser: 1 } } });
    const refused = Promise.withResolvers<void>();
    const steps = [...chatChunks(["one"]).slice(0, 2), { until: refused.promise }, "data: [DONE]\n\n"];
    proxy.upstream.next(sseAnswer(steps));
    const first = await proxy.chat(chatBody("hi", { stream: true }));
    const second = await proxy.chat(chatBody("hi"));
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toBe("1");
    refused.resolve();
    await first.text();
    expect((await proxy.chat(chatBody("hi"))).status).toBe(200);
  });

  it("cuts a stream when its token is revoked", async () => {
    proxy = await startTestProxy();
    const token = await proxy.token();
    proxy.upstream.next(sseAnswer([...chatChunks(["one"]).slice(0, 2), "hang"]));
    const response = await proxy.chat(chatBody("hi", { stream: true }), { authorization: `Bearer ${token}` });
    const [grant] = await proxy.instance.directory.listTokens();
    await proxy.instance.directory.revokeToken(grant?.id ?? "");
    expect(await response.text()).not.toContain("[DONE]");
    await proxy.upstream.requests.at(-1)?.cancelled;
  });

  it("closes idle keep-alive connections at once", async () => {
    proxy = await startTestProxy();
    const idle = sendRaw(proxy.port, `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n\r\n`, 600_000);
    await fetch(`${proxy.url}/health`);
    await proxy.proxy.close();
    expect(await idle).toMatch(/^HTTP\/1.1 200 /);
  });
});
