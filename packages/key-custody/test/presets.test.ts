import { type Fetch, system } from "@infershield/core";
import { pollToken, requestDeviceAuthorization, type TokenSet } from "@infershield/device-flow";
import { providerCatalog } from "@infershield/providers";
import {
  type FakeAuthorizationServer,
  providerScripts,
  type Script,
  startFakeAuthorizationServer,
  virtualClock,
} from "@infershield/testkit";
import { memoryTokenStore } from "@infershield/token-store";
import { afterEach, describe, expect, test } from "vitest";
import { createCustody } from "../src/custody.ts";
import { createOAuthClients } from "../src/oauth-client.ts";
import { saveSignIn } from "../src/save-sign-in.ts";

/** The presets' own data against a fake server that plays back what was seen of each provider; only the host is another one. */

const names = ["codex", "entra", "github", "kimi", "qwen", "xai"] as const;
type Name = (typeof names)[number];

const fakes: FakeAuthorizationServer[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});

const discovery: Script = {
  "/.well-known/openid-configuration": [
    {
      body: {
        issuer: "https://auth.x.ai",
        device_authorization_endpoint: "https://auth.x.ai/oauth2/device/code",
        token_endpoint: "https://auth.x.ai/oauth2/token",
      },
    },
  ],
};

async function start(name: Name, script: Script) {
  const fake = await startFakeAuthorizationServer({ ...discovery, ...script });
  fakes.push(fake);
  const hosts = new Set<string>();
  const fetch: Fetch = (input, init) => {
    const { host, pathname } = new URL(String(input));
    hosts.add(host);
    return globalThis.fetch(fake.origin + pathname.replace("/organizations/", "/tenant/"), init);
  };
  const baseUrl = name === "entra" ? { baseUrl: "https://mine.openai.azure.com/openai/v1" } : {};
  const clientId = `${name}-client`;
  const provider = providerCatalog({ overrides: { [name]: { clientId, ...baseUrl } } }).get(name);
  return { provider, hosts, fetch, client: await createOAuthClients(fetch)(provider, undefined) };
}

async function signIn({ provider, client }: Awaited<ReturnType<typeof start>>): Promise<TokenSet> {
  const { scopes, verificationHosts } = provider.signIn ?? { scopes: [], verificationHosts: [] };
  const clock = virtualClock();
  const authorization = await requestDeviceAuthorization(client, { scopes, verificationHosts, now: clock.now });
  return pollToken(client, authorization, { ...clock, sleep: async (ms) => clock.advance(ms) });
}

const hostsOf: Readonly<Record<Name, string>> = {
  codex: "auth.openai.com",
  entra: "login.microsoftonline.com",
  github: "github.com",
  kimi: "auth.kimi.com",
  qwen: "chat.qwen.ai",
  xai: "auth.x.ai",
};

describe.each(names)("the preset %s", (name) => {
  test("signs in where its provider leaves the standard, and asks no other host", async () => {
    const started = await start(name, providerScripts[name].approved);
    const { accessToken } = await signIn(started);
    expect(accessToken.reveal()).not.toBe("");
    expect([...started.hosts]).toEqual([hostsOf[name]]);
  });

  test("tells a refusal", async () => {
    const { approved, refused, tokenPath } = providerScripts[name];
    const pollPath = name === "codex" ? "/api/accounts/deviceauth/token" : tokenPath;
    const started = await start(name, { ...approved, [pollPath]: [refused] });
    await expect(signIn(started)).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  });
});

test.each(["codex", "qwen"] as const)("a refresh that %s refuses in its own words ends the sign-in", async (name) => {
  const started = await start(name, providerScripts[name].approved);
  const { provider, client, fetch } = started;
  const store = memoryTokenStore();
  const tokenSet = await signIn(started);
  const record = await saveSignIn(store, { userId: "alex", provider, tokenSet, clientId: client.clientId });
  const custody = createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: { ...system, fetch } });
  await expect(custody.refresh(record, provider)).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
  expect(await store.get(record)).toMatchObject({ state: "reauthentication_required" });
});
