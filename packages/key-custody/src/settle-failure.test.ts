import { Secret } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFor } from "../test/people.ts";
import { codeOf, minute, startWorld, type World } from "../test/world.ts";
import { saveSignIn } from "./save-sign-in.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

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
    const { refreshToken } = await world.signIn(-1);
    world.server.faults.push(fault);
    expect(await codeOf(world.valueFor())).toBe("CREDENTIAL_TIMEOUT");
    const record = await world.store.get(keyFor());
    expect(record).toMatchObject({ state: "active", refreshFailures: 1 });
    expect(record?.refreshToken?.reveal()).toBe(refreshToken);
    world.monotonic += 1000;
    expect(await world.valueFor()).toBe("Bearer at.alex.1");
    expect(await world.store.get(keyFor())).toMatchObject({ refreshFailures: 0 });
  });

  test("is not tried again before its time, and the time grows until the circuit opens", async () => {
    await world.signIn(-1);
    const waits: number[] = [];
    for (let failure = 1; failure <= 6; failure++) {
      world.server.faults.push({ status: 500, body: "{}" });
      expect(await codeOf(world.valueFor())).toBe("CREDENTIAL_TIMEOUT");
      expect(world.server.calls).toBe(failure);
      const event = world.events.at(-1);
      if (event?.type !== "refresh_failed") throw new Error("no failure event");
      expect(event).toMatchObject({ reason: "server_error", failures: failure, circuitOpen: failure >= 5 });
      waits.push(event.retryAfterMs);
      world.monotonic += event.retryAfterMs - 1;
      const refused = await world.custody.credentialFor(world.request()).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "CREDENTIAL_TIMEOUT", retryAfterMs: expect.closeTo(1, 3) });
      expect(world.server.calls).toBe(failure);
      world.monotonic += 1;
    }
    const bounds = [1000, 2000, 4000, 8000, 60_000, 60_000];
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual((bounds[index] ?? 0) / 2);
      expect(wait).toBeLessThanOrEqual(bounds[index] ?? 0);
    });
    expect(await world.valueFor()).toBe("Bearer at.alex.1");
  });

  test("counts from the start again after a success, and for a new sign-in", async () => {
    const failOnce = async (): Promise<void> => {
      world.server.faults.push({ status: 500, body: "{}" });
      expect(await codeOf(world.valueFor())).toBe("CREDENTIAL_TIMEOUT");
      expect(world.events.at(-1)).toMatchObject({ type: "refresh_failed", failures: 1 });
      world.monotonic += 1000;
    };
    await world.signIn(-1);
    await failOnce();
    await world.valueFor();
    world.now += 2 * 60 * minute;
    await failOnce();
    world.server.end("alex");
    expect(await codeOf(world.valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    await world.store.delete(keyFor());
    await world.signIn(-1);
    await failOnce();
  });

  test.each([
    ["120", 120_000],
    ["999999999", 60 * minute],
  ])("honours Retry-After: %s, within reason", async (header, waitMs) => {
    await world.signIn(-1);
    world.server.faults.push({ status: 429, body: "{}", headers: { "retry-after": header } });
    await codeOf(world.valueFor());
    expect(world.events.at(-1)).toMatchObject({ type: "refresh_failed", retryAfterMs: waitMs });
  });
});

/** Somebody signs in anew, beside us. */
async function signInAgain(): Promise<void> {
  const tokenSet = {
    accessToken: new Secret("at.fresh"),
    refreshToken: new Secret("rt.fresh"),
    tokenType: "bearer",
    receivedAt: world.now,
    expiresAt: world.now + 60 * minute,
  };
  const { store, provider } = world;
  await saveSignIn(store, { userId: "alex", provider, account: "work", clientId: "cli", tokenSet });
}

describe("a token ends", () => {
  test("by invalid_grant: once, with one event, and nobody is asked again", async () => {
    await world.signIn(-1);
    world.server.end("alex");
    expect(await codeOf(world.valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    expect(await codeOf(world.valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    expect(world.server.calls).toBe(1);
    expect(world.events).toEqual([{ type: "ended", key: keyFor(), reason: "invalid_grant" }]);
    const record = await world.store.get(keyFor());
    expect(record).toMatchObject({ state: "reauthentication_required" });
    expect(record?.refreshToken).toBeDefined();
  });

  test("once for all who wanted it renewed at that moment: whoever waited for the lease asks no more", async () => {
    await world.signIn(-1);
    world.server.end("alex");
    const four = Array.from({ length: 4 }, () => world.open());
    const codes = await Promise.all(four.map((each) => codeOf(each.credentialFor(world.request()))));
    expect(codes).toEqual(Array(4).fill("REAUTHENTICATION_REQUIRED"));
    expect(world.server.calls).toBe(1);
    expect(world.events).toEqual([{ type: "ended", key: keyFor(), reason: "invalid_grant" }]);
  });

  test("by the errors of its provider file, and by no other", async () => {
    const signInData = world.provider.signIn;
    if (signInData === undefined) throw new Error("the test provider signs in");
    world.provider = {
      ...world.provider,
      signIn: { ...signInData, terminalRefreshErrors: ["app_session_terminated"] },
    };
    await world.signIn(-1);
    world.server.faults.push(
      { status: 400, body: '{"error":"invalid_grant"}' },
      { status: 400, body: '{"error":"app_session_terminated"}' },
    );
    expect(await codeOf(world.valueFor())).toBe("CREDENTIAL_TIMEOUT");
    world.monotonic += 1000;
    expect(await codeOf(world.valueFor())).toBe("REAUTHENTICATION_REQUIRED");
  });

  test("not when another process was faster: the stored token wins", async () => {
    await world.signIn(-1);
    const opened = Promise.withResolvers<void>();
    world.server.gate = opened.promise;
    const asked = world.valueFor();
    await expect.poll(() => world.server.calls).toBe(1);
    await signInAgain();
    world.server.end("alex");
    opened.resolve();
    expect(await asked).toBe("Bearer at.fresh");
    expect(await world.store.get(keyFor())).toMatchObject({ state: "active" });
  });

  test("never by an answer that came after a new sign-in: the sign-in stays, the answer is dropped", async () => {
    await world.signIn(-1);
    const opened = Promise.withResolvers<void>();
    world.server.gate = opened.promise;
    const asked = world.valueFor();
    await expect.poll(() => world.server.calls).toBe(1);
    await signInAgain();
    opened.resolve();
    expect(await asked).toBe("Bearer at.fresh");
    expect((await world.store.get(keyFor()))?.refreshToken?.reveal()).toBe("rt.fresh");
    expect(await world.store.journal.read(keyFor())).toBeUndefined();
    expect(world.events).toEqual([{ type: "discarded", key: keyFor(), reason: "replaced" }]);
  });

  test("a new sign-in revives it", async () => {
    await world.signIn(-1);
    world.server.end("alex");
    await codeOf(world.valueFor());
    await signInAgain();
    expect(await world.valueFor()).toBe("Bearer at.fresh");
  });
});
