import { Secret } from "@infershield/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TokenStore } from "../token-store.ts";
import { alex, makePlace, type OpenTokenStore, type TestPlace, tokenOf } from "./token-store-place.ts";

/** What two openings of one place must show, which stand for two processes. */
export function describeSharedStore(name: string, open: OpenTokenStore): void {
  describe(`token store opened twice: ${name}`, () => {
    let place: TestPlace;
    let store: TokenStore;
    let other: TokenStore;
    beforeEach(async () => {
      place = await makePlace();
      store = await open(place);
      other = await open(place);
    });
    afterEach(async () => {
      await store.close();
      await other.close();
      place.remove();
    });

    it("shows at once what the other opening wrote, and that it deleted", async () => {
      for (let generation = 0; generation < 20; generation++) {
        const [writer, reader] = generation % 2 === 0 ? [store, other] : [other, store];
        await writer.put(tokenOf(alex, `token ${generation}`), { expectedGeneration: generation });
        expect((await reader.get(alex))?.accessToken?.reveal()).toBe(`token ${generation}`);
      }
      await store.delete(alex);
      expect(await other.get(alex)).toBeUndefined();
    });

    it("lets one of many puts of the same generation win, and loses none of different tokens", async () => {
      const both = [store, other, store, other, store, other];
      const same = both.map((each) => each.put(tokenOf(alex, "one"), { expectedGeneration: 0 }));
      const settled = await Promise.allSettled(same);
      expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      await Promise.all(
        both.map((each, index) => each.put(tokenOf({ ...alex, userId: `${index}` }, "own"), { expectedGeneration: 0 })),
      );
      expect(await store.list()).toHaveLength(7);
    });

    it("shares leases and the journal", async () => {
      const hold = Promise.withResolvers<void>();
      const held = store.withLease(alex, () => hold.promise);
      await expect(other.withLease(alex, async () => 1, { waitMs: 20 })).rejects.toMatchObject({
        code: "LEASE_TIMEOUT",
      });
      hold.resolve();
      await held;
      expect(await other.withLease(alex, async () => "free")).toBe("free");
      await store.journal.write(alex, new Secret("note"));
      expect((await other.journal.read(alex))?.reveal()).toBe("note");
    });
  });
}
