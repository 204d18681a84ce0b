import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyFor } from "../test/people.ts";
import type { RotatingServerOptions } from "../test/rotating-server.ts";
import { minute, start, startWorld, type World } from "../test/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

/** Starts anew, with a server that answers otherwise. */
async function begin(options: RotatingServerOptions): Promise<void> {
  await world.close();
  world = await startWorld(options);
}

describe("odd lifetimes", () => {
  test.each([
    [null, 60 * minute],
    [0, 60 * minute],
    [-5, 60 * minute],
    ["3600", 60 * minute],
    [1e18, 365 * 24 * 60 * minute],
  ])("expires_in %j is taken as %d ms", async (expiresIn, lifetimeMs) => {
    await begin({ expiresIn });
    await world.signIn(-1);
    expect(await world.valueFor()).toBe("Bearer at.alex.1");
    expect((await world.store.get(keyFor()))?.expiresAt).toBe(world.now + lifetimeMs);
    await world.valueFor();
    expect(world.server.calls).toBe(1);
  });

  test("a token that lives for a minute is not renewed by every request", async () => {
    await begin({ expiresIn: 60 });
    await world.signIn(-1);
    await world.valueFor();
    world.now += 40_000;
    await world.valueFor();
    await world.custody.close();
    expect(world.server.calls).toBe(1);
  });

  test("an answer without a refresh token keeps the old one", async () => {
    await begin({ rotates: false });
    await world.signIn(-1);
    await world.valueFor();
    expect((await world.store.get(keyFor()))?.refreshToken?.reveal()).toBe("rt.alex.0");
    world.now += 2 * 60 * minute;
    expect(await world.valueFor()).toBe("Bearer at.alex.2");
  });
});

describe("the wall clock", () => {
  const year = 365 * 24 * 60 * minute;
  test.each([60 * minute, -60 * minute, 10 * year, -10 * year])(
    "jumping by %d ms causes at most one refresh",
    async (jump) => {
      await world.signIn(30 * minute);
      world.now += jump;
      for (let round = 0; round < 20; round++) await world.valueFor();
      await world.custody.close();
      expect(world.server.calls).toBeLessThanOrEqual(1);
      world.now -= jump;
      for (let round = 0; round < 20; round++) await world.valueFor();
      await world.custody.close();
      expect(world.server.calls).toBeLessThanOrEqual(2);
    },
  );

  test.each([3 * minute, -3 * minute])("of the server, when it differs by %d ms, is reported", async (skewMs) => {
    await begin({ date: start + skewMs });
    await world.signIn(-1);
    await world.valueFor();
    expect(world.events).toContainEqual({ type: "clock_skew", key: keyFor(), skewMs });
    expect((await world.store.get(keyFor()))?.expiresAt).toBe(world.now + 60 * minute);
  });
});
