import { Secret, type System, system } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFor, nobody, person, providerAt, signInOf } from "../test/people.ts";
import { type RotatingServer, type RotatingServerOptions, startRotatingServer } from "../test/rotating-server.ts";
import { type CredentialRequest, type Custody, type CustodyOptions, createCustody } from "./custody.ts";
import { CustodyError, type CustodyErrorCode } from "./error.ts";
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
let now: number;
let monotonic: number;

const clock: System = { ...system, now: () => now, monotonic: () => monotonic };

beforeEach(async () => {
  now = start;
  monotonic = 0;
  events = [];
  store = memoryTokenStore({ system: clock });
  await begin();
});

afterEach(async () => {
  await custody.close();
  await server.close();
});

async function begin(options: RotatingServerOptions = {}): Promise<void> {
  if (server) await server.close();
  server = await startRotatingServer(options);
  provider = providerAt(server.url);
  custody = open();
}

function open(options: Partial<CustodyOptions> = {}): Custody {
  const onEvent = (event: CustodyEvent) => events.push(event);
  return createCustody({ keyMode: "server", store, environmentKeys: new Map(), system: clock, onEvent, ...options });
}

/** Stores a sign-in whose access token has `leftMs` to live. */
async function signIn(leftMs: number, userId = "alex") {
  const tokens = server.issue(userId);
  await store.put(signInOf(tokens, { userId, expiresAt: now + leftMs }), { expectedGeneration: 0 });
  return tokens;
}

const request = (change: Partial<CredentialRequest> = {}): CredentialRequest => ({
  principal: person(),
  provider,
  operation: "chat_completions",
  ...change,
});

const valueFor = async (userId = "alex") =>
  (await custody.credentialFor(request({ principal: person(userId) }))).value.reveal();

async function codeOf(work: Promise<unknown>): Promise<CustodyErrorCode | "resolved"> {
  const reason = await work.then(
    () => "resolved" as const,
    (error: unknown) => error,
  );
  if (reason === "resolved") return reason;
  expect(reason).toBeInstanceOf(CustodyError);
  return reason instanceof CustodyError ? reason.code : "resolved";
}

