import { type Fetch, Secret } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyFor, providerAt, signInOf } from "../test/people.ts";
import { type RotatingServer, startRotatingServer } from "../test/rotating-server.ts";
import { logout } from "./logout.ts";

const key = keyFor();
let server: RotatingServer;
let store: TokenStore;
let provider: Provider;

beforeEach(async () => {
  server = await startRotatingServer();
  provider = providerAt(server.url);
  store = memoryTokenStore();
});

afterEach(() => server.close());

async function stored(): Promise<void> {
  await store.put(signInOf(server.issue(), { expiresAt: 1_760_000_000_000 }), { expectedGeneration: 0 });
}

/** The provider with an authorization server that has to be discovered. */
function discovered(): Provider {
  const { signIn, ...rest } = provider;
  if (signIn === undefined) throw new Error("The provider of the tests signs in.");
  const { server: _, ...undiscovered } = signIn;
  return { ...rest, signIn: { ...undiscovered, issuer: "https://auth.acme.example" } };
}

const withoutCalls: Fetch = () => Promise.reject(new TypeError("nobody may be called"));

test("an API key is deleted, and no server is asked to revoke it", async () => {
  await store.put(
    { ...key, kind: "api_key", state: "active", scopes: [], apiKey: new Secret("sk") },
    { expectedGeneration: 0 },
  );
  expect(await logout({ store, provider: discovered(), key, fetch: withoutCalls })).toEqual({
    revoked: "unsupported",
    deleted: true,
  });
  expect(await store.get(key)).toBeUndefined();
});

test("what was never stored is told to be so, and no server is asked", async () => {
  expect(await logout({ store, provider, key, fetch: withoutCalls })).toEqual({
    revoked: "unsupported",
    deleted: false,
  });
});

test("tokens whose authorization server cannot be discovered are not revoked, and the record goes all the same", async () => {
  await stored();
  expect(await logout({ store, provider: discovered(), key, fetch: withoutCalls })).toEqual({
    revoked: "failed",
    deleted: true,
  });
  expect(await store.get(key)).toBeUndefined();
});

test("of two tokens the refresh token's revocation counts", async () => {
  await stored();
  const onlyAccessTokens: Fetch = async (_, options) =>
    new Response(null, { status: String(options?.body).includes("refresh_token") ? 503 : 200 });
  expect(await logout({ store, provider, key, fetch: onlyAccessTokens })).toMatchObject({ revoked: "failed" });
});

test("of a sign-in without a refresh token the access token's revocation counts", async () => {
  const { refreshToken: _, ...token } = signInOf(server.issue(), { expiresAt: 1_760_000_000_000 });
  await store.put(token, { expectedGeneration: 0 });
  expect(await logout({ store, provider, key })).toEqual({ revoked: "revoked", deleted: true });
  expect(server.revocations).toEqual([{ token: "at.alex.0", hint: "access_token" }]);
});

test("a provider that revokes nothing, or is not signed in to any more, is told to be so, and the record goes all the same", async () => {
  const { signIn, ...keysOnly } = provider;
  if (signIn?.server === undefined) throw new Error("The provider of the tests signs in.");
  const { revocationEndpoint: _, ...endpoints } = signIn.server;
  for (const each of [keysOnly, { ...keysOnly, signIn: { ...signIn, server: endpoints } }]) {
    await stored();
    expect(await logout({ store, provider: each, key, fetch: withoutCalls })).toEqual({
      revoked: "unsupported",
      deleted: true,
    });
  }
});

test("a store that cannot delete is no logout", async () => {
  await stored();
  const broken: TokenStore = { ...store, delete: () => Promise.reject(new Error("read-only")) };
  await expect(logout({ store: broken, provider, key })).rejects.toMatchObject({
    name: "CustodyError",
    code: "STORE_UNAVAILABLE",
  });
});

test("what the journal still holds is cleared with the record", async () => {
  await stored();
  await store.journal.write(key, new Secret('{"stage":"intent","used":"rt.alex.0","generation":1}'));
  await logout({ store, provider, key });
  expect(await store.journal.read(key)).toBeUndefined();
  expect(server.revocations.map(({ token }) => token)).toEqual(["rt.alex.0", "at.alex.0"]);
});

test("of a refresh that a crash interrupted the living tokens are revoked, an access token alone beside the refresh token that was kept", async () => {
  await stored();
  const answer = { accessToken: "at.alex.9", receivedAt: 1 };
  const entry = { stage: "answer", used: "rt.alex.0", generation: 1, answer };
  await store.journal.write(key, new Secret(JSON.stringify(entry)));
  await logout({ store, provider, key });
  expect(server.revocations.map(({ token }) => token)).toEqual(["rt.alex.0", "at.alex.9"]);
});
