import { type Fetch, type Secret, type System, system } from "@infershield/core";
import {
  discoverAuthorizationServer,
  pollToken,
  refreshToken,
  requestDeviceAuthorization,
} from "@infershield/device-flow";
import { type Provider, providerCatalog } from "@infershield/providers";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCustody } from "../src/custody.ts";
import { logout } from "../src/logout.ts";
import { saveSignIn } from "../src/save-sign-in.ts";
import { person } from "./people.ts";

const hour = 60 * 60_000;
const owner = { tenant: "default", userId: "alex", provider: "acme" };

let sandbox: Sandbox;
let provider: Provider;
let store: TokenStore;
let refreshes: number;
let late: number;

/** Counts the refreshes that really go out. */
const counting: Fetch = (input, init) => {
  if (String(init?.body).includes("grant_type=refresh_token")) refreshes++;
  return fetch(input, init);
};
const clock: System = { ...system, now: () => Date.now() + late };

beforeEach(async () => {
  sandbox = await startSandbox();
  refreshes = 0;
  late = 0;
  store = memoryTokenStore();
  const { issuer, apiBaseUrl, clientId, scopes } = sandbox;
  provider = providerCatalog({
    custom: [{ name: "acme", baseUrl: apiBaseUrl, issuer, clientId, scopes, parameters: { prompt: "consent" } }],
    allowPrivateUpstream: [issuer],
  }).get("acme");
  await signIn();
});

afterEach(() => sandbox.close());

async function client() {
  const server = await discoverAuthorizationServer(sandbox.issuer, { allowInsecureLoopback: true });
  return { server, clientId: sandbox.clientId, allowInsecureLoopback: true };
}

async function signIn(): Promise<void> {
  const oauth = await client();
  const { scopes, parameters = {} } = provider.signIn ?? { scopes: [] };
  const authorization = await requestDeviceAuthorization(oauth, { scopes, parameters });
  await sandbox.approve(authorization.userCode);
  const tokenSet = await pollToken(oauth, authorization, { sleep: async () => undefined });
  await saveSignIn(store, { userId: "alex", provider, clientId: sandbox.clientId, tokenSet });
}

const open = () =>
  createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: { ...clock, fetch: counting } });
const request = () => ({ principal: person(), provider, operation: "models" }) as const;
const callApi = async (value: Secret) =>
  (await fetch(`${sandbox.apiBaseUrl}/models`, { headers: { authorization: value.reveal() } })).status;

test("a signed-in person's token opens the API, and the record tells who it is", async () => {
  expect(await callApi((await open().credentialFor(request())).value)).toBe(200);
  expect(await store.get(owner)).toMatchObject({
    account: "alex@example.com",
    state: "active",
    clientId: sandbox.clientId,
  });
  expect(refreshes).toBe(0);
});

test("a hundred requests on an expired token make exactly one refresh at a real server, and all are served", async () => {
  late = 2 * hour;
  const custody = open();
  const credentials = await Promise.all(Array.from({ length: 100 }, () => custody.credentialFor(request())));
  expect(new Set(credentials.map(({ value }) => value.reveal())).size).toBe(1);
  expect(await Promise.all(credentials.map(({ value }) => callApi(value)))).toEqual(Array(100).fill(200));
  expect(refreshes).toBe(1);
});

test("fifty refreshes wanted by four custodies at once on one store never bring a spent token back", async () => {
  const four = Array.from({ length: 4 }, open);
  for (let round = 0; round < 50; round++) {
    late += 2 * hour;
    await Promise.all(four.flatMap((custody) => [custody.credentialFor(request()), custody.credentialFor(request())]));
  }
  expect(refreshes).toBe(50);
  const record = await store.get(owner);
  expect(record?.state).toBe("active");
  expect(await callApi((await open().credentialFor(request())).value)).toBe(200);
});

test("the server does revoke the family when a spent token comes back, so the other tests can fail", async () => {
  const spent = (await store.get(owner))?.refreshToken;
  late = 2 * hour;
  const custody = open();
  await custody.credentialFor(request());
  if (spent === undefined) throw new Error("the sandbox gave no refresh token");
  await expect(refreshToken(await client(), spent)).rejects.toMatchObject({ code: "INVALID_GRANT" });
  late += 2 * hour;
  await expect(custody.credentialFor(request())).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
  expect(await store.get(owner)).toMatchObject({ state: "reauthentication_required" });
});

test("after a logout the API refuses the token, and the next request asks for a new sign-in", async () => {
  const { value } = await open().credentialFor(request());
  const key = { ...owner, account: "alex@example.com" };
  expect(await logout({ store, provider, key })).toEqual({ revoked: "revoked", deleted: true });
  expect(await callApi(value)).toBe(401);
  await expect(open().credentialFor(request())).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
  await signIn();
  expect(await callApi((await open().credentialFor(request())).value)).toBe(200);
});