describe("attaching", () => {
  test("a stored token goes to its provider's origin in its provider's header", async () => {
    await signIn(60 * minute);
    expect(await custody.credentialFor(request())).toMatchObject({
      kind: "oauth",
      header: "authorization",
      origin: "https://api.acme.example",
      account: "work",
    });
    expect(await valueFor()).toBe("Bearer at.alex.0");
    expect(server.calls).toBe(0);
  });

  test("an environment key and a caller's key are attached the provider's way, a caller's scheme is not doubled", async () => {
    const keyed = providerAt(server.url, {
      name: "keyed",
      credentials: {
        environment: { header: "x-api-key", prefix: "", serves: "all" },
        client: { header: "x-api-key", prefix: "", serves: "all" },
      },
    });
    const environmentKeys = new Map([["keyed", new Secret("sk-env")]]);
    const shared = await open({ environmentKeys }).credentialFor(request({ principal: nobody, provider: keyed }));
    expect([shared.header, shared.value.reveal()]).toEqual(["x-api-key", "sk-env"]);
    const through = open({ keyMode: "passthrough" });
    const own = await through.credentialFor(request({ provider: keyed, foreign: new Secret("sk-own") }));
    expect([own.kind, own.header, own.value.reveal()]).toEqual(["client", "x-api-key", "sk-own"]);
    const foreign = new Secret("Bearer sk-own");
    const same = await through.credentialFor(request({ provider: keyed, foreign, foreignHeader: "authorization" }));
    expect([same.header, same.value.reveal()]).toEqual(["authorization", "Bearer sk-own"]);
    expect((await through.credentialFor(request({ foreign }))).value.reveal()).toBe("Bearer sk-own");
  });

  test("an InferShield token is never attached, wherever it was found", async () => {
    const foreign = new Secret("ifsp_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4eEWm9");
    expect(await codeOf(open({ keyMode: "passthrough" }).credentialFor(request({ foreign })))).toBe("NOT_PERMITTED");
  });

  test("one person never gets another's token", async () => {
    await signIn(60 * minute, "alex");
    await signIn(60 * minute, "sam");
    expect(await valueFor("sam")).toBe("Bearer at.sam.0");
    expect(await codeOf(valueFor("kim"))).toBe("REAUTHENTICATION_REQUIRED");
  });

  test("passing through what a caller must bring, a custody says so where nothing was brought", async () => {
    const through = open({ keyMode: "passthrough" });
    expect(await codeOf(through.credentialFor(request()))).toBe("MISSING_CLIENT_KEY");
  });

  test("nobody in particular is told that a token would help, only when one would", async () => {
    expect(await codeOf(custody.credentialFor(request({ principal: nobody })))).toBe("UPSTREAM_KEY_NOT_CONFIGURED");
    await signIn(60 * minute);
    expect(await codeOf(custody.credentialFor(request({ principal: nobody })))).toBe("MISSING_TOKEN");
  });

  test("somebody without a key learns and gets nothing of what others have stored", async () => {
    await signIn(60 * minute, "sam");
    const { signIn: _, ...keysOnly } = provider;
    expect(await codeOf(custody.credentialFor(request({ provider: keysOnly })))).toBe("UPSTREAM_KEY_NOT_CONFIGURED");
  });

  test("an account of the other kind serves what the selected one does not", async () => {
    const oauth = { header: "authorization", prefix: "Bearer ", serves: ["responses"] } as const;
    provider = { ...provider, credentials: { ...provider.credentials, oauth } };
    await signIn(60 * minute);
    const key = { ...keyFor(), account: "key", kind: "api_key", state: "active", scopes: [] } as const;
    await store.put({ ...key, apiKey: new Secret("sk-stored") }, { expectedGeneration: 0 });
    expect(await custody.credentialFor(request({ operation: "responses" }))).toMatchObject({
      kind: "oauth",
      account: "work",
    });
    expect(await custody.credentialFor(request())).toMatchObject({ kind: "api_key", account: "key" });
    expect(await valueFor()).toBe("Bearer sk-stored");
  });

  test("a store that fails is STORE_UNAVAILABLE", async () => {
    await signIn(60 * minute);
    await store.close();
    expect(await codeOf(valueFor())).toBe("STORE_UNAVAILABLE");
  });
});

describe("a token that is about to expire", () => {
  test("with more than five minutes left is used as it is", async () => {
    await signIn(5 * minute + 1);
    // The lifetime is counted from the sign-in, so a quarter of it is the margin here.
    expect(await valueFor()).toBe("Bearer at.alex.0");
    expect(server.calls).toBe(0);
  });

  test("serves while it is renewed beside the request", async () => {
    await signIn(60 * minute);
    now += 56 * minute;
    expect(await valueFor()).toBe("Bearer at.alex.0");
    await custody.close();
    expect(await valueFor()).toBe("Bearer at.alex.1");
    expect(server.calls).toBe(1);
    expect(events).toEqual([{ type: "refreshed", key: keyFor(), recovered: false }]);
    expect(await store.get(keyFor())).toMatchObject({
      refreshFailures: 0,
      lastRefreshAt: now,
      expiresAt: now + 60 * minute,
    });
    expect(await store.journal.read(keyFor())).toBeUndefined();
  });

  test("serves on when the renewal fails", async () => {
    await signIn(60 * minute);
    now += 56 * minute;
    server.faults.push({ status: 503, body: "" });
    expect(await valueFor()).toBe("Bearer at.alex.0");
    await custody.close();
    expect(await valueFor()).toBe("Bearer at.alex.0");
    expect(await store.get(keyFor())).toMatchObject({ state: "active", refreshFailures: 1 });
    monotonic += 1000;
    await valueFor();
    await custody.close();
    expect(server.calls).toBe(2);
  });
});

