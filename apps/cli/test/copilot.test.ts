import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type System, system } from "@infershield/core";
import { type Instance, loadConfig, openInstance } from "@infershield/instance";
import { type RunningProxy, startProxy } from "@infershield/proxy";
import {
  type FakeAuthorizationServer,
  type FakeOutgoingProxy,
  type FakeUpstream,
  providerScripts,
  selfSignedCertificate,
  startFakeAuthorizationServer,
  startFakeOutgoingProxy,
  startFakeUpstream,
} from "@infershield/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signIn } from "../src/auth/sign-in.ts";

/**
 * GitHub Copilot with a second-stage token, end to end: device flow at a scripted GitHub, exchange, and requests through the real proxy to a Copilot API
 * that stands behind the hosts of the real one.
 */

const hosts = ["api.githubcopilot.com", "api.business.githubcopilot.com"];
const github = {
  clientId: "our-oauth-app",
  exchange: {
    url: "https://api.github.com/copilot_internal/v2/token",
    prefix: "token ",
    headers: { "x-github-api-version": "2025-04-01" },
    fields: { token: "token", expiresAt: "expires_at", refreshIn: "refresh_in", apiBase: "endpoints.api" },
    apiHosts: ["githubcopilot.com"],
  },
};
const exchangePath = "/copilot_internal/v2/token";

let folder: string;
let instance: Instance;
let fake: FakeAuthorizationServer;
let api: FakeUpstream;
let way: FakeOutgoingProxy;
let proxy: RunningProxy;
let token: string;
let aheadMs: number;

/** Time can be moved on, and the two hosts of GitHub lead to the fake. */
const outside: System = {
  ...system,
  now: () => Date.now() + aheadMs,
  fetch: (input, init) => {
    const { host, pathname } = new URL(String(input));
    expect(["github.com", "api.github.com"]).toContain(host);
    return fetch(fake.origin + pathname, init);
  },
};

const exchanged = (turn: number, apiBase = "https://api.business.githubcopilot.com") => ({
  body: {
    token: `tid=${turn}`,
    expires_at: Math.floor(Date.now() / 1_000) + 1_800 * turn,
    refresh_in: 1_500,
    endpoints: { api: apiBase },
  },
});

const trusted = getCACertificates("default");

beforeEach(async () => {
  aheadMs = 0;
  folder = await mkdtemp(join(tmpdir(), "infershield-copilot-"));
  const certificate = selfSignedCertificate(hosts);
  setDefaultCACertificates([...trusted, certificate.cert]);
  api = await startFakeUpstream();
  way = await startFakeOutgoingProxy(api.origin, certificate);
  const config = await loadConfig({
    env: { INFERSHIELD_HOME: join(folder, "home") },
    homedir: folder,
    flags: { port: 0, adminPort: 0, log: { level: "silent" }, providers: { github } },
  });
  instance = await openInstance(config, { create: true });
  token = (await instance.directory.createToken({ userId: "local", name: "test" })).token.reveal();
});
afterEach(async () => {
  await proxy.close({ graceMs: 100 });
  await instance.close();
  await Promise.all([way.close(), api.close(), fake.close()]);
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

/** A person signs in, and the proxy starts. */
async function start(...exchanges: readonly { readonly status?: number; readonly body: object }[]): Promise<void> {
  fake = await startFakeAuthorizationServer({ ...providerScripts.github.approved, [exchangePath]: exchanges });
  const hasty: System = { ...outside, sleep: async () => undefined };
  const silent = { code: () => undefined, waiting: () => undefined, done: () => undefined };
  await signIn(instance, { provider: "github", userId: "local", account: "default", system: hasty }, silent);
  proxy = await startProxy({ instance, system: outside, egress: { httpsProxy: way.url } });
}

function chat(): Promise<Response> {
  return fetch(`${proxy.url}/github/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ model: "gpt-test", messages: [{ role: "user", content: "Say hello." }] }),
  });
}

const sent = () => api.requests.map(({ headers, target }) => [headers["host"], target, headers["authorization"]]);

test("a request goes to the person's own API host under the second token, never under the first", async () => {
  await start(exchanged(1));
  const answer = await chat();
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("Hello there");
  expect(sent()).toEqual([["api.business.githubcopilot.com", "/chat/completions", "Bearer tid=1"]]);
  expect(way.asked).toEqual(["api.business.githubcopilot.com:443"]);
  expect(fake.calls(exchangePath)[0]).toMatchObject({
    method: "GET",
    headers: { authorization: "token gho_example", "x-github-api-version": "2025-04-01" },
  });
});

test("the second token is replaced when the answer's refresh_in is over, beside a request that still uses the old one", async () => {
  await start(exchanged(1), exchanged(2));
  for (const ahead of [0, 1_499_000, 1_501_000]) {
    aheadMs = ahead;
    expect((await chat()).status).toBe(200);
  }
  await expect.poll(() => fake.calls(exchangePath).length).toBe(2);
  await expect.poll(async () => (await chat()) && sent().at(-1)?.[2]).toBe("Bearer tid=2");
  expect(
    sent()
      .map(([, , authorization]) => authorization)
      .slice(0, 3),
  ).toEqual(Array(3).fill("Bearer tid=1"));
  expect(fake.calls(exchangePath)).toHaveLength(2);
});

test.each([
  "https://evil.example",
  "https://githubcopilot.com.evil.example",
  "http://api.business.githubcopilot.com",
  "https://api.business.githubcopilot.com:8443",
])("an answer that names %s as the API is not believed", async (apiBase) => {
  await start(exchanged(1, apiBase));
  expect((await chat()).status).toBe(200);
  expect(way.asked).toEqual(["api.githubcopilot.com:443"]);
});

test("a sign-in that the exchange refuses is told as one that has to be made again", async () => {
  await start({ status: 404, body: { message: "Not Found" } });
  const answer = await chat();
  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain("infershield auth login github");
  expect(way.asked).toEqual([]);
});
