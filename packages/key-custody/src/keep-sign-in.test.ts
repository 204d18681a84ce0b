import { Secret } from "@infershield/core";
import type { OAuthClient, TokenSet } from "@infershield/device-flow";
import { DeviceFlowError } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import { memoryTokenStore, type TokenStore, TokenStoreError } from "@infershield/token-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyFor, providerAt } from "../test/people.ts";
import { type RotatingServer, startRotatingServer } from "../test/rotating-server.ts";
import { CustodyError } from "./error.ts";
import { dropSignIn, keepSignIn } from "./keep-sign-in.ts";
import { saveApiKey, saveSignIn } from "./save-sign-in.ts";
import { prepareDeviceSignIn } from "./sign-in.ts";

let server: RotatingServer;
let provider: Provider;
let client: OAuthClient;
let store: TokenStore;

beforeEach(async () => {
  server = await startRotatingServer();
  provider = providerAt(server.url);
  ({ client } = await prepareDeviceSignIn(provider, { fetch }));
  store = memoryTokenStore();
});

afterEach(() => server.close());

const owner = { userId: "alex", account: "work" };
const granted = (change: Partial<TokenSet> = {}): TokenSet => ({
  accessToken: new Secret("at.alex.0"),
  refreshToken: new Secret("rt.alex.0"),
  tokenType: "bearer",
  receivedAt: 1_760_000_000_000,
  ...change,
});

test("a finished sign-in is stored with what was granted, or else with what was asked for", async () => {
  expect(await keepSignIn(store, { ...owner, provider, client, tokenSet: granted() })).toMatchObject({
    ...keyFor(),
    kind: "oauth",
    state: "active",
    clientId: "cli",
    scopes: ["llm"],
  });
  const less = await keepSignIn(store, { ...owner, provider, client, tokenSet: granted({ scopes: ["profile"] }) });
  expect([less.generation, less.scopes]).toEqual([2, ["profile"]]);
  const kept = await store.get(keyFor());
  expect([kept?.refreshToken?.reveal(), kept?.idToken]).toEqual(["rt.alex.0", undefined]);
  await keepSignIn(store, { ...owner, provider, client, tokenSet: granted({ idToken: new Secret("id") }) });
  expect((await store.get(keyFor()))?.idToken?.reveal()).toBe("id");
  expect(server.revocations).toEqual([]);
});

test("a sign-in without a needed scope is refused, and its tokens are revoked and not stored", async () => {
  const { signIn } = provider;
  const demanding = { ...provider, ...(signIn && { signIn: { ...signIn, requiredScopes: ["llm"] } }) };
  const finished = { ...owner, provider: demanding, client };
  await expect(keepSignIn(store, { ...finished, tokenSet: granted({ scopes: ["profile"] }) })).rejects.toMatchObject({
    constructor: DeviceFlowError,
    code: "ACCESS_DENIED",
  });
  expect(server.revocations).toEqual([{ token: "rt.alex.0", hint: "refresh_token" }]);
  expect(await store.list()).toEqual([]);
  await keepSignIn(store, { ...finished, tokenSet: granted({ scopes: ["profile", "llm"] }) });
  expect(await store.list()).toHaveLength(1);
});

test("dropped tokens without a refresh token are revoked by the access token", async () => {
  const { refreshToken: _, ...rest } = granted();
  await dropSignIn({ client, tokenSet: rest });
  expect(server.revocations).toEqual([{ token: "at.alex.0", hint: "access_token" }]);
});

test("an account is called what the provider calls it, a sign-in as a key, where nobody names it", async () => {
  const { account: _, ...unnamed } = { ...owner, provider };
  const named = { ...unnamed, clientId: "cli", tokenSet: granted({ account: { subject: "s1", name: "alex@acme" } }) };
  expect(await saveSignIn(store, named)).toMatchObject({ account: "alex@acme", displayName: "alex@acme", scopes: [] });
  const subject = granted({ account: { subject: "s1" } });
  expect(await saveSignIn(store, { ...named, tokenSet: subject })).toMatchObject({ account: "s1" });
  const unknown = await saveSignIn(store, { ...named, tokenSet: granted() });
  expect([unknown.account, "displayName" in unknown]).toEqual(["default", false]);
  const apiKey = new Secret("sk-1");
  const key = await saveApiKey(store, { ...unnamed, apiKey, displayName: "sk-…1", expiresAt: 5_000 });
  expect(key).toMatchObject({ tenant: "default", account: "sk-…1", displayName: "sk-…1", expiresAt: 5_000 });
});

test("an API key is stored as one, in place of what the account had", async () => {
  await keepSignIn(store, { ...owner, provider, client, tokenSet: granted() });
  const stored = await saveApiKey(store, { ...owner, provider, apiKey: new Secret("sk-1") });
  expect(stored).toMatchObject({ ...keyFor(), kind: "api_key", state: "active", scopes: [], generation: 2 });
  expect(stored.apiKey?.reveal()).toBe("sk-1");
  expect(["displayName", "expiresAt", "accessToken"].filter((name) => name in stored)).toEqual([]);
});

test("a sign-in wins against whoever changes the account at the same moment, but not for ever", async () => {
  const save = (times: number): Promise<unknown> => {
    let left = times;
    const busy: TokenStore = {
      ...store,
      get: async (key) => {
        const found = await store.get(key);
        left -= 1;
        if (left >= 0) await saveApiKey(store, { ...owner, provider, apiKey: new Secret(`sk-${left}`) });
        return found;
      },
    };
    return saveSignIn(busy, { ...owner, provider, clientId: "cli", tokenSet: granted() });
  };
  expect(await save(20)).toMatchObject({ kind: "oauth", generation: 21 });
  await expect(save(21)).rejects.toMatchObject({ constructor: CustodyError, code: "STORE_UNAVAILABLE" });
});

test("a store that fails otherwise is asked once", async () => {
  let asked = 0;
  const broken: TokenStore = {
    ...store,
    put: () => {
      asked += 1;
      return Promise.reject(new TokenStoreError("STORE_CLOSED", "closed"));
    },
  };
  await expect(saveApiKey(broken, { ...owner, provider, apiKey: new Secret("sk") })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
  expect(asked).toBe(1);
});
