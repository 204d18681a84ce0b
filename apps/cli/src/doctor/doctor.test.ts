import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultTenant, localUser, Secret } from "@infershield/core";
import { type Config, loadConfig, openInstance } from "@infershield/instance";
import { listenOnLoopback } from "@infershield/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noteProxy } from "../proxy/running-proxy.ts";
import { checkAccess } from "./access-checks.ts";
import type { Check } from "./check.ts";
import { checkHome } from "./home-checks.ts";
import { checkNetwork } from "./network-checks.ts";
import { checkCrashDumps } from "./process-checks.ts";

let folder: string;
let home: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-doctor-"));
  home = join(folder, "home");
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

async function configOf(env: Readonly<Record<string, string>> = {}): Promise<Config> {
  return await loadConfig({ env: { INFERSHIELD_HOME: home, INFERSHIELD_PORT: "0", ...env }, homedir: folder });
}

/** A home with a login and a token in it. */
async function fill(state: "active" | "reauthentication_required" = "active"): Promise<void> {
  const instance = await openInstance(await configOf(), { create: true });
  const key = { tenant: defaultTenant, userId: localUser, provider: "openai", account: "default" };
  const token = { ...key, kind: "api_key", state, scopes: [], apiKey: new Secret("sk-doctor") } as const;
  await instance.tokens.put(token, { expectedGeneration: 0 });
  await instance.directory.createToken({ userId: localUser, name: "tool" });
  await instance.close();
}

async function serve(date: Date): Promise<string> {
  const server = createServer((_, response) => response.writeHead(404, { date: date.toUTCString() }).end());
  servers.push(server);
  return `http://127.0.0.1:${await listenOnLoopback(server)}`;
}

function find(checks: readonly Check[], name: string): Check | undefined {
  return checks.find((check) => check.name === name);
}

test("a sound home has no problem, and the key beside the tokens is told", async () => {
  await fill();
  const config = await configOf();
  const checks = [...(await checkHome(config)), ...(await checkAccess(config))];
  expect(checks.filter(({ status }) => status === "problem")).toEqual([]);
  expect(find(checks, "master key")).toMatchObject({ status: "warning" });
});

test("a home that was never used is left alone", async () => {
  expect(await checkHome(await configOf())).toMatchObject([{ name: "home", status: "ok" }]);
  await expect(readdir(home)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a home that cannot be made is a problem of the folder above it", async () => {
  const [check] = await checkHome(await configOf({ INFERSHIELD_HOME: "/proc/self/home" }));
  expect(check).toMatchObject({ status: "problem", message: expect.stringContaining("/proc/self.") });
});

test("a home that others can read is a problem", async () => {
  await mkdir(home, { mode: 0o755 });
  await chmod(home, 0o755);
  const [check] = await checkHome(await configOf());
  expect(check).toMatchObject({
    name: "home",
    status: "problem",
    message: expect.stringContaining("HOME_NOT_PRIVATE"),
  });
});

test("another master key than the home was sealed with opens no tokens", async () => {
  await fill();
  const checks = await checkHome(await configOf({ INFERSHIELD_MASTER_KEY: "1".repeat(64) }));
  expect(find(checks, "tokens")?.message).toContain("WRONG_MASTER_KEY");
});

test("a damaged token file is told as one", async () => {
  await fill();
  await writeFile(join(home, "tokens.json"), '{"format":');
  expect(find(await checkHome(await configOf()), "tokens")?.message).toContain("STORE_CORRUPT");
});

test.each([
  ["tokens.json", "tokens"],
  ["identity.json", "InferShield tokens"],
])("%s that others can read is a problem of the %s", async (file, name) => {
  await fill();
  await chmod(join(home, file), 0o644);
  const check = find(await checkHome(await configOf()), name);
  expect(check).toMatchObject({ status: "problem", message: expect.stringContaining("HOME_NOT_PRIVATE") });
});

test("an audit trail in which a record was changed is a problem, and one that may have gaps a warning", async () => {
  const instance = await openInstance(await configOf(), { create: true });
  const act = { event: "admin", action: "a", phase: "terminal", tenant: "default", userId: "local" } as const;
  const rest = { requestId: "1", decision: "allow", blocked: false, riskScore: 0, threats: [] } as const;
  await instance.audit.record({ ...act, ...rest });
  await instance.close();
  const path = join(home, "audit", "000001.jsonl");
  expect(find(await checkHome(await configOf()), "audit trail")).toMatchObject({ status: "ok" });
  const open = await configOf({ INFERSHIELD_AUDIT_FAIL_MODE: "open" });
  expect(find(await checkHome(open), "audit trail")).toMatchObject({ status: "warning" });
  await writeFile(path, (await readFile(path, "utf8")).replace('"action":"a"', '"action":"b"'));
  expect(find(await checkHome(await configOf()), "audit trail")).toMatchObject({ status: "problem" });
});

test("server mode without any credential is a problem", async () => {
  expect(find(await checkAccess(await configOf()), "credentials")).toMatchObject({ status: "problem" });
});

test("a login that has ended is a problem, with the command that renews it", async () => {
  await fill("reauthentication_required");
  const check = find(await checkAccess(await configOf()), "logins");
  expect(check).toMatchObject({ status: "problem", hint: expect.stringContaining("auth login openai") });
});

test("a port that another program uses is a problem", async () => {
  const { port } = new URL(await serve(new Date()));
  const checks = await checkNetwork(await configOf({ INFERSHIELD_PORT: port }));
  expect(find(checks, "port")).toMatchObject({ status: "problem" });
});

test("a port that the proxy of this home uses is well, also under a certificate that nobody here can check", async () => {
  await fill();
  const { port } = new URL(await serve(new Date()));
  const config = await configOf({ INFERSHIELD_PORT: port });
  const forget = await noteProxy(config, `https://127.0.0.1:${port}`);
  expect(find(await checkNetwork(config), "port")).toMatchObject({ status: "ok" });
  await forget();
});

test("a provider out of reach is a problem", async () => {
  const config = await configOf({
    OPENAI_API_KEY: "sk-doctor",
    INFERSHIELD_OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: "http://127.0.0.1:9",
  });
  expect(find(await checkNetwork(config), "provider openai")).toMatchObject({ status: "problem" });
});

test("a clock that is an hour ahead of the provider's is a warning", async () => {
  const origin = await serve(new Date(Date.now() - 3_600_000));
  const config = await configOf({
    OPENAI_API_KEY: "sk-doctor",
    INFERSHIELD_OPENAI_BASE_URL: `${origin}/v1`,
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: origin,
  });
  const checks = await checkNetwork(config);
  expect(find(checks, "provider openai")).toMatchObject({ status: "ok" });
  expect(find(checks, "clock")).toMatchObject({ status: "warning", message: expect.stringContaining("ahead") });
});

test.each([
  ["0", "ok"],
  ["unlimited", "warning"],
  ["1048576", "warning"],
])("a limit of crash dumps of %s is %s", (limit, status) => {
  const limits = `Max data size             unlimited            unlimited            bytes\nMax core file size        ${limit.padEnd(20)} unlimited            bytes`;
  expect(checkCrashDumps(limits)).toMatchObject({ name: "crash dumps", status });
});

test("where nothing tells the limit of crash dumps there is nothing to say", () => {
  expect(checkCrashDumps(undefined)).toMatchObject({ status: "ok" });
});
