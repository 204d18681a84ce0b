import { type Fetch, Secret, type System, system } from "@infershield/core";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyFor, providerAt, signInOf } from "../test/people.ts";
import { type RotatingServer, startRotatingServer } from "../test/rotating-server.ts";
import { type Custody, createCustody } from "./custody.ts";

const now = 1_760_000_000_000;
const clock: System = { ...system, now: () => now };
let server: RotatingServer;
let store: TokenStore;
let custody: Custody;
let forms: string[];

beforeEach(async () => {
  server = await startRotatingServer();
  store = memoryTokenStore({ system: clock });
  forms = [];
  const fetch: Fetch = (input, init) => {
    forms.push(String(init?.body));
    return system.fetch(input, init);
  };
  custody = createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: { ...clock, fetch } });
  await store.put(signInOf(server.issue(), { expiresAt: now - 1 }), { expectedGeneration: 0 });
});

afterEach(async () => {
  await custody.close();
  await server.close();
});

/** What one refresh sends of the parameters of the sign-in. */
async function sentOf(parameters: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const provider = providerAt(server.url);
  if (provider.signIn === undefined) throw new Error("The provider of the tests signs in.");
  await custody.refresh(keyFor(), { ...provider, signIn: { ...provider.signIn, parameters } });
  const { grant_type, refresh_token, client_id, ...sent } = Object.fromEntries(new URLSearchParams(forms.at(-1)));
  expect({ grant_type, refresh_token, client_id }).toEqual({
    grant_type: "refresh_token",
    refresh_token: "rt.alex.0",
    client_id: "cli",
  });
  return sent;
}

test("a refresh says again what the token is for, and none of the other parameters of the sign-in", async () => {
  const resource = "https://api.acme.example";
  expect(await sentOf({ resource, audience: "acme", prompt: "consent" })).toEqual({ resource, audience: "acme" });
});

test("a refresh of a sign-in without such parameters sends none", async () => {
  expect(await sentOf({ prompt: "consent" })).toEqual({});
});

test("a token that cannot be renewed is not renewed by force, and nobody is asked", async () => {
  const { refreshToken: _, ...token } = signInOf({ accessToken: "at", refreshToken: "" }, { expiresAt: now + 1e9 });
  await store.put(token, { expectedGeneration: 1 });
  await expect(custody.refresh(keyFor(), providerAt(server.url))).rejects.toMatchObject({
    name: "CustodyError",
    code: "REAUTHENTICATION_REQUIRED",
  });
  await expect(custody.refresh({ ...keyFor(), account: "another" }, providerAt(server.url))).rejects.toMatchObject({
    code: "REAUTHENTICATION_REQUIRED",
  });
  expect(server.calls).toBe(0);
  expect((await store.get(keyFor()))?.accessToken?.reveal()).toBe("at");
});

test("an entry of the journal that no version wrote is forgotten, and the token is renewed", async () => {
  await store.journal.write(keyFor(), new Secret('{"stage":"unheard"}'));
  const record = await custody.refresh(keyFor(), providerAt(server.url));
  expect(record.accessToken?.reveal()).toBe("at.alex.1");
  expect(await store.journal.read(keyFor())).toBeUndefined();
});
