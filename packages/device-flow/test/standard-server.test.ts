import { Secret, type Sleep } from "@infershield/core";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  DeviceFlowError,
  discoverAuthorizationServer,
  type OAuthClient,
  type PollEvent,
  pollToken,
  refreshToken,
  requestDeviceAuthorization,
  revokeToken,
  type TokenSet,
} from "../src/index.ts";

/** Against a real oidc-provider, over HTTP on loopback. */

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const atOnce: Sleep = async () => undefined;

async function clientOf({ issuer, clientId }: Sandbox): Promise<OAuthClient> {
  const server = await discoverAuthorizationServer(issuer, { allowInsecureLoopback: true });
  return { server, clientId, allowInsecureLoopback: true };
}

async function signIn(client: OAuthClient): Promise<TokenSet> {
  const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes });
  await sandbox.approve(authorization.userCode);
  return pollToken(client, authorization, { sleep: atOnce });
}

async function statusWith(token: Secret): Promise<number> {
  return (await fetch(`${sandbox.apiBaseUrl}/models`, { headers: { authorization: `Bearer ${token.reveal()}` } }))
    .status;
}

function code(expected: string, oauthError?: string): (error: unknown) => boolean {
  return (error) => error instanceof DeviceFlowError && error.code === expected && error.oauthError === oauthError;
}

describe("discovery", () => {
  test("finds every endpoint from the issuer", async () => {
    expect(await discoverAuthorizationServer(sandbox.issuer, { allowInsecureLoopback: true })).toEqual({
      issuer: sandbox.issuer,
      deviceAuthorizationEndpoint: `${sandbox.issuer}/device/auth`,
      tokenEndpoint: `${sandbox.issuer}/token`,
      revocationEndpoint: `${sandbox.issuer}/token/revocation`,
      authorizationEndpoint: `${sandbox.issuer}/auth`,
      userinfoEndpoint: `${sandbox.issuer}/me`,
      jwksUri: `${sandbox.issuer}/jwks`,
      issParameter: true,
    });
  });

  test("plain http is refused, on loopback too, unless it is allowed", async () => {
    await expect(discoverAuthorizationServer(sandbox.issuer)).rejects.toSatisfy(code("UNTRUSTED_URI"));
  });
});

describe("sign-in", () => {
  test("the tokens work, and the account is the one who approved", async () => {
    const client = await clientOf(sandbox);
    const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes });
    expect(authorization).toMatchObject({
      userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verificationUri: `${sandbox.issuer}/device`,
      verificationUriComplete: `${sandbox.issuer}/device?user_code=${authorization.userCode}`,
      intervalMs: 1_000,
    });
    await sandbox.approve(authorization.userCode, { login: "kim@example.com" });
    const tokens = await pollToken(client, authorization, { sleep: atOnce });
    expect(tokens).toMatchObject({
      tokenType: "bearer",
      account: { subject: "kim@example.com", name: "kim@example.com" },
    });
    expect(tokens.expiresAt).toBe(tokens.receivedAt + 3_600_000);
    expect(tokens.refreshToken).toBeInstanceOf(Secret);
    expect(tokens.idToken).toBeInstanceOf(Secret);
    expect(await statusWith(tokens.accessToken)).toBe(200);
  });

  test("waits while nobody has decided, the interval before every poll", async () => {
    const client = await clientOf(sandbox);
    const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes });
    const waits: number[] = [];
    const events: PollEvent["type"][] = [];
    const sleep: Sleep = async (ms) => {
      waits.push(ms);
      if (waits.length === 3) await sandbox.approve(authorization.userCode);
    };
    await pollToken(client, authorization, { sleep, onEvent: ({ type }) => events.push(type) });
    expect(waits).toEqual([2_000, 2_000, 2_000]);
    expect(events).toEqual(["pending", "pending"]);
  });

  test("a refusal ends it", async () => {
    const client = await clientOf(sandbox);
    const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes });
    await sandbox.deny(authorization.userCode);
    await expect(pollToken(client, authorization, { sleep: atOnce })).rejects.toSatisfy(
      code("ACCESS_DENIED", "access_denied"),
    );
  });

  test("a code nobody decides on ends with its lifetime", async () => {
    await sandbox.close();
    sandbox = await startSandbox({ deviceCodeLifetimeMs: 30_000 });
    const client = await clientOf(sandbox);
    const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes });
    await expect(pollToken(client, authorization, { sleep: atOnce })).rejects.toSatisfy(code("EXPIRED_TOKEN"));
  });

  test("two sign-ins at once each get their own account's tokens", async () => {
    const client = await clientOf(sandbox);
    const names = ["kim@example.com", "lee@example.com"];
    const accounts = names.map(async (login) => {
      const authorization = await requestDeviceAuthorization(client, { scopes: sandbox.scopes });
      await sandbox.approve(authorization.userCode, { login });
      return (await pollToken(client, authorization, { sleep: atOnce })).account?.name;
    });
    expect(await Promise.all(accounts)).toEqual(names);
  });

  test("an unknown client is told apart", async () => {
    const client = { ...(await clientOf(sandbox)), clientId: "nobody" };
    await expect(requestDeviceAuthorization(client, { scopes: [] })).rejects.toSatisfy(
      code("INVALID_CLIENT", "invalid_client"),
    );
  });
});

describe("refresh", () => {
  test("the new tokens work and the refresh token is a new one", async () => {
    const client = await clientOf(sandbox);
    const first = await signIn(client);
    const second = await refreshToken(client, secretOf(first.refreshToken));
    expect(secretOf(second.refreshToken).reveal()).not.toBe(first.refreshToken?.reveal());
    expect(await statusWith(second.accessToken)).toBe(200);
  });

  test("a refresh token used twice is INVALID_GRANT", async () => {
    const client = await clientOf(sandbox);
    const { refreshToken: used } = await signIn(client);
    await refreshToken(client, secretOf(used));
    await expect(refreshToken(client, secretOf(used))).rejects.toSatisfy(code("INVALID_GRANT", "invalid_grant"));
  });
});

describe("revocation", () => {
  test("a revoked refresh token takes the access token along", async () => {
    const client = await clientOf(sandbox);
    const tokens = await signIn(client);
    expect(await revokeToken(client, secretOf(tokens.refreshToken), { hint: "refresh_token" })).toEqual({
      outcome: "revoked",
    });
    expect(await statusWith(tokens.accessToken)).toBe(401);
    await expect(refreshToken(client, secretOf(tokens.refreshToken))).rejects.toSatisfy(
      code("INVALID_GRANT", "invalid_grant"),
    );
  });

  test("a token the server does not know counts as revoked", async () => {
    const client = await clientOf(sandbox);
    expect(await revokeToken(client, new Secret("unknown-token"), { hint: "access_token" })).toEqual({
      outcome: "revoked",
    });
  });
});

function secretOf(secret: Secret | undefined): Secret {
  if (secret === undefined) throw new Error("The server gave no such token.");
  return secret;
}