describe("an expired token", () => {
  test("asked for a hundred times at once is refreshed exactly once", async () => {
    await signIn(-1);
    const values = await Promise.all(Array.from({ length: 100 }, () => valueFor()));
    expect(new Set(values)).toEqual(new Set(["Bearer at.alex.1"]));
    expect(server.calls).toBe(1);
  });

  test("of each of a hundred people is refreshed once, without cross talk", async () => {
    const people = Array.from({ length: 100 }, (_, index) => `user${index}`);
    for (const userId of people) await signIn(-1, userId);
    const asked = people.flatMap((userId) => Array.from({ length: 10 }, () => userId));
    expect(await Promise.all(asked.map((userId) => valueFor(userId)))).toEqual(
      asked.map((userId) => `Bearer at.${userId}.1`),
    );
    expect(server.calls).toBe(100);
  });

  test("is refreshed once by four custodies on one store", async () => {
    await signIn(-1);
    const four = Array.from({ length: 4 }, () => open());
    const all = await Promise.all(
      four.flatMap((each) => Array.from({ length: 25 }, () => each.credentialFor(request()))),
    );
    expect(new Set(all.map(({ value }) => value.reveal()))).toEqual(new Set(["Bearer at.alex.1"]));
    expect(server.calls).toBe(1);
    expect(server.familiesRevoked).toBe(0);
  });

  test("whose caller leaves is refreshed all the same", async () => {
    await signIn(-1);
    const opened = Promise.withResolvers<void>();
    server.gate = opened.promise;
    const caller = new AbortController();
    const left = new Error("left");
    const asked = custody.credentialFor(request({ signal: caller.signal }));
    await expect.poll(() => server.calls).toBe(1);
    caller.abort(left);
    await expect(asked).rejects.toBe(left);
    opened.resolve();
    await custody.close();
    expect(await valueFor()).toBe("Bearer at.alex.1");
    expect(server.calls).toBe(1);
  });

  test("at a slow server gives each request its own deadline and no second refresh", async () => {
    await signIn(-1);
    const opened = Promise.withResolvers<void>();
    server.gate = opened.promise;
    custody = open({ timeoutMs: 30 });
    const codes = await Promise.all([codeOf(valueFor()), codeOf(valueFor())]);
    codes.push(await codeOf(valueFor()));
    expect(codes).toEqual(["CREDENTIAL_TIMEOUT", "CREDENTIAL_TIMEOUT", "CREDENTIAL_TIMEOUT"]);
    opened.resolve();
    await custody.close();
    expect(await valueFor()).toBe("Bearer at.alex.1");
    expect(server.calls).toBe(1);
  });

  test("without a refresh token serves until it ended, although it was due", async () => {
    const { refreshToken: _, ...rest } = signInOf(server.issue(), { expiresAt: now + 60 * minute });
    await store.put(rest, { expectedGeneration: 0 });
    now += 59 * minute;
    expect(await valueFor()).toBe("Bearer at.alex.0");
    expect(server.calls).toBe(0);
  });

  test("without a refresh token asks for a new sign-in and calls nobody", async () => {
    const { refreshToken: _, ...rest } = signInOf(server.issue(), { expiresAt: now - 1 });
    await store.put(rest, { expectedGeneration: 0 });
    expect(await codeOf(valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    expect(server.calls).toBe(0);
    expect(await store.get(keyFor())).toMatchObject({ state: "active" });
  });
});

describe("a refresh that fails for now", () => {
  const html = { status: 200, body: "<html>", headers: { "content-type": "text/html" } };
  test.each([
    ["500", { status: 500, body: "{}" }],
    ["502 with HTML", { status: 502, body: "<html>bad gateway</html>", headers: { "content-type": "text/html" } }],
    ["429", { status: 429, body: '{"error":"slow_down"}' }],
    ["200 with HTML", html],
    ["an empty body", { status: 200, body: "" }],
    ["half of a JSON body", { status: 200, body: '{"access_token":"x' }],
    ["a redirect", { status: 302, body: "", headers: { location: "https://evil.example/" } }],
    ["invalid_client", { status: 401, body: '{"error":"invalid_client"}' }],
    ["invalid_request", { status: 400, body: '{"error":"invalid_request"}' }],
    ["a reset connection", "reset"],
  ] as const)("(%s) leaves the stored token as it is, and the next attempt succeeds", async (_title, fault) => {
    const { refreshToken } = await signIn(-1);
    server.faults.push(fault);
    expect(await codeOf(valueFor())).toBe("CREDENTIAL_TIMEOUT");
    const record = await store.get(keyFor());
    expect(record).toMatchObject({ state: "active", refreshFailures: 1 });
    expect(record?.refreshToken?.reveal()).toBe(refreshToken);
    monotonic += 1000;
    expect(await valueFor()).toBe("Bearer at.alex.1");
    expect(await store.get(keyFor())).toMatchObject({ refreshFailures: 0 });
  });

  test("is not tried again before its time, and the time grows until the circuit opens", async () => {
    await signIn(-1);
    const waits: number[] = [];
    for (let failure = 1; failure <= 6; failure++) {
      server.faults.push({ status: 500, body: "{}" });
      expect(await codeOf(valueFor())).toBe("CREDENTIAL_TIMEOUT");
      expect(server.calls).toBe(failure);
      const event = events.at(-1);
      if (event?.type !== "refresh_failed") throw new Error("no failure event");
      expect(event).toMatchObject({ reason: "server_error", failures: failure, circuitOpen: failure >= 5 });
      waits.push(event.retryAfterMs);
      monotonic += event.retryAfterMs - 1;
      const refused = await custody.credentialFor(request()).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "CREDENTIAL_TIMEOUT", retryAfterMs: expect.closeTo(1, 3) });
      expect(server.calls).toBe(failure);
      monotonic += 1;
    }
    const bounds = [1000, 2000, 4000, 8000, 60_000, 60_000];
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual((bounds[index] ?? 0) / 2);
      expect(wait).toBeLessThanOrEqual(bounds[index] ?? 0);
    });
    expect(await valueFor()).toBe("Bearer at.alex.1");
  });

  test("counts from the start again after a success, and for a new sign-in", async () => {
    const failOnce = async (): Promise<void> => {
      server.faults.push({ status: 500, body: "{}" });
      expect(await codeOf(valueFor())).toBe("CREDENTIAL_TIMEOUT");
      expect(events.at(-1)).toMatchObject({ type: "refresh_failed", failures: 1 });
      monotonic += 1000;
    };
    await signIn(-1);
    await failOnce();
    await valueFor();
    now += 2 * 60 * minute;
    await failOnce();
    server.end("alex");
    expect(await codeOf(valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    await store.delete(keyFor());
    await signIn(-1);
    await failOnce();
  });

  test.each([
    ["120", 120_000],
    ["999999999", 60 * minute],
  ])("honours Retry-After: %s, within reason", async (header, waitMs) => {
    await signIn(-1);
    server.faults.push({ status: 429, body: "{}", headers: { "retry-after": header } });
    await codeOf(valueFor());
    expect(events.at(-1)).toMatchObject({ type: "refresh_failed", retryAfterMs: waitMs });
  });
});

