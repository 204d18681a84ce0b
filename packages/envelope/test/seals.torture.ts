import { type SealContext, Secret, system } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { keyId } from "../src/bytes.ts";
import { recordKey, sealRecord } from "../src/record.ts";

describe("a million seals", { timeout: 3_600_000 }, () => {
  it("never share salt or IV", () => {
    const rootKey = system.randomBytes(32);
    const key = recordKey(keyId(rootKey), rootKey);
    const place: SealContext = { tenant: "t", userId: "u", provider: "p", recordId: "r", field: "api_key" };
    const salts = new Set<string>();
    const ivs = new Set<string>();
    for (let count = 0; count < 1_000_000; count++) {
      const { salt, iv } = sealRecord(key, new Secret("t"), place, system.randomBytes);
      salts.add(salt);
      ivs.add(iv);
    }
    expect([salts.size, ivs.size]).toEqual([1_000_000, 1_000_000]);
  });
});
