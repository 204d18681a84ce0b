import { Secret, type System, system } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyFor, person, providerAt, signInOf } from "../test/people.ts";
import { type RotatingServer, startRotatingServer } from "../test/rotating-server.ts";
import { type Custody, createCustody } from "./custody.ts";
import { CustodyError } from "./error.ts";
import type { CustodyEvent } from "./events.ts";
import { logout } from "./logout.ts";
import { saveSignIn } from "./save-sign-in.ts";

const minute = 60_000;
const start = 1_760_000_000_000;

let server: RotatingServer;
let provider: Provider;
let store: TokenStore;
let custody: Custody;
let events: CustodyEvent[];
let monotonic: number;
/** Happens once, after the stored token was read and before anything else is done with it. */
let meanwhile: (() => Promise<unknown>) | undefined;

const clock: System = { ...system, now: () => start, monotonic: () => monotonic };

beforeEach(async () => {
  monotonic = 0;
  events = [];
  meanwhile = undefined;
  store = memoryTokenStore({ system: clock });
  server = await startRotatingServer();
  provider = providerAt(server.url);
  const busy: TokenStore = {
    ...store,
    get: async (key) => {
      const found = await store.get(key);
      const work = meanwhile;
      meanwhile = undefined;
      await work?.();
      return found;
    },
  };
  custody = createCustody({
    keyMode: "server",
    store: busy,
    environmentKeys: new Map(),
    system: clock,
    onEvent: (event) => events.push(event),
  });
});

afterEach(async () => {
  await custody.close();
  await server.close();
});

/** Stores a sign-in with an hour to live. */
async function signIn(): Promise<void> {
  await store.put(signInOf(server.issue(), { expiresAt: start + 60 * minute }), { expectedGeneration: 0 });
}

/** Somebody signs in anew, beside us. */
async function signInAgain(): Promise<void> {
  const { accessToken, refreshToken } = server.issue("alex2");
  const tokenSet = {
    accessToken: new Secret(accessToken),
    refreshToken: new Secret(refreshToken),
    tokenType: "bearer",
    receivedAt: start,
  };
  await saveSignIn(store, { userId: "alex", provider, account: "work", clientId: "cli", tokenSet });
}

/** Another process renews the token. */
async function renewElsewhere(): Promise<void> {
  const other = createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: clock });
  await other.refresh(keyFor(), provider);
  await other.close();
}

const request = (signal?: AbortSignal) => ({
  principal: person(),
  provider,
  operation: "chat_completions" as const,
  ...(signal && { signal }),
});

/** Gets a credential and has it refused. @returns what to try instead */
async function refused(signal?: AbortSignal) {
  return custody.refreshAfterUnauthorized(await custody.credentialFor(request()), request(signal));
}

const ended = expect.objectContaining({ constructor: CustodyError, code: "REAUTHENTICATION_REQUIRED" });

/** Has five renewed tokens refused within ten minutes; the next refusal is the last one. */
async function refuseFive(): Promise<void> {
  for (let refusal = 0; refusal < 5; refusal++) {
    expect(await refused()).toBeDefined();
    monotonic += minute;
  }
}

test("a 401 forces one refresh for all requests that saw it", async () => {
  await signIn();
  const credential = await custody.credentialFor(request());
  const again = await Promise.all(
    Array.from({ length: 50 }, () => custody.refreshAfterUnauthorized(credential, request())),
  );
  expect(new Set(again.map((each) => each?.value.reveal()))).toEqual(new Set(["Bearer at.alex.1"]));
  expect(again[0]).toMatchObject({ kind: "oauth", account: "work" });
  expect(server.calls).toBe(1);
});

test("a 401 on a token that was replaced meanwhile gives the new one without a refresh", async () => {
  await signIn();
  const old = await custody.credentialFor(request());
  await renewElsewhere();
  const current = await custody.refreshAfterUnauthorized(old, request());
  expect(current).toMatchObject({ kind: "oauth", account: "work" });
  expect(current?.value.reveal()).toBe("Bearer at.alex.1");
  expect(server.calls).toBe(1);
});

test("a 401 gives what another process renews at the same moment, however often, and that ends nothing", async () => {
  await signIn();
  for (let round = 1; round <= 7; round++) {
    const credential = await custody.credentialFor(request());
    meanwhile = renewElsewhere;
    const again = await custody.refreshAfterUnauthorized(credential, request());
    expect(again?.value.reveal()).toBe(`Bearer at.alex.${round}`);
    expect(server.calls).toBe(round);
  }
});

test("a 401 is final for a key, a shared one and a person's own", async () => {
  const shared = createCustody({ keyMode: "server", store, environmentKeys: new Map([["acme", new Secret("sk")]]) });
  const credential = await shared.credentialFor(request());
  expect(await shared.refreshAfterUnauthorized(credential, request())).toBeUndefined();
  const key = { ...keyFor(), kind: "api_key", state: "active", scopes: [] } as const;
  await store.put({ ...key, apiKey: new Secret("sk") }, { expectedGeneration: 0 });
  expect(await refused()).toBeUndefined();
});

test("a 401 is final for a token that has no refresh token, and the token stays", async () => {
  const { refreshToken: _, ...rest } = signInOf(server.issue(), { expiresAt: start + 60 * minute });
  await store.put(rest, { expectedGeneration: 0 });
  expect(await refused()).toBeUndefined();
  expect(await store.get(keyFor())).toMatchObject({ state: "active" });
});

