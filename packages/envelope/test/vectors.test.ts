import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type SealedField, Secret, system } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { EnvelopeError } from "../src/error.ts";
import { createKeyset, unlockKeyset } from "../src/keyset.ts";
import { generateRawKey, rawKeyBytes, resolveMasterKey } from "../src/master-key.ts";
import { formatSealedValue, openRecord, readSealedValue, recordKey, sealRecord } from "../src/record.ts";
import { derived, gcmOpen, hmac, kidOf, lp, openSealed, type Place, Refused, unb64 } from "./second-implementation.ts";

interface Vector {
  readonly name: string;
  readonly context: Omit<Place, "field"> & { readonly field: SealedField };
  readonly sealed: string;
  readonly plaintext?: string;
  readonly plaintext_repeat?: readonly [string, number];
  readonly error?: string;
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, "../testdata/sealed-values.json"), "utf8")) as {
  readonly root_keys: readonly { readonly kid: string; readonly key: string }[];
  readonly vectors: readonly Vector[];
};
const rootKeys = new Map(file.root_keys.map(({ kid, key }) => [kid, Uint8Array.from(Buffer.from(key, "hex"))]));

function expectedOf(vector: Vector): string {
  if (vector.error !== undefined) return `error ${vector.error}`;
  const [text, times] = vector.plaintext_repeat ?? [vector.plaintext ?? "", 1];
  return `opens to ${text.repeat(times)}`;
}

function ours(vector: Vector): string {
  const { tenant, user_id: userId, provider, record_id: recordId, field } = vector.context;
  try {
    const secret = openRecord(readSealedValue(vector.sealed), { tenant, userId, provider, recordId, field }, (kid) => {
      const key = rootKeys.get(kid);
      return key && recordKey(kid, key);
    });
    return `opens to ${secret.reveal()}`;
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return `error ${error.code}`;
  }
}

async function theirs(vector: Vector): Promise<string> {
  try {
    return `opens to ${await openSealed(vector.sealed, vector.context, rootKeys)}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return `error ${error.code}`;
  }
}

describe("the published vectors", () => {
  it("are at least 60, good and bad, with names of their own", () => {
    expect(file.vectors.length).toBeGreaterThanOrEqual(60);
    expect(file.vectors.filter((each) => each.error === undefined).length).toBeGreaterThanOrEqual(20);
    expect(new Set(file.vectors.map((each) => each.name)).size).toBe(file.vectors.length);
  });

  it.each(file.vectors.map((vector) => [vector.name, vector] as const))("%s", async (_, vector) => {
    expect(ours(vector)).toBe(expectedOf(vector));
    expect(await theirs(vector)).toBe(expectedOf(vector));
  });
});

describe("the second implementation", () => {
  const place = {
    tenant: "default",
    user_id: "alex@example.com",
    provider: "openai",
    record_id: "r",
    field: "api_key",
  };
  const context = {
    tenant: "default",
    userId: "alex@example.com",
    provider: "openai",
    recordId: "r",
    field: "api_key",
  } as const;

  it("opens what this one seals", async () => {
    for (const text of ["", "a", "ü".repeat(1000)]) {
      const rootKey = system.randomBytes(32);
      const kid = await kidOf(rootKey);
      const sealed = sealRecord(recordKey(kid, rootKey), new Secret(text), context, system.randomBytes);
      expect(await openSealed(formatSealedValue(sealed), place, new Map([[kid, rootKey]]))).toBe(text);
    }
  });

  it("opens a keyset, its MAC, its keys and what they seal and digest", async () => {
    const master = await resolveMasterKey({ value: generateRawKey() });
    const keyset = await createKeyset(master);
    const keyring = await unlockKeyset(keyset, master);
    const kek = Uint8Array.from(rawKeyBytes(master.secret) ?? []);
    const [wrap] = keyset.wraps;
    const [entry] = Object.entries(wrap?.keys ?? {});
    if (wrap === undefined || entry === undefined) throw new Error("The keyset has no wrap.");
    const [keysetKid, box] = entry;
    const wrapKey = await derived(kek, "wrap", keyset.store_id, wrap.id);
    const data = lp("isk-wrap", "1", keyset.store_id, wrap.id, keysetKid);
    const keysetKey = await gcmOpen(wrapKey, { ...box }, data, "wrap");
    expect(await kidOf(keysetKey)).toBe(keysetKid);
    expect((await derived(kek, "kcv", keyset.store_id)).subarray(0, 16)).toEqual(unb64(wrap.kcv, 16));

    const { mac, ...covered } = keyset;
    const macKey = await derived(keysetKey, "header-mac");
    expect(await hmac(macKey, lp("isk-keyset", "1", JSON.stringify(covered)))).toEqual(unb64(mac, 32));

    const encryption = await derived(keysetKey, "keyset-enc");
    const opened = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [kid, key] of Object.entries(keyset.keys)) {
      const bytes = await gcmOpen(encryption, { ...key }, lp("isk-key", "1", keyset.store_id, kid, key.purpose), "key");
      expect(await kidOf(bytes)).toBe(kid);
      opened.set(key.purpose, bytes);
      if (key.purpose === "seal") {
        const sealed = formatSealedValue(keyring.sealer.seal(new Secret("token"), context));
        expect(await openSealed(sealed, place, new Map([[kid, bytes]]))).toBe("token");
      }
    }
    const labels = {
      lookup: ["lookup", "token-lookup"],
      audit: ["audit", "audit"],
      rowMac: ["seal", "row-mac"],
    } as const;
    for (const [name, [purpose, label]] of Object.entries(labels)) {
      const key = await derived(opened.get(purpose) ?? new Uint8Array(0), label);
      expect(await hmac(key, new TextEncoder().encode("x"))).toEqual(keyring[name as keyof typeof labels].digest("x"));
    }
  });
});
