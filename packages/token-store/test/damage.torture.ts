import { readFileSync } from "node:fs";
import { createUnlocker, resolveMasterKey } from "@infershield/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTokenFile } from "../src/token-file.ts";
import { alterFields } from "./altered.ts";
import { filledHome, removeHomes } from "./crash-harness.ts";
import { flipBits, type OpenKeyset, openingOnce } from "./damage.ts";

afterAll(removeHomes);

describe("a token file of five records", { timeout: 3_600_000 }, () => {
  let bytes: Uint8Array;
  let openKeyset: OpenKeyset;
  beforeAll(async () => {
    const home = await filledHome();
    bytes = Uint8Array.from(readFileSync(home.file("tokens.json")));
    openKeyset = openingOnce(await createUnlocker(parseTokenFile(bytes).keyset, await resolveMasterKey({ home })));
  });

  it("is refused with any one of all its bits flipped", () => {
    const { flips, accepted } = flipBits(bytes, openKeyset, 1);
    console.info(`bits flipped: ${flips}, accepted: ${accepted.length}`);
    expect(accepted).toEqual([]);
    expect(flips).toBe(bytes.length * 8);
  });

  it("is refused with any field cut, lengthened, doubled, reordered or of another type, 10,000 times", () => {
    alterFields(bytes, openKeyset, 10_000);
  });
});