test("a 401 is final where the server gives the same token again", async () => {
  await signIn();
  const body = { access_token: "at.alex.0", token_type: "Bearer", refresh_token: "rt.alex.1" };
  server.faults.push({ status: 200, body: JSON.stringify(body) });
  expect(await refused()).toBeUndefined();
});

test("a 401 while the server is left alone gives nothing to try", async () => {
  await signIn();
  server.faults.push({ status: 500, body: "{}" });
  expect(await refused()).toBeUndefined();
  expect(await refused()).toBeUndefined();
  expect(server.calls).toBe(1);
});

test("a 401 at a slow server is CREDENTIAL_TIMEOUT, and the refresh goes on", async () => {
  await signIn();
  const opened = Promise.withResolvers<void>();
  server.gate = opened.promise;
  const hurried = createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: clock, timeoutMs: 5 });
  const credential = await hurried.credentialFor(request());
  const late = expect.objectContaining({ constructor: CustodyError, code: "CREDENTIAL_TIMEOUT" });
  await expect(hurried.refreshAfterUnauthorized(credential, request())).rejects.toEqual(late);
  opened.resolve();
  await hurried.close();
  expect((await store.get(keyFor()))?.accessToken?.reveal()).toBe("at.alex.1");
});

test("a 401 after the person logged out, or after the token ended elsewhere, asks for a new sign-in", async () => {
  await signIn();
  const credential = await custody.credentialFor(request());
  const before = await store.get(keyFor());
  if (before === undefined) throw new Error("nothing is stored");
  await store.put({ ...before, state: "reauthentication_required" }, { expectedGeneration: before.generation });
  await expect(custody.refreshAfterUnauthorized(credential, request())).rejects.toEqual(ended);
  await logout({ store, provider, key: keyFor() });
  await expect(custody.refreshAfterUnauthorized(credential, request())).rejects.toEqual(ended);
  expect(server.calls).toBe(0);
});

test("who leaves during the refresh after a 401 is told the reason, and the refresh goes on", async () => {
  await signIn();
  const opened = Promise.withResolvers<void>();
  server.gate = opened.promise;
  const caller = new AbortController();
  const asked = refused(caller.signal);
  await expect.poll(() => server.calls).toBe(1);
  const left = new Error("left");
  caller.abort(left);
  await expect(asked).rejects.toBe(left);
  opened.resolve();
  await custody.close();
  expect((await store.get(keyFor()))?.accessToken?.reveal()).toBe("at.alex.1");
});

test("401s five times within ten minutes on freshly renewed tokens end the token", async () => {
  await signIn();
  await refuseFive();
  await expect(refused()).rejects.toEqual(ended);
  expect(events.at(-1)).toEqual({ type: "ended", key: keyFor(), reason: "refused_after_refresh" });
  await expect(custody.credentialFor(request())).rejects.toEqual(ended);
});

test("401s on another token do not count against a new sign-in", async () => {
  await signIn();
  await refuseFive();
  await expect(refused()).rejects.toEqual(ended);
  await signInAgain();
  expect(await refused()).toBeDefined();
  expect(await refused()).toBeDefined();
});

test("the 401 that would end a token leaves the one that a new sign-in stored at the same moment", async () => {
  await signIn();
  await refuseFive();
  const credential = await custody.credentialFor(request());
  events = [];
  meanwhile = signInAgain;
  await expect(custody.refreshAfterUnauthorized(credential, request())).rejects.toEqual(ended);
  expect((await custody.credentialFor(request())).value.reveal()).toBe("Bearer at.alex2.0");
  expect(events).toEqual([]);
});

test("the 401 that would end a token tells nothing of one that ended elsewhere at the same moment", async () => {
  await signIn();
  await refuseFive();
  const credential = await custody.credentialFor(request());
  events = [];
  meanwhile = async () => {
    const record = await store.get(keyFor());
    if (record === undefined) throw new Error("nothing is stored");
    await store.put({ ...record, state: "reauthentication_required" }, { expectedGeneration: record.generation });
  };
  await expect(custody.refreshAfterUnauthorized(credential, request())).rejects.toEqual(ended);
  expect(events).toEqual([]);
});

test("a 401 during a refresh that finds nothing to do asks the server all the same", async () => {
  await signIn();
  await store.journal.write(keyFor(), new Secret('"left by nobody"'));
  const free = Promise.withResolvers<void>();
  const withLease: TokenStore["withLease"] = async (...lease) => {
    await free.promise;
    return store.withLease(...lease);
  };
  const looking = createCustody({
    keyMode: "server",
    store: { ...store, withLease },
    environmentKeys: new Map(),
    system: clock,
  });
  const credential = await looking.credentialFor(request());
  const asked = looking.refreshAfterUnauthorized(credential, request());
  free.resolve();
  expect((await asked)?.value.reveal()).toBe("Bearer at.alex.1");
  expect(server.calls).toBe(1);
});

test("401s over a longer time, or many times on one renewed token, do not end it", async () => {
  await signIn();
  for (let refusal = 0; refusal < 12; refusal++) {
    const credential = await custody.credentialFor(request());
    const all = Array.from({ length: 3 }, () => custody.refreshAfterUnauthorized(credential, request()));
    expect((await Promise.all(all)).every((each) => each !== undefined)).toBe(true);
    monotonic += 3 * minute;
  }
  expect(await store.get(keyFor())).toMatchObject({ state: "active" });
});
