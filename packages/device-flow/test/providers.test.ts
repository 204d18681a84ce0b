import { Secret } from "@infershield/core";
import {
  type FakeAuthorizationServer,
  type ProviderScript,
  providerScripts,
  startFakeAuthorizationServer,
  virtualClock,
} from "@infershield/testkit";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Deviations,
  type OAuthClient,
  pollToken,
  refreshToken,
  requestDeviceAuthorization,
  revokeToken,
  type TokenSet,
} from "../src/index.ts";
import { failsWith } from "./fails-with.ts";

/** Each provider's deviations, played back by the fake authorization server from what was seen of it. */

const fakes: FakeAuthorizationServer[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});

interface Provider {
  readonly script: ProviderScript;
  readonly issuer: string;
  readonly clientSecret?: string;
  readonly clientId?: string;
  readonly verificationHosts?: readonly string[];
  readonly deviations?: (origin: string) => Deviations;
}

const providers = {
  github: { script: providerScripts.github, issuer: "https://github.com" },
  codex: {
    script: providerScripts.codex,
    issuer: "https://auth.openai.com",
    clientId: "codex-client",
    deviations: (origin) => ({
      jsonRequests: ["device_authorization", "device_poll", "revocation"],
      fieldAliases: { device_auth_id: "device_code", usercode: "user_code" },
      pendingStatuses: [403, 404],
      verificationUri: "https://auth.openai.com/codex/device",
      codeExchange: {
        pollEndpoint: `${origin}/api/accounts/deviceauth/token`,
        redirectUri: "https://auth.openai.com/deviceauth/callback",
      },
    }),
  },
  entra: {
    script: providerScripts.entra,
    issuer: "https://login.microsoftonline.com/tenant/v2.0",
    verificationHosts: ["microsoft.com"],
  },
  google: {
    script: providerScripts.google,
    issuer: "https://accounts.google.com",
    clientSecret: "google-secret",
    verificationHosts: ["www.google.com"],
  },
  kimi: {
    script: providerScripts.kimi,
    issuer: "https://auth.kimi.com",
    deviations: () => ({ requestHeaders: { "x-msh-device-id": "stable-device" } }),
  },
  qwen: { script: providerScripts.qwen, issuer: "https://chat.qwen.ai", deviations: () => ({ pkce: true }) },
  xai: { script: providerScripts.xai, issuer: "https://auth.x.ai", verificationHosts: ["accounts.x.ai"] },
} satisfies Record<string, Provider>;

interface Run {
  readonly client: OAuthClient;
  readonly fake: FakeAuthorizationServer;
}

async function play(provider: Provider, script = provider.script.approved): Promise<Run> {
  const fake = await startFakeAuthorizationServer(script);
  fakes.push(fake);
  const { devicePath, tokenPath, revocationPath } = provider.script;
  const client: OAuthClient = {
    server: {
      issuer: provider.issuer,
      deviceAuthorizationEndpoint: fake.origin + devicePath,
      tokenEndpoint: fake.origin + tokenPath,
      ...(revocationPath === undefined ? {} : { revocationEndpoint: fake.origin + revocationPath }),
    },
    clientId: provider.clientId ?? "our-client",
    ...(provider.clientSecret === undefined ? {} : { clientSecret: new Secret(provider.clientSecret) }),
    deviations: provider.deviations?.(fake.origin) ?? {},
    allowInsecureLoopback: true,
  };
  return { client, fake };
}

async function signIn(provider: Provider, run: Run): Promise<{ tokens: TokenSet; waits: readonly number[] }> {
  const waits: number[] = [];
  const clock = virtualClock();
  const authorization = await requestDeviceAuthorization(run.client, {
    scopes: ["some:scope"],
    verificationHosts: provider.verificationHosts ?? [],
    now: clock.now,
  });
  const sleep: typeof clock.sleep = async (ms) => {
    waits.push(ms);
    clock.advance(ms);
  };
  return { tokens: await pollToken(run.client, authorization, { ...clock, sleep }), waits };
}

