import { readFileSync } from "node:fs";
import { createUnlocker, resolveMasterKey } from "@infershield/envelope";
import { afterAll, describe, expect, it } from "vitest";
import { parseTokenFile } from "../src/token-file.ts";
import { filledHome, removeHomes } from "./crash-harness.ts";
import { flipBits, openingOnce } from "./damage.ts";

afterAll(removeHomes);

describe("a token file of five records", { timeout: 3_600_000 }, () => {
  it("is refused with any one of all its bits flipped", async () => {
    const home = await filledHome();
    const bytes = Uint8Array.from(readFileSync(home.file("tokens.json")));
    const unlocker = await createUnlocker(parseTokenFile(bytes).keyset, await resolveMasterKey({ home }));
    const { flips, accepted } = flipBits(bytes, openingOnce(unlocker), 1);
    expect(accepted).toEqual([]);
    expect(flips).toBe(bytes.length * 8);
  });
});
