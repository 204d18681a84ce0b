import { Secret } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NewToken } from "../token.ts";
import type { TokenStore } from "../token-store.ts";
import { describeSharedStore } from "./describe-shared-store.ts";
import { alex, makePlace, type OpenTokenStore, type TestPlace, tokenOf } from "./token-store-place.ts";

/**
 * The behaviour that every token store must show. Run it with vitest, once for each store.
 *
 * @param open - Opens the store of a place, or makes it. `close` closes all that was opened.
 * @param options.isShared - Whether two openings of one place are one store, as several processes have it; default true.
 */
export function describeTokenStore(
  name: string,
  open: OpenTokenStore,
  { isShared = true }: { readonly isShared?: boolean } = {},
): void {
  describe(`token store: ${name}`, () => {
    let place: TestPlace;
    let store: TokenStore;
    beforeEach(async () => {
      place = await makePlace();
      store = await open(place);
    });
    afterEach(async () => {
      await store.close();
      place.remove();
    });

    it("gives back what was put, secrets included", async () => {
      const put = await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
      const got = await store.get(alex);
      expect(got).toEqual(put);
      expect(got).toMatchObject({
        ...alex,
        generation: 1,
        refreshFailures: 0,
        selected: true,
        scopes: ["openid", "offline_access"],
        expiresAt: 1_800_000_000_000,
      });
      expect(got?.accessToken?.reveal()).toBe("one");
      expect(got?.refreshToken?.reveal()).toBe("refresh of one");
      expect(got).not.toHaveProperty("apiKey");
    });

    it("knows nothing of keys that were never put", async () => {
      await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
      for (const change of [{ userId: "bob" }, { provider: "cohere" }, { tenant: "other" }, { account: "home" }]) {
        expect(await store.get({ ...alex, ...change })).toBeUndefined();
      }
    });

    it("replaces a token as a whole when the generation fits, and keeps its id", async () => {
      const first = await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
      const { refreshToken, ...withoutRefresh } = tokenOf(alex, "two");
      const second = await store.put(withoutRefresh, { expectedGeneration: 1 });
      expect(second).toMatchObject({ id: first.id, createdAt: first.createdAt, generation: 2 });
      expect(await store.get(alex)).not.toHaveProperty("refreshToken");
    });

    it.each([0, 2, 7])(
      "refuses a put that expects generation %i over 1 with CONFLICT, and changes nothing",
      async (expectedGeneration) => {
        await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
        await expect(store.put(tokenOf(alex, "two"), { expectedGeneration })).rejects.toMatchObject({
          name: "TokenStoreError",
          code: "CONFLICT",
        });
        expect((await store.get(alex))?.accessToken?.reveal()).toBe("one");
      },
    );

    it("refuses a put over a token that is not there any more", async () => {
      await expect(store.put(tokenOf(alex, "one"), { expectedGeneration: 1 })).rejects.toMatchObject({
        code: "CONFLICT",
      });
    });

    it("lets exactly one of several puts of the same generation win", async () => {
      const puts = Array.from({ length: 8 }, (_, index) =>
        store.put(tokenOf(alex, `${index}`), { expectedGeneration: 0 }).then(
          () => index,
          () => undefined,
        ),
      );
      const won = (await Promise.all(puts)).filter((each) => each !== undefined);
      expect(won).toHaveLength(1);
      expect((await store.get(alex))?.accessToken?.reveal()).toBe(`${won[0]}`);
    });

    it("never repeats a generation after a delete, so an older writer loses", async () => {
      const first = await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
      await store.delete(alex);
      const second = await store.put(tokenOf(alex, "two"), { expectedGeneration: 0 });
      expect(second.generation).toBeGreaterThan(first.generation);
      expect(second.id).not.toBe(first.id);
    });

    it("selects the first account, another one on demand, and the oldest left after a delete", async () => {
      const home = { ...alex, account: "home" };
      const third = { ...alex, account: "third" };
      const { account, ...anyAccount } = alex;
      for (const key of [alex, home, third]) await store.put(tokenOf(key, key.account), { expectedGeneration: 0 });
      expect((await store.get(anyAccount))?.account).toBe("work");
      await store.select(home);
      expect((await store.get(anyAccount))?.account).toBe("home");
      expect((await store.get(home))?.generation).toBe(1);
      await store.put(tokenOf(home, "again"), { expectedGeneration: 1 });
      expect((await store.get(anyAccount))?.account).toBe("home");
      await store.delete(home);
      expect((await store.get(anyAccount))?.account).toBe("work");
      expect((await store.list()).filter((each) => each.selected)).toHaveLength(1);
    });

    it("says NOT_FOUND when the account to select is not there", async () => {
      await expect(store.select(alex)).rejects.toMatchObject({ name: "TokenStoreError", code: "NOT_FOUND" });
    });

    it("deletes one token and tells whether there was one", async () => {
      await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
      expect(await store.delete(alex)).toBe(true);
      expect(await store.delete(alex)).toBe(false);
      expect(await store.get(alex)).toBeUndefined();
    });

    it("lists without secrets, in order, by filter", async () => {
      const bob = { ...alex, userId: "bob@example.com" };
      const cohere = { ...alex, provider: "cohere" };
      for (const key of [alex, bob, cohere]) await store.put(tokenOf(key, "secret-value"), { expectedGeneration: 0 });
      const all = await store.list();
      expect(all.map((each) => [each.userId, each.provider])).toEqual([
        ["alex@example.com", "openai"],
        ["bob@example.com", "openai"],
        ["alex@example.com", "cohere"],
      ]);
      expect(all[0]?.has).toEqual(["access_token", "refresh_token"]);
      expect(all[0]).not.toHaveProperty("accessToken");
      expect(await store.list({ userId: "bob@example.com" })).toHaveLength(1);
      expect(await store.list({ provider: "openai", tenant: "default" })).toHaveLength(2);
      expect(await store.list({ tenant: "other" })).toEqual([]);
    });

    it("keeps every kind of member", async () => {
      const token: NewToken = {
        ...alex,
        kind: "api_key",
        state: "reauthentication_required",
        scopes: [],
        refreshFailures: 3,
        lastRefreshAt: 1_700_000_000_000,
        clientId: "client",
        apiKey: new Secret("key"),
        idToken: new Secret("id"),
      };
      await store.put(token, { expectedGeneration: 0 });
      const got = await store.get(alex);
      expect(got).toMatchObject({
        kind: "api_key",
        state: "reauthentication_required",
        refreshFailures: 3,
        clientId: "client",
      });
      expect(got?.lastRefreshAt).toBe(1_700_000_000_000);
      expect([got?.apiKey?.reveal(), got?.idToken?.reveal()]).toEqual(["key", "id"]);
      expect(got).not.toHaveProperty("expiresAt");
      expect(got).not.toHaveProperty("displayName");
    });

    it.each([
      { userId: "" },
      { account: "\ud800" },
      { provider: "x".repeat(2000) },
      { expiresAt: Number.NaN },
      { expiresAt: -1 },
    ])("refuses %j with INVALID_TOKEN", async (change) => {
      await expect(store.put({ ...tokenOf(alex, "one"), ...change }, { expectedGeneration: 0 })).rejects.toMatchObject({
        name: "TokenStoreError",
        code: "INVALID_TOKEN",
      });
    });

    it("lets one holder of a lease work at a time, and others of other keys meanwhile", async () => {
      const hold = Promise.withResolvers<void>();
      const log: string[] = [];
      const first = store.withLease(alex, async () => {
        log.push("first");
        await hold.promise;
        log.push("first done");
      });
      const second = store.withLease(alex, async () => log.push("second"));
      await store.withLease({ ...alex, account: "home" }, async () => log.push("other"));
      hold.resolve();
      await Promise.all([first, second]);
      expect(log.filter((each) => each !== "other")).toEqual(["first", "first done", "second"]);
      expect(log.indexOf("other")).toBeLessThan(log.indexOf("first done"));
    });

    it("gives up a lease after waitMs with LEASE_TIMEOUT, and a failed work gives it back", async () => {
      const hold = Promise.withResolvers<void>();
      const held = store.withLease(alex, () => hold.promise);
      await expect(store.withLease(alex, async () => 1, { waitMs: 10 })).rejects.toMatchObject({
        name: "TokenStoreError",
        code: "LEASE_TIMEOUT",
      });
      hold.resolve();
      await held;
      await expect(store.withLease(alex, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
      expect(await store.withLease(alex, async () => "free")).toBe("free");
    });

    it("stops waiting for a lease with the signal's reason", async () => {
      const hold = Promise.withResolvers<void>();
      const held = store.withLease(alex, () => hold.promise);
      const controller = new AbortController();
      const waiting = store.withLease(alex, async () => 1, { signal: controller.signal });
      controller.abort(new Error("gone"));
      await expect(waiting).rejects.toThrow("gone");
      hold.resolve();
      await held;
    });

    it("keeps one journal entry a key, apart from the token", async () => {
      const bob = { ...alex, userId: "bob@example.com" };
      expect(await store.journal.read(alex)).toBeUndefined();
      await store.journal.write(alex, new Secret('{"step":1}'));
      await store.journal.write(bob, new Secret('{"step":9}'));
      await store.journal.write(alex, new Secret('{"step":2}'));
      expect((await store.journal.read(alex))?.reveal()).toBe('{"step":2}');
      await store.journal.clear(alex);
      await store.journal.clear(alex);
      expect(await store.journal.read(alex)).toBeUndefined();
      expect((await store.journal.read(bob))?.reveal()).toBe('{"step":9}');
      expect(await store.journal.keys()).toEqual([bob]);
      expect(await store.list()).toEqual([]);
    });

    it("refuses work after close with STORE_CLOSED", async () => {
      await store.close();
      await expect(store.get(alex)).rejects.toMatchObject({ name: "TokenStoreError", code: "STORE_CLOSED" });
      await expect(store.put(tokenOf(alex, "x"), { expectedGeneration: 0 })).rejects.toMatchObject({
        code: "STORE_CLOSED",
      });
    });

    it("stamps creation once and every update", async () => {
      const first = await store.put(tokenOf(alex, "one"), { expectedGeneration: 0 });
      place.advance(60_000);
      const second = await store.put(tokenOf(alex, "two"), { expectedGeneration: 1 });
      expect(second.createdAt).toBe(first.createdAt);
      expect(second.updatedAt - first.updatedAt).toBe(60_000);
    });
  });
  if (isShared) describeSharedStore(name, open);
}
