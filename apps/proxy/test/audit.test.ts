import { join } from "node:path";
import { AuditError, type AuditLog, auditFiles, verifyAuditLog } from "@infershield/audit";
import { afterEach, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy | undefined;

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

type Write = "recordIntent" | "recordOutcome" | "record";

/** An audit log whose chosen writes fail while `state.broken` is true. */
function breakable(state: { broken: boolean }, ...writes: readonly Write[]) {
  return (audit: AuditLog): AuditLog => {
    const guard =
      (name: Write): AuditLog[Write] =>
      (event) =>
        state.broken && writes.includes(name)
          ? Promise.reject(new AuditError("AUDIT_UNAVAILABLE", "The disk is full."))
          : audit[name](event);
    return {
      recordIntent: guard("recordIntent"),
      recordOutcome: guard("recordOutcome"),
      record: guard("record"),
      flush: () => audit.flush(),
      close: () => audit.close(),
    };
  };
}

describe("audit", () => {
  it("lets nothing leave while the intent cannot be written, says so in readiness, and recovers", async () => {
    const state = { broken: true };
    proxy = await startTestProxy({ audit: breakable(state, "recordIntent", "record") });
    for (const stream of [false, true]) {
      const response = await proxy.chat(chatBody("hi", { stream }));
      expect(response.status).toBe(503);
      expect(await errorOf(response)).toMatchObject({ code: "audit_unavailable" });
    }
    expect(proxy.upstream.requests).toHaveLength(0);
    const waiting = await fetch(`${proxy.url}/ready`);
    expect(waiting.status).toBe(503);
    expect(await waiting.json()).toEqual({ status: "audit_unavailable" });
    state.broken = false;
    expect((await proxy.chat(chatBody("hi"))).status).toBe(200);
    expect((await fetch(`${proxy.url}/ready`)).status).toBe(200);
  });

  it("does not let an answer look complete when its outcome cannot be written", async () => {
    proxy = await startTestProxy({ audit: breakable({ broken: true }, "recordOutcome") });
    const whole = await proxy.chat(chatBody("hi"));
    expect(whole.status).toBe(503);
    expect(await whole.text()).not.toContain("Hello");
    const streamed = await proxy.chat(chatBody("hi", { stream: true }));
    expect(streamed.status).toBe(200);
    await expect(streamed.text()).rejects.toThrow();
  });

  it("writes one terminal record for what an authenticated caller was refused", async () => {
    proxy = await startTestProxy();
    const response = await proxy.chat("{not json");
    const id = response.headers.get("x-infershield-request-id");
    const records = (await proxy.records()).filter((record) => record.request_id === id);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ phase: "terminal", decision: "refuse", status: 400, reason: "invalid_json" });
  });

  it("holds no credential that stood where a name belongs, nor does the provider get it", async () => {
    proxy = await startTestProxy();
    const token = await proxy.token();
    const key = `sk_live_${"9fK2mQ7xVb3LpR8sTz5WcY1d"}`;
    const headers = { "user-agent": `tool ${token}`, "session-id": key };
    await proxy.chat({ ...chatBody("hi"), model: key }, headers);
    const urls = [`/v1/models/${key}`, `/v1/models/${token}`, `/v1beta/models/${key}:countTokens`];
    for (const url of urls) expect((await fetch(proxy.url + url)).status, url).toBeGreaterThanOrEqual(400);
    const seen = proxy.upstream.requests.map(({ target, rawHeaders, body }) => [target, rawHeaders, String(body)]);
    expect(seen).toHaveLength(1);
    const records = await proxy.records();
    expect(records).toContainEqual(expect.objectContaining({ user_agent: "[credential]", model: "[credential]" }));
    for (const text of [JSON.stringify(seen), JSON.stringify(records)]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(key);
    }
  });

  it("gathers what nobody was known for: one record a peer, reason and minute, with a count", async () => {
    proxy = await startTestProxy();
    for (let index = 0; index < 5; index += 1) {
      await fetch(`${proxy.url}/v1/models`, { headers: { authorization: "Bearer ifsp_nonsense" } });
      await fetch(`${proxy.url}/v1/models`, { headers: { origin: "https://evil.example" } });
    }
    await proxy.proxy.close({ graceMs: 100 });
    const refused = (await proxy.records()).filter(({ action }) => action === "request.refused");
    expect(refused.map(({ reason, count, peer }) => ({ reason, count, peer }))).toEqual([
      { reason: "malformed", count: 5, peer: "127.0.0.1" },
      { reason: "origin", count: 5, peer: "127.0.0.1" },
    ]);
  });

  it("leaves a chain that verifies", async () => {
    proxy = await startTestProxy();
    await proxy.chat(chatBody("hi"));
    await (await proxy.chat(chatBody("hi", { stream: true }))).text();
    await proxy.chat("{");
    const { config, instance } = proxy;
    await instance.audit.flush();
    const source = auditFiles(join(config.homePath, "audit"));
    expect(await verifyAuditLog({ source, auditKey: instance.keyring.audit })).toMatchObject({ ok: true });
  });
});