describe("a refresh that somebody asked for", () => {
  test("renews a token that is fresh", async () => {
    await signIn(60 * minute);
    expect((await custody.refresh(keyFor(), provider)).accessToken?.reveal()).toBe("at.alex.1");
  });

  test("is CREDENTIAL_TIMEOUT where the server gives no usable answer", async () => {
    await signIn(60 * minute);
    server.faults.push({ status: 500, body: "{}" });
    expect(await codeOf(custody.refresh(keyFor(), provider))).toBe("CREDENTIAL_TIMEOUT");
  });
});

test("what a crash left is let lie where its provider is not known any more, or its token is gone", async () => {
  await signIn(60 * minute);
  const entry = new Secret('{"stage":"intent","used":"rt.alex.0","generation":1}');
  await store.journal.write(keyFor(), entry);
  expect(await custody.recover(() => undefined)).toBe(0);
  await store.delete(keyFor());
  expect(await custody.recover(() => provider)).toBe(0);
  expect((await store.journal.read(keyFor()))?.reveal()).toBe(entry.reveal());
  expect(server.calls).toBe(0);
});

describe("a token ends", () => {
  test("by invalid_grant: once, with one event, and nobody is asked again", async () => {
    await signIn(-1);
    server.end("alex");
    expect(await codeOf(valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    expect(await codeOf(valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    expect(server.calls).toBe(1);
    expect(events).toEqual([{ type: "ended", key: keyFor(), reason: "invalid_grant" }]);
    const record = await store.get(keyFor());
    expect(record).toMatchObject({ state: "reauthentication_required" });
    expect(record?.refreshToken).toBeDefined();
  });

  test("once for all who wanted it renewed at that moment: whoever waited for the lease asks no more", async () => {
    await signIn(-1);
    server.end("alex");
    const four = Array.from({ length: 4 }, () => open());
    const codes = await Promise.all(four.map((each) => codeOf(each.credentialFor(request()))));
    expect(codes).toEqual(Array(4).fill("REAUTHENTICATION_REQUIRED"));
    expect(server.calls).toBe(1);
    expect(events).toEqual([{ type: "ended", key: keyFor(), reason: "invalid_grant" }]);
  });

  test("by the errors of its provider file, and by no other", async () => {
    const signInData = provider.signIn;
    if (signInData === undefined) throw new Error("the test provider signs in");
    provider = { ...provider, signIn: { ...signInData, terminalRefreshErrors: ["app_session_terminated"] } };
    await signIn(-1);
    server.faults.push(
      { status: 400, body: '{"error":"invalid_grant"}' },
      { status: 400, body: '{"error":"app_session_terminated"}' },
    );
    expect(await codeOf(valueFor())).toBe("CREDENTIAL_TIMEOUT");
    monotonic += 1000;
    expect(await codeOf(valueFor())).toBe("REAUTHENTICATION_REQUIRED");
  });

  test("not when another process was faster: the stored token wins", async () => {
    await signIn(-1);
    const opened = Promise.withResolvers<void>();
    server.gate = opened.promise;
    const asked = valueFor();
    await expect.poll(() => server.calls).toBe(1);
    await saveSignIn(store, {
      userId: "alex",
      provider,
      account: "work",
      clientId: "cli",
      tokenSet: {
        accessToken: new Secret("at.fresh"),
        refreshToken: new Secret("rt.fresh"),
        tokenType: "bearer",
        receivedAt: now,
        expiresAt: now + 60 * minute,
      },
    });
    server.end("alex");
    opened.resolve();
    expect(await asked).toBe("Bearer at.fresh");
    expect(await store.get(keyFor())).toMatchObject({ state: "active" });
  });

  test("never by an answer that came after a new sign-in: the sign-in stays, the answer is dropped", async () => {
    await signIn(-1);
    const opened = Promise.withResolvers<void>();
    server.gate = opened.promise;
    const asked = valueFor();
    await expect.poll(() => server.calls).toBe(1);
    const tokenSet = {
      accessToken: new Secret("at.fresh"),
      refreshToken: new Secret("rt.fresh"),
      tokenType: "bearer",
      receivedAt: now,
      expiresAt: now + 60 * minute,
    };
    await saveSignIn(store, { userId: "alex", provider, account: "work", clientId: "cli", tokenSet });
    opened.resolve();
    expect(await asked).toBe("Bearer at.fresh");
    expect((await store.get(keyFor()))?.refreshToken?.reveal()).toBe("rt.fresh");
    expect(await store.journal.read(keyFor())).toBeUndefined();
    expect(events).toEqual([{ type: "discarded", key: keyFor(), reason: "replaced" }]);
  });

  test("a new sign-in revives it", async () => {
    await signIn(-1);
    server.end("alex");
    await codeOf(valueFor());
    const { accessToken, refreshToken } = server.issue();
    const tokenSet = {
      accessToken: new Secret(accessToken),
      refreshToken: new Secret(refreshToken),
      tokenType: "bearer",
      receivedAt: now,
    };
    await saveSignIn(store, { userId: "alex", provider, account: "work", clientId: "cli", tokenSet });
    expect(await valueFor()).toBe("Bearer at.alex.0");
  });
});

describe("odd lifetimes", () => {
  test.each([
    [null, 60 * minute],
    [0, 60 * minute],
    [-5, 60 * minute],
    ["3600", 60 * minute],
    [1e18, 365 * 24 * 60 * minute],
  ])("expires_in %j is taken as %d ms", async (expiresIn, lifetimeMs) => {
    await begin({ expiresIn });
    await signIn(-1);
    expect(await valueFor()).toBe("Bearer at.alex.1");
    expect((await store.get(keyFor()))?.expiresAt).toBe(now + lifetimeMs);
    await valueFor();
    expect(server.calls).toBe(1);
  });

  test("a token that lives for a minute is not renewed by every request", async () => {
    await begin({ expiresIn: 60 });
    await signIn(-1);
    await valueFor();
    now += 40_000;
    await valueFor();
    await custody.close();
    expect(server.calls).toBe(1);
  });

  test("an answer without a refresh token keeps the old one", async () => {
    await begin({ rotates: false });
    await signIn(-1);
    await valueFor();
    expect((await store.get(keyFor()))?.refreshToken?.reveal()).toBe("rt.alex.0");
    now += 2 * 60 * minute;
    expect(await valueFor()).toBe("Bearer at.alex.2");
  });
});

describe("the wall clock", () => {
  const year = 365 * 24 * 60 * minute;
  test.each([60 * minute, -60 * minute, 10 * year, -10 * year])(
    "jumping by %d ms causes at most one refresh",
    async (jump) => {
      await signIn(30 * minute);
      now += jump;
      for (let round = 0; round < 20; round++) await valueFor();
      await custody.close();
      expect(server.calls).toBeLessThanOrEqual(1);
      now -= jump;
      for (let round = 0; round < 20; round++) await valueFor();
      await custody.close();
      expect(server.calls).toBeLessThanOrEqual(2);
    },
  );

  test.each([3 * minute, -3 * minute])("of the server, when it differs by %d ms, is reported", async (skewMs) => {
    await begin({ date: start + skewMs });
    await signIn(-1);
    await valueFor();
    expect(events).toContainEqual({ type: "clock_skew", key: keyFor(), skewMs });
    expect((await store.get(keyFor()))?.expiresAt).toBe(now + 60 * minute);
  });
});

describe("a logout", () => {
  test("revokes the refresh token, then the access token, and deletes", async () => {
    const { accessToken, refreshToken } = await signIn(60 * minute);
    expect(await logout({ store, provider, key: keyFor() })).toEqual({ revoked: "revoked", deleted: true });
    expect(server.revocations).toEqual([
      { token: refreshToken, hint: "refresh_token" },
      { token: accessToken, hint: "access_token" },
    ]);
    expect(await store.get(keyFor())).toBeUndefined();
    expect(await codeOf(valueFor())).toBe("REAUTHENTICATION_REQUIRED");
  });

  test("deletes although the provider cannot be reached, and says what is true", async () => {
    await signIn(60 * minute);
    await server.close();
    expect(await logout({ store, provider, key: keyFor() })).toEqual({ revoked: "failed", deleted: true });
    expect(await logout({ store, provider, key: keyFor() })).toEqual({ revoked: "unsupported", deleted: false });
  });

  test("during a refresh wins: the answer is dropped, its token revoked, nothing comes back", async () => {
    await signIn(-1);
    const opened = Promise.withResolvers<void>();
    server.gate = opened.promise;
    const asked = codeOf(valueFor());
    await expect.poll(() => server.calls).toBe(1);
    await store.delete(keyFor());
    opened.resolve();
    expect(await asked).toBe("REAUTHENTICATION_REQUIRED");
    expect(await store.list()).toEqual([]);
    expect(await store.journal.read(keyFor())).toBeUndefined();
    expect(server.revocations).toEqual([{ token: "rt.alex.1", hint: "refresh_token" }]);
    expect(events).toContainEqual({ type: "discarded", key: keyFor(), reason: "logged_out", revoked: "revoked" });
  });
});
