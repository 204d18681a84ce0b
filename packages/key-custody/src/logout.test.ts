import { type Fetch, Secret } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import type { TokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyFor, signInOf } from "../test/people.ts";
import type { RotatingServer } from "../test/rotating-server.ts";
import { codeOf, minute, start, startWorld, type World } from "../test/world.ts";
import { logout } from "./logout.ts";

const key = keyFor();
let world: World;
let server: RotatingServer;
let store: TokenStore;
let provider: Provider;

beforeEach(async () => {
  world = await startWorld();
  ({ server, store, provider } = world);
});

afterEach(() => world.close());

/** The provider with an authorization server that has to be discovered. */
function discovered(): Provider {
  const { signIn, ...rest } = provider;
  if (signIn === undefined) throw new Error("The provider of the tests signs in.");
  const { server: _, ...undiscovered } = signIn;
  return { ...rest, signIn: { ...undiscovered, issuer: "https://auth.acme.example" } };
}

const withoutCalls: Fetch = () => Promise.reject(new TypeError("nobody may be called"));

test("a logout revokes the refresh token, then the access token, and deletes", async () => {
  const { accessToken, refreshToken } = await world.signIn(60 * minute);
  expect(await logout({ store, provider, key })).toEqual({ revoked: "revoked", deleted: true });
  expect(server.revocations).toEqual([
    { token: refreshToken, hint: "refresh_token" },
    { token: accessToken, hint: "access_token" },
  ]);
  expect(await store.get(key)).toBeUndefined();
  expect(await codeOf(world.valueFor())).toBe("REAUTHENTICATION_REQUIRED");
});

test("a logout deletes although the provider cannot be reached, and says what is true", async () => {
  await world.signIn(60 * minute);
  await server.close();
  expect(await logout({ store, provider, key })).toEqual({ revoked: "failed", deleted: true });
  expect(await logout({ store, provider, key })).toEqual({ revoked: "unsupported", deleted: false });
});

test("a logout during a refresh wins: the answer is dropped, its token revoked, nothing comes back", async () => {
  await world.signIn(-1);
  const opened = Promise.withResolvers<void>();
  server.gate = opened.promise;
  const asked = codeOf(world.valueFor());
  await expect.poll(() => server.calls).toBe(1);
  await store.delete(key);
  opened.resolve();
  expect(await asked).toBe("REAUTHENTICATION_REQUIRED");
  expect(await store.list()).toEqual([]);
  expect(await store.journal.read(key)).toBeUndefined();
  expect(server.revocations).toEqual([{ token: "rt.alex.1", hint: "refresh_token" }]);
  expect(world.events).toContainEqual({ type: "discarded", key, reason: "logged_out", revoked: "revoked" });
});

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
  await world.signIn(60 * minute);
  expect(await logout({ store, provider: discovered(), key, fetch: withoutCalls })).toEqual({
    revoked: "failed",
    deleted: true,
  });
  expect(await store.get(key)).toBeUndefined();
});

test("of two tokens the refresh token's revocation counts", async () => {
  await world.signIn(60 * minute);
  const onlyAccessTokens: Fetch = async (_, options) =>
    new Response(null, { status: String(options?.body).includes("refresh_token") ? 503 : 200 });
  expect(await logout({ store, provider, key, fetch: onlyAccessTokens })).toMatchObject({ revoked: "failed" });
});

test("of a sign-in without a refresh token the access token's revocation counts", async () => {
  const { refreshToken: _, ...token } = signInOf(server.issue(), { expiresAt: start });
  await store.put(token, { expectedGeneration: 0 });
  expect(await logout({ store, provider, key })).toEqual({ revoked: "revoked", deleted: true });
  expect(server.revocations).toEqual([{ token: "at.alex.0", hint: "access_token" }]);
});

test("a provider that revokes nothing, or is not signed in to any more, is told to be so, and the record goes all the same", async () => {
  const { signIn, ...keysOnly } = provider;
  if (signIn?.server === undefined) throw new Error("The provider of the tests signs in.");
  const { revocationEndpoint: _, ...endpoints } = signIn.server;
  for (const each of [keysOnly, { ...keysOnly, signIn: { ...signIn, server: endpoints } }]) {
    await world.signIn(60 * minute);
    expect(await logout({ store, provider: each, key, fetch: withoutCalls })).toEqual({
      revoked: "unsupported",
      deleted: true,
    });
  }
});

test("a store that cannot delete is no logout", async () => {
  await world.signIn(60 * minute);
  const broken: TokenStore = { ...store, delete: () => Promise.reject(new Error("read-only")) };
  await expect(logout({ store: broken, provider, key })).rejects.toMatchObject({
    name: "CustodyError",
    code: "STORE_UNAVAILABLE",
  });
});

test("what the journal still holds is cleared with the record", async () => {
  await world.signIn(60 * minute);
  await store.journal.write(key, new Secret('{"stage":"intent","used":"rt.alex.0","generation":1}'));
  await logout({ store, provider, key });
  expect(await store.journal.read(key)).toBeUndefined();
  expect(server.revocations.map(({ token }) => token)).toEqual(["rt.alex.0", "at.alex.0"]);
});

test("of a refresh that a crash interrupted the living tokens are revoked, an access token alone beside the refresh token that was kept", async () => {
  await world.signIn(60 * minute);
  const answer = { accessToken: "at.alex.9", receivedAt: 1 };
  const entry = { stage: "answer", used: "rt.alex.0", generation: 1, answer };
  await store.journal.write(key, new Secret(JSON.stringify(entry)));
  await logout({ store, provider, key });
  expect(server.revocations.map(({ token }) => token)).toEqual(["rt.alex.0", "at.alex.9"]);
});