describe("audit.failMode: open", () => {
  const flags = { audit: { failMode: "open" } };

  it("serves what cannot be recorded, says so, and records the gap as soon as it can", async () => {
    const state = { broken: false };
    proxy = await startTestProxy({ flags, audit: breakable(state, "recordIntent", "recordOutcome", "record") });
    state.broken = true;
    for (const stream of [false, true]) {
      const response = await proxy.chat(chatBody("hi", { stream }));
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(stream ? "[DONE]" : "Hello");
    }
    expect(proxy.upstream.requests).toHaveLength(2);
    const ready = await fetch(`${proxy.url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: "ready", auditFailMode: "open", degraded: ["audit_unavailable"] });
    const metrics = await (await fetch(`${proxy.proxy.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/^infershield_audit_fail_open 1$/m);
    expect(metrics).toMatch(/^infershield_audit_lost_records 4$/m);
    state.broken = false;
    await proxy.chat(chatBody("hi"));
    expect(await (await fetch(`${proxy.url}/ready`)).json()).toEqual({ status: "ready", auditFailMode: "open" });
    const records = await proxy.records();
    expect(
      records.map(({ action, phase, count, reason, fail_open }) => [action, phase, count, reason, fail_open]),
    ).toEqual([
      ["audit.fail_open", "terminal", undefined, undefined, undefined],
      ["chat_completions", "intent", undefined, undefined, true],
      ["audit.gap", "terminal", 4, "audit_unavailable", undefined],
      ["chat_completions", "outcome", undefined, undefined, true],
    ]);
    const [from, to] = records[2]?.subject?.split("/") ?? [];
    expect(Date.parse(from ?? "")).toBeLessThanOrEqual(Date.parse(to ?? ""));
  });

  it("gives a request whose intent was lost one record at its end", async () => {
    const state = { broken: true };
    proxy = await startTestProxy({ flags, audit: breakable(state, "recordIntent") });
    expect((await proxy.chat(chatBody("hi"))).status).toBe(200);
    const requests = (await proxy.records()).filter(({ event }) => event === "request");
    expect(requests).toMatchObject([{ phase: "terminal", status: 200, fail_open: true }]);
  });

  it("records a gap that nothing followed when the proxy stops", async () => {
    const state = { broken: true };
    proxy = await startTestProxy({ flags, audit: breakable(state, "recordIntent", "recordOutcome") });
    await proxy.chat(chatBody("hi"));
    state.broken = false;
    await proxy.proxy.close({ graceMs: 100 });
    expect(await proxy.records()).toContainEqual(expect.objectContaining({ action: "audit.gap" }));
  });

  it("does not start when not even the choice of this mode can be recorded", async () => {
    const starting = startTestProxy({ flags, audit: breakable({ broken: true }, "record") });
    await expect(starting).rejects.toThrow(expect.objectContaining({ code: "AUDIT_UNAVAILABLE" }));
  });
});
