import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeServer, listenOnLoopback } from "@infershield/testkit";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { chatBody, startTestProxy, type TestProxy } from "./harness.ts";

let proxy: TestProxy | undefined;
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

/** A webhook that answers what it is told to, or not at all. */
async function startWebhook(): Promise<{ url: string; lines: string[]; secrets: Set<string>; status: number }> {
  const hook = { url: "", lines: [] as string[], secrets: new Set<string>(), status: 204 };
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    hook.secrets.add(String(request.headers.authorization));
    if (hook.status < 300) hook.lines.push(...body.split("\n").slice(0, -1));
    if (hook.status > 0) answer.writeHead(hook.status).end();
  });
  hook.url = `http://127.0.0.1:${await listenOnLoopback(server)}/`;
  onTestFinished(() => closeServer(server));
  return hook;
}

function withSink(url: string): Parameters<typeof startTestProxy>[0] {
  return {
    hurry: 20,
    env: { INFERSHIELD_AUDIT_SINK_SIEM_SECRET: "Bearer siem" },
    flags: { port: 0, adminPort: 0, audit: { sinks: [{ type: "webhook", name: "siem", url }] } },
  };
}

describe("a configured sink", () => {
  it("gets every record with its secret", async () => {
    const hook = await startWebhook();
    proxy = await startTestProxy(withSink(hook.url));
    await proxy.chat(chatBody("hi"));
    await expect.poll(() => hook.lines.length).toBe(2);
    expect(JSON.parse(hook.lines[1] ?? "")).toMatchObject({ phase: "outcome", outcome: "completed" });
    expect(hook.secrets).toEqual(new Set(["Bearer siem"]));
  });

  it("that is dead holds up no request, is named by readiness and metrics, and gets everything when it is back", async () => {
    const hook = await startWebhook();
    hook.status = 503;
    proxy = await startTestProxy(withSink(hook.url));
    expect((await proxy.chat(chatBody("hi"))).status).toBe(200);
    const ready = async (): Promise<unknown> => (await fetch(`${proxy?.url}/ready`)).json();
    await expect.poll(ready).toEqual({ status: "ready", degraded: ["audit_sink_siem"] });
    // What lags is as of the last attempt, and the first one may have come before the outcome.
    const metrics = async (): Promise<string> => (await fetch(`${proxy?.proxy.adminUrl}/metrics`)).text();
    await expect.poll(metrics).toMatch(/infershield_audit_sink_lag_records\{sink="siem"\} 2\n/);
    hook.status = 204;
    await expect.poll(() => hook.lines.length).toBe(2);
    await expect.poll(ready).toEqual({ status: "ready" });
  });

  it("that would send records in the clear to another machine is refused", async () => {
    const flags = { audit: { sinks: [{ type: "webhook", name: "siem", url: "http://siem.example/" }] } };
    await expect(startTestProxy({ flags: { port: 0, adminPort: 0, ...flags } })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
    });
  });
});

describe("a policy file that changes under a running proxy", () => {
  const yaml = (threshold: number): string =>
    `version: 1\nlevel: org\nname: acme\nriskThreshold: ${threshold}\nunscannable: allow\nrules: []\n`;

  it("counts for the next requests, stays in force while it is broken, and both are recorded with its hash", async () => {
    const folder = await mkdtemp(join(tmpdir(), "infershield-policy-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "policy.yaml");
    await writeFile(path, yaml(80));
    proxy = await startTestProxy({ hurry: 20, env: { INFERSHIELD_POLICY_FILE: path } });
    const { policies } = proxy.instance;
    const first = policies.book().hash;
    await writeFile(path, yaml(50));
    await expect.poll(() => policies.book().hash).not.toBe(first);
    await proxy.chat(chatBody("hi"));
    await writeFile(path, "version: 1\nlevel: org\n");
    const ready = async (): Promise<unknown> => (await fetch(`${proxy?.url}/ready`)).json();
    await expect.poll(ready).toEqual({ status: "ready", degraded: ["policy_refused"] });
    await proxy.chat(chatBody("hi"));
    const records = await proxy.records();
    const acts = records.filter(({ event }) => event === "admin");
    expect(acts).toMatchObject([
      { action: "policy.changed", policy_hash: policies.book().hash },
      { action: "policy.refused", reason: "invalid_policy", policy_hash: policies.book().hash },
    ]);
    const hashes = records.filter(({ phase }) => phase === "intent").map(({ policy_hash }) => policy_hash);
    expect(new Set(hashes)).toEqual(new Set([policies.of({ userId: "anonymous" }).hash]));
  });
});