describe("a sign-in succeeds", () => {
  test("at GitHub: errors under HTTP 200, its new interval, scopes with commas, a token without an end", async () => {
    const run = await play(providers.github);
    const { tokens, waits } = await signIn(providers.github, run);
    expect(waits).toEqual([6_000, 6_000, 12_000]);
    expect(tokens.scopes).toEqual(["read:user", "gist"]);
    expect(tokens).not.toHaveProperty("expiresAt");
    expect(tokens).not.toHaveProperty("refreshToken");
    expect(run.fake.calls("/login/oauth/access_token")[0]?.headers["accept"]).toBe("application/json");
  });

  test("at Codex: no RFC 8628, but a code that is exchanged", async () => {
    const run = await play(providers.codex);
    const { tokens, waits } = await signIn(providers.codex, run);
    expect(waits).toEqual([6_000, 6_000, 6_000]);
    expect(run.fake.calls("/api/accounts/deviceauth/usercode")[0]?.fields).toEqual({
      client_id: "codex-client",
      scope: "some:scope",
    });
    expect(run.fake.calls("/api/accounts/deviceauth/token")[0]).toMatchObject({
      headers: { "content-type": "application/json" },
      fields: { device_auth_id: "codex-device-id", user_code: "ABCD-12345" },
    });
    expect(run.fake.calls("/oauth/token")[0]?.fields).toEqual({
      grant_type: "authorization_code",
      code: "codex-code",
      code_verifier: "codex-verifier",
      redirect_uri: "https://auth.openai.com/deviceauth/callback",
      client_id: "codex-client",
    });
    expect(tokens).toMatchObject({ tokenType: "bearer", account: { subject: "user-1", name: "kim@example.com" } });
    expect(Math.abs((tokens.expiresAt ?? 0) - (1_900_000_000_000 + tokens.receivedAt - (tokens.serverDate ?? 0)))).toBe(
      0,
    );
  });

  test("at Entra: numbers as text, a page on another host that the provider lists", async () => {
    const run = await play(providers.entra);
    const { tokens, waits } = await signIn(providers.entra, run);
    expect(waits).toEqual([6_000, 6_000]);
    expect(tokens.expiresAt).toBe(tokens.receivedAt + 3_599_000);
  });

  test("at Google: verification_url, 428 and 403, a client secret", async () => {
    const run = await play(providers.google);
    const { waits } = await signIn(providers.google, run);
    expect(waits).toEqual([6_000, 6_000, 12_000]);
    expect(run.fake.calls("/token")[0]?.fields).toMatchObject({
      client_id: "our-client",
      client_secret: "google-secret",
    });
  });

  test("at Kimi: HTTP 200 while pending, its headers on every request", async () => {
    const run = await play(providers.kimi);
    await signIn(providers.kimi, run);
    expect(run.fake.calls().map(({ headers }) => headers["x-msh-device-id"])).toEqual(Array(3).fill("stable-device"));
  });

  test("at Qwen: PKCE, no interval, 429 as slow_down", async () => {
    const run = await play(providers.qwen);
    const { waits } = await signIn(providers.qwen, run);
    expect(waits).toEqual([6_000, 6_000, 12_000]);
    const [device] = run.fake.calls("/api/v1/oauth2/device/code");
    const [poll] = run.fake.calls("/api/v1/oauth2/token");
    expect(device?.fields).toMatchObject({ code_challenge_method: "S256" });
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(String(poll?.fields["code_verifier"])),
    );
    expect(device?.fields["code_challenge"]).toBe(Buffer.from(digest).toString("base64url"));
  });

  test("at xAI: a complete address beside the plain one", async () => {
    const run = await play(providers.xai);
    const authorization = await requestDeviceAuthorization(run.client, {
      scopes: [],
      verificationHosts: ["accounts.x.ai"],
    });
    expect(authorization.verificationUriComplete).toBe("https://accounts.x.ai/oauth2/device?user_code=XAI1-XAI2");
    await signIn(providers.xai, run);
  });
});

describe("a refusal is ACCESS_DENIED", () => {
  test.each(Object.entries(providers))("at %s", async (_, provider: Provider) => {
    const { approved, refused, tokenPath } = provider.script;
    const pollPath = Object.keys(approved).find((path) => path.endsWith("deviceauth/token")) ?? tokenPath;
    const run = await play(provider, { ...approved, [pollPath]: [refused] });
    await expect(signIn(provider, run)).rejects.toSatisfy(failsWith("ACCESS_DENIED"));
  });
});

describe("a refresh", () => {
  test("at GitHub: a bad token under HTTP 200 is INVALID_GRANT and keeps its name", async () => {
    const run = await play(providers.github);
    await signIn(providers.github, run);
    const refreshed = refreshToken(run.client, new Secret("ghr_old"));
    await expect(refreshed).rejects.toSatisfy(failsWith("INVALID_GRANT", "bad_refresh_token"));
  });

  test("at Codex: a nested error under HTTP 401 is INVALID_GRANT and keeps its name", async () => {
    const run = await play(providers.codex);
    await signIn(providers.codex, run);
    const refreshed = refreshToken(run.client, new Secret("codex-refresh"));
    await expect(refreshed).rejects.toSatisfy(failsWith("INVALID_GRANT", "refresh_token_reused"));
  });

  test("at Entra: an answer without a refresh token keeps the old one", async () => {
    const run = await play(providers.entra);
    const { tokens } = await signIn(providers.entra, run);
    const refreshed = await refreshToken(run.client, tokens.refreshToken ?? new Secret(""));
    expect(refreshed.refreshToken?.reveal()).toBe("entra-refresh");
  });

  test("at Qwen: a spent token under HTTP 401 is INVALID_GRANT", async () => {
    const run = await play(providers.qwen);
    await signIn(providers.qwen, run);
    await expect(refreshToken(run.client, new Secret("old"))).rejects.toSatisfy(
      failsWith("INVALID_GRANT", "invalid_grant"),
    );
  });
});

describe("a revocation", () => {
  test("at Codex: JSON, and 204 counts as revoked", async () => {
    const run = await play(providers.codex);
    expect(await revokeToken(run.client, new Secret("codex-refresh"), { hint: "refresh_token" })).toEqual({
      outcome: "revoked",
    });
    expect(run.fake.calls("/oauth/revoke")[0]).toMatchObject({
      headers: { "content-type": "application/json" },
      fields: { token: "codex-refresh", token_type_hint: "refresh_token", client_id: "codex-client" },
    });
  });

  test("at GitHub: there is no endpoint, and that is said", async () => {
    const { client } = await play(providers.github);
    expect(await revokeToken(client, new Secret("gho_x"), { hint: "access_token" })).toEqual({
      outcome: "unsupported",
      reason: "NO_ENDPOINT",
    });
  });

  test("with a list of credentials in place of RFC 7009", async () => {
    const { fake, client } = await play(providers.google, { "/revoke": [{ status: 202 }] });
    const listed = { ...client, deviations: { revocationBody: "credentials" as const } };
    expect(await revokeToken(listed, new Secret("gho_x"), { hint: "access_token" })).toEqual({ outcome: "revoked" });
    expect(fake.calls("/revoke")[0]?.fields).toEqual({ credentials: ["gho_x"] });
  });
});
