import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFor, signInOf } from "../test/people.ts";
import { codeOf, minute, startWorld, type World } from "../test/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("a token that is about to expire", () => {
  test("with more than five minutes left is used as it is", async () => {
    await world.signIn(5 * minute + 1);
    // The lifetime is counted from the sign-in, so a quarter of it is the margin here.
    expect(await world.valueFor()).toBe("Bearer at.alex.0");
    expect(world.server.calls).toBe(0);
  });

  test("serves while it is renewed beside the request", async () => {
    await world.signIn(60 * minute);
    world.now += 56 * minute;
    expect(await world.valueFor()).toBe("Bearer at.alex.0");
    await world.custody.close();
    expect(await world.valueFor()).toBe("Bearer at.alex.1");
    expect(world.server.calls).toBe(1);
    expect(world.events).toEqual([{ type: "refreshed", key: keyFor(), recovered: false }]);
    expect(await world.store.get(keyFor())).toMatchObject({
      refreshFailures: 0,
      lastRefreshAt: world.now,
      expiresAt: world.now + 60 * minute,
    });
    expect(await world.store.journal.read(keyFor())).toBeUndefined();
  });

  test("serves on when the renewal fails", async () => {
    await world.signIn(60 * minute);
    world.now += 56 * minute;
    world.server.faults.push({ status: 503, body: "" });
    expect(await world.valueFor()).toBe("Bearer at.alex.0");
    await world.custody.close();
    expect(await world.valueFor()).toBe("Bearer at.alex.0");
    expect(await world.store.get(keyFor())).toMatchObject({ state: "active", refreshFailures: 1 });
    world.monotonic += 1000;
    await world.valueFor();
    await world.custody.close();
    expect(world.server.calls).toBe(2);
  });
});

describe("an expired token", () => {
  test("asked for a hundred times at once is refreshed exactly once", async () => {
    await world.signIn(-1);
    const values = await Promise.all(Array.from({ length: 100 }, () => world.valueFor()));
    expect(new Set(values)).toEqual(new Set(["Bearer at.alex.1"]));
    expect(world.server.calls).toBe(1);
  });

  test("of each of a hundred people is refreshed once, without cross talk", async () => {
    const people = Array.from({ length: 100 }, (_, index) => `user${index}`);
    for (const userId of people) await world.signIn(-1, userId);
    const asked = people.flatMap((userId) => Array.from({ length: 10 }, () => userId));
    expect(await Promise.all(asked.map((userId) => world.valueFor(userId)))).toEqual(
      asked.map((userId) => `Bearer at.${userId}.1`),
    );
    expect(world.server.calls).toBe(100);
  });

  test("is refreshed once by four custodies on one store", async () => {
    await world.signIn(-1);
    const four = Array.from({ length: 4 }, () => world.open());
    const all = await Promise.all(
      four.flatMap((each) => Array.from({ length: 25 }, () => each.credentialFor(world.request()))),
    );
    expect(new Set(all.map(({ value }) => value.reveal()))).toEqual(new Set(["Bearer at.alex.1"]));
    expect(world.server.calls).toBe(1);
    expect(world.server.familiesRevoked).toBe(0);
  });

  test("whose caller leaves is refreshed all the same", async () => {
    await world.signIn(-1);
    const opened = Promise.withResolvers<void>();
    world.server.gate = opened.promise;
    const caller = new AbortController();
    const left = new Error("left");
    const asked = world.custody.credentialFor(world.request({ signal: caller.signal }));
    await expect.poll(() => world.server.calls).toBe(1);
    caller.abort(left);
    await expect(asked).rejects.toBe(left);
    opened.resolve();
    await world.custody.close();
    expect(await world.valueFor()).toBe("Bearer at.alex.1");
    expect(world.server.calls).toBe(1);
  });

  test("at a slow server gives each request its own deadline and no second refresh", async () => {
    await world.signIn(-1);
    const opened = Promise.withResolvers<void>();
    world.server.gate = opened.promise;
    world.custody = world.open({ timeoutMs: 30 });
    const codes = await Promise.all([codeOf(world.valueFor()), codeOf(world.valueFor())]);
    codes.push(await codeOf(world.valueFor()));
    expect(codes).toEqual(["CREDENTIAL_TIMEOUT", "CREDENTIAL_TIMEOUT", "CREDENTIAL_TIMEOUT"]);
    opened.resolve();
    await world.custody.close();
    expect(await world.valueFor()).toBe("Bearer at.alex.1");
    expect(world.server.calls).toBe(1);
  });

  test("without a refresh token serves until it ended, although it was due", async () => {
    const { refreshToken: _, ...rest } = signInOf(world.server.issue(), { expiresAt: world.now + 60 * minute });
    await world.store.put(rest, { expectedGeneration: 0 });
    world.now += 59 * minute;
    expect(await world.valueFor()).toBe("Bearer at.alex.0");
    expect(world.server.calls).toBe(0);
  });

  test("without a refresh token asks for a new sign-in and calls nobody", async () => {
    const { refreshToken: _, ...rest } = signInOf(world.server.issue(), { expiresAt: world.now - 1 });
    await world.store.put(rest, { expectedGeneration: 0 });
    expect(await codeOf(world.valueFor())).toBe("REAUTHENTICATION_REQUIRED");
    expect(world.server.calls).toBe(0);
    expect(await world.store.get(keyFor())).toMatchObject({ state: "active" });
  });
});
