import { readFileSync } from "node:fs";
import { createUnlocker, lengthPrefixed, resolveMasterKey } from "@infershield/envelope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTokenFile } from "../src/token-file.ts";
import { alterFields } from "./altered.ts";
import { filledHome, removeHomes } from "./crash-harness.ts";
import { flipBits, type OpenKeyset, openingOnce, readEverything } from "./damage.ts";

let bytes: Uint8Array;
let openKeyset: OpenKeyset;
beforeAll(async () => {
  const home = await filledHome();
  bytes = Uint8Array.from(readFileSync(home.file("tokens.json")));
  openKeyset = openingOnce(await createUnlocker(parseTokenFile(bytes).keyset, await resolveMasterKey({ home })));
});
afterAll(removeHomes);

describe("a token file of five records", () => {
  it("opens undamaged", () => {
    expect(readEverything(bytes, openKeyset)).toContain("account 4 generation 1");
  });

  it("is refused at every length it can be cut to", () => {
    const codes = new Set(Array.from(bytes, (_, length) => readEverything(bytes.subarray(0, length), openKeyset)));
    expect([...codes]).toEqual(["STORE_CORRUPT"]);
  });

  it("is refused with any of its bits flipped (every 101st here, all in the torture suite)", () => {
    const { flips, accepted } = flipBits(bytes, openKeyset, 101);
    expect(accepted).toEqual([]);
    expect(flips).toBeGreaterThan(600);
  });

  it("is refused with any of the last bits flipped, where another spelling of the same MAC would hide", () => {
    const { accepted } = flipBits(bytes, openKeyset, 1, bytes.length - 60);
    expect(accepted).toEqual([]);
  });

  it("is refused with any field cut, lengthened, doubled, reordered or of another type (300 times here)", () => {
    alterFields(bytes, openKeyset, 300);
  });

  it("has the MACs that docs/sealed-format.md describes", () => {
    const file = JSON.parse(new TextDecoder().decode(bytes));
    const { rowMac } = openKeyset(file.keyset);
    const macOf = (...parts: readonly string[]): string =>
      `${rowMac.kid}.${Buffer.from(rowMac.digest(lengthPrefixed(...parts))).toString("base64url")}`;
    const storeId = file.keyset.store_id;
    for (const { mac, ...row } of file.records) expect(macOf("isk-row", "1", storeId, JSON.stringify(row))).toBe(mac);
    const numbers = [String(file.generation), String(file.generation_floor)];
    const macs = file.records.map((row: { mac: string }) => row.mac);
    expect(macOf("isk-file", "1", storeId, ...numbers, file.keyset.mac, ...macs)).toBe(file.mac);
  });

  it("is refused with records left out, doubled or in another order", () => {
    const text = new TextDecoder().decode(bytes);
    const records = JSON.parse(text).records as readonly unknown[];
    const replaced = (next: readonly unknown[]): string => {
      const object = { ...JSON.parse(text), records: next };
      return readEverything(new TextEncoder().encode(`${JSON.stringify(object, undefined, 2)}\n`), openKeyset);
    };
    expect(replaced(records)).toContain("account 4");
    for (const next of [records.slice(1), records.slice(0, -1), [], records.toReversed(), [...records, records[0]]]) {
      expect(replaced(next)).toBe("STORE_CORRUPT");
    }
  });

  it("is refused with the records of another store or of an earlier moment", async () => {
    const other = await filledHome();
    const text = new TextDecoder().decode(bytes);
    const foreign = JSON.parse(readFileSync(other.file("tokens.json"), "utf8"));
    const mixed = { ...JSON.parse(text), records: foreign.records };
    const outcome = readEverything(new TextEncoder().encode(`${JSON.stringify(mixed, undefined, 2)}\n`), openKeyset);
    expect(outcome).toBe("STORE_CORRUPT");
  });
});
