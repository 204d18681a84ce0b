import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interrupt, nextEvent, readEvents, shareProcess, startCli } from "./run-cli.ts";

const run = shareProcess();
/** One person's machine: a home of its own and a provider to sign in to. */
let home: string;
let sandbox: Sandbox;
let env: Record<string, string>;
let proxy: ChildProcessWithoutNullStreams;
let token: string;
let client: OpenAI;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "infershield-e2e-"));
  sandbox = await startSandbox();
  env = {
    HOME: home,
    INFERSHIELD_HOME: join(home, "home"),
    INFERSHIELD_LOG_LEVEL: "silent",
    INFERSHIELD_OPENAI_ISSUER: sandbox.issuer,
    INFERSHIELD_OPENAI_CLIENT_ID: sandbox.clientId,
    INFERSHIELD_OPENAI_BASE_URL: sandbox.apiBaseUrl,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: new URL(sandbox.apiBaseUrl).origin,
  };
});
afterAll(async () => {
  proxy?.kill("SIGKILL");
  await sandbox.close();
  await rm(home, { recursive: true });
});

async function startProxy(): Promise<void> {
  proxy = startCli(["proxy", "start", "--port", "0", "--json"], env);
  const { url } = await nextEvent(readEvents(proxy), "listening");
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 });
}

/** Changes one digit of one record. */
async function tamper(folder: string): Promise<void> {
  const segments = (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
  const path = join(folder, segments.at(-1) ?? "");
  const text = await readFile(path, "utf8");
  expect(text).toContain('"risk_score":0');
  await writeFile(path, text.replace('"risk_score":0', '"risk_score":1'));
}

const question = { model: "sandbox-1", messages: [{ role: "user" as const, content: "Say hello." }] };

describe("one developer on one machine", () => {
  test("proxy start without any credential says what to do and exits 3", async () => {
    const { code, stderr } = await run(["proxy", "start", "--port", "0"], env);
    expect(code).toBe(3);
    expect(stderr).toContain("OPENAI_API_KEY not set");
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("signs in by device flow and sees the code, the waiting and the success as events", async () => {
    const login = startCli(["auth", "login", "openai", "--json"], env);
    const events = readEvents(login);
    const code = await nextEvent(events, "code");
    expect(code).toMatchObject({
      verification_uri: `${sandbox.issuer}/device`,
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
    });
    await sandbox.approve(String(code["user_code"]));
    expect(await nextEvent(events, "success")).toMatchObject({ provider: "openai", account: "default" });
  });

  test("auth status shows the login without unlocking anything", async () => {
    const { code, stdout } = await run(["auth", "status", "--json"], {
      ...env,
      INFERSHIELD_MASTER_KEY: "not the key",
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      logins: [{ provider: "openai", status: "active" }],
      key_beside_tokens: true,
    });
  });

  test("a token for a tool is printed once and listed without it", async () => {
    const created = await run(["token", "create", "sdk", "--json"], env);
    token = JSON.parse(created.stdout).token;
    expect(token).toMatch(/^ifsp_[0-9A-Za-z]{49}$/);
    const listed = await run(["token", "list", "--json"], env);
    expect(JSON.parse(listed.stdout).tokens).toMatchObject([{ name: "sdk", last4: token.slice(-4) }]);
    expect(listed.stdout).not.toContain(token);
  });

  test("the official SDK is answered through the proxy, whole and streamed", async () => {
    await startProxy();
    const whole = await client.chat.completions.create(question);
    expect(whole.choices[0]?.message.content).toContain("Say hello.");
    let streamed = "";
    for await (const chunk of await client.chat.completions.create({ ...question, stream: true })) {
      streamed += chunk.choices[0]?.delta.content ?? "";
    }
    expect(streamed).toContain("Say hello.");
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });

  test("proxy status finds the running proxy", async () => {
    const { code, stdout } = await run(["proxy", "status", "--json"], env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ pid: proxy.pid, url: client.baseURL.replace("/v1", "") });
  });

  test("a proxy on a port that another program has says so and exits 1", async () => {
    const taken = new URL(sandbox.issuer).port;
    const { code, stderr } = await run(["proxy", "start", "--port", taken], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/PORT_IN_USE.*\n.*--port/s);
  });

  test("a second proxy on the port of this home's own is told about that one", async () => {
    const { code, stderr } = await run(["proxy", "start", "--port", new URL(client.baseURL).port], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`serves already: ${new URL(client.baseURL).origin} (process ${proxy.pid})`);
    expect(stderr).toMatch(/PORT_IN_USE.*\n.*infershield proxy stop/s);
  });

  test("a restarted proxy is still signed in", async () => {
    expect(await interrupt(proxy)).toBe(0);
    await startProxy();
    const answer = await client.chat.completions.create(question);
    expect(answer.choices[0]?.message.content).toContain("Say hello.");
  });

  test("after logout the same request fails with reauthentication_required and names the command", async () => {
    const { code, stdout } = await run(["auth", "logout", "openai"], env);
    expect(code).toBe(0);
    expect(stdout).toContain("✓ Token revoked. Re-authenticate to continue.");
    const refused = client.chat.completions.create(question);
    await expect(refused).rejects.toMatchObject({ status: 401, code: "reauthentication_required" });
    await expect(refused).rejects.toThrow(/infershield auth login openai/);
  });

  test("a revoked InferShield token is refused by the running proxy", async () => {
    const { tokens } = JSON.parse((await run(["token", "list", "--json"], env)).stdout);
    expect((await run(["token", "revoke", tokens[0].id], env)).code).toBe(0);
    await expect
      .poll(async () => client.chat.completions.create(question).catch((error: { code: string }) => error.code), {
        timeout: 3_000,
      })
      .toBe("invalid_token");
  });

  test("the audit trail of all of it verifies, and one changed byte is found", async () => {
    const closed = once(proxy, "close");
    expect((await run(["proxy", "stop"], env)).code).toBe(0);
    expect(await closed).toEqual([0, null]);
    expect((await run(["proxy", "status"], env)).code).toBe(5);
    const verified = await run(["audit", "verify", "--json"], env);
    expect(verified).toMatchObject({ code: 0 });
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true });
    await tamper(join(home, "home", "audit"));
    const broken = await run(["audit", "verify", "--json"], env);
    expect(broken.code).toBe(4);
    expect(JSON.parse(broken.stdout)).toMatchObject({ error: { code: "AUDIT_BROKEN" } });
  });
});
