import { type SealContext, type SealedField, Secret, system } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { keyId } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { openRecord, recordKey, sealRecord } from "./record.ts";

const rootKey = system.randomBytes(32);
const key = recordKey(keyId(rootKey), rootKey);
const fields: readonly SealedField[] = ["access_token", "refresh_token"];

const places: readonly SealContext[] = ["alex", "bob", "carol", "dan"].flatMap((userId) =>
  ["openai", "anthropic", "google"].flatMap((provider) =>
    fields.map((field) => ({ tenant: "default", userId, provider, recordId: `tok_${userId}_${provider}`, field })),
  ),
);

describe("sealed values that are moved", () => {
  it("open nowhere but where they were sealed, among 4 users, 3 providers and 2 fields", () => {
    const sealed = places.map((place, index) =>
      sealRecord(key, new Secret(`token ${index}`), place, system.randomBytes),
    );
    let refused = 0;
    for (const [from, value] of sealed.entries()) {
      for (const [to, place] of places.entries()) {
        try {
          const opened = openRecord(value, place, () => key).reveal();
          expect([to, opened]).toEqual([from, `token ${from}`]);
        } catch (error) {
          expect(error).toBeInstanceOf(EnvelopeError);
          refused += 1;
        }
      }
    }
    expect(refused).toBe(places.length * (places.length - 1));
  });

  it("never share salt or IV", () => {
    const place = places[0];
    if (place === undefined) throw new Error("There is no place.");
    const seen = new Set<string>();
    for (let count = 0; count < 2000; count++) {
      const { salt, iv } = sealRecord(key, new Secret("t"), place, system.randomBytes);
      seen.add(salt).add(iv);
    }
    expect(seen.size).toBe(4000);
  });
});
