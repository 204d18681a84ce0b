import { type SealContext, Secret, system } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { createKeyset, createUnlocker, type KeysetUnlocker } from "./keyset.ts";
import { addWrap, destroyKey, dropOtherWraps, rotateKey } from "./keyset-changes.ts";
import type { KeysetFile } from "./keyset-file.ts";
import { generateRawKey, resolveMasterKey } from "./master-key.ts";

const context: SealContext = { tenant: "default", userId: "local", provider: "p", recordId: "r", field: "api_key" };
const master = await resolveMasterKey({ value: generateRawKey() });

async function newKeyset(): Promise<{ readonly file: KeysetFile; readonly unlocker: KeysetUnlocker }> {
  const file = await createKeyset(master);
  return { file, unlocker: await createUnlocker(file, master) };
}

/** The id of the primary key that seals. */
function sealKid(file: KeysetFile): string {
  return Object.entries(file.keys).find(([, key]) => key.purpose === "seal" && key.status === "primary")?.[0] ?? "";
}

function clockAt(now: number): { readonly system: typeof system } {
  return { system: { ...system, now: () => now } };
}

describe("changes of a keyset", () => {
  it("rotate only the purpose asked for, and what was made before is still read", async () => {
    const { file, unlocker } = await newKeyset();
    const before = unlocker.open(file);
    const sealed = before.sealer.seal(new Secret("old"), context);
    const rotated = rotateKey(file, unlocker, "seal");
    const after = unlocker.open(rotated);
    expect(after.sealer.open(sealed, context).reveal()).toBe("old");
    expect(after.rowMac.kid).not.toBe(before.rowMac.kid);
    expect(after.rowMac.digestWith(before.rowMac.kid, "x")).toEqual(before.rowMac.digest("x"));
    for (const purpose of ["lookup", "audit"] as const) expect(after[purpose].kid).toBe(before[purpose].kid);
    expect(rotated.seq).toBe(file.seq + 1);
    expect(rotated.keys[before.rowMac.kid]).toMatchObject({ status: "enabled" });
  });

  it("leave nothing of a destroyed key but a trace", async () => {
    const { file, unlocker } = await newKeyset();
    const kid = sealKid(file);
    const sealed = unlocker.open(file).sealer.seal(new Secret("old"), context);
    const destroyed = destroyKey(rotateKey(file, unlocker, "seal"), unlocker, kid);
    expect(Object.keys(destroyed.keys[kid] ?? {})).toEqual(["purpose", "status", "created_at"]);
    expect(() => unlocker.open(destroyed).sealer.open(sealed, context)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_KEY" }),
    );
    expect(unlocker.open(destroyed).rowMac.digestWith(kid, "x")).toBeUndefined();
  });

  it("keep the traces of the eight newest destroyed keys, so that a keyset does not grow for ever", async () => {
    const { file, unlocker } = await newKeyset();
    let current = file;
    const made: string[] = [];
    for (let round = 1; round <= 12; round++) {
      const former = sealKid(current);
      current = rotateKey(current, unlocker, "seal", clockAt(Date.now() + round));
      current = destroyKey(current, unlocker, former);
      made.push(former);
    }
    const destroyed = Object.entries(current.keys).filter(([, key]) => key.status === "destroyed");
    expect(destroyed.map(([kid]) => kid).sort()).toEqual(made.slice(-8).sort());
    expect(Object.keys(current.keys)).toHaveLength(4 + 8);
    expect(unlocker.open(current).storeId).toBe(file.store_id);
  });

  it("refuse a key more than there can be", async () => {
    const { file, unlocker } = await newKeyset();
    const [some] = Object.values(file.keys);
    if (some === undefined) throw new Error("There is no key.");
    const former = { ...some, status: "enabled" as const };
    const names = Array.from({ length: 996 }, (_, index) => index.toString(16).padStart(16, "0"));
    const full = { ...file, keys: { ...Object.fromEntries(names.map((kid) => [kid, former])), ...file.keys } };
    expect(() => rotateKey(full, unlocker, "seal")).toThrow(
      expect.objectContaining({ name: "EnvelopeError", code: "KEY_IN_USE" }),
    );
  });

  it("never destroy a primary key, one that is not there, or one twice", async () => {
    const { file, unlocker } = await newKeyset();
    const kid = sealKid(file);
    const destroyed = destroyKey(rotateKey(file, unlocker, "seal"), unlocker, kid);
    for (const [given, name, code] of [
      [file, kid, "KEY_IN_USE"],
      [file, "0000000000000000", "UNKNOWN_KEY"],
      [file, "toString", "UNKNOWN_KEY"],
      [destroyed, kid, "UNKNOWN_KEY"],
    ] as const) {
      expect(() => destroyKey(given, unlocker, name)).toThrow(expect.objectContaining({ name: "EnvelopeError", code }));
    }
  });

  it("let up to eight master keys open the keyset, and all but one be dropped", async () => {
    const { file, unlocker } = await newKeyset();
    let current = file;
    const others = await Promise.all(Array.from({ length: 8 }, () => resolveMasterKey({ value: generateRawKey() })));
    for (const other of others.slice(0, 7)) current = await addWrap(current, unlocker, other);
    await expect(addWrap(current, unlocker, others[7] ?? master)).rejects.toMatchObject({ code: "KEY_IN_USE" });
    expect(await addWrap(current, unlocker, master)).toBe(current);
    expect((await createUnlocker(current, others[6] ?? master)).open(current).storeId).toBe(file.store_id);

    const alone = dropOtherWraps(current, unlocker);
    expect(alone.wraps.map((wrap) => wrap.id)).toEqual(["w1"]);
    // The keyset key is another one: whoever knows a dropped master key and an old copy opens nothing that is added later.
    expect(Object.keys(alone.wraps[0]?.keys ?? {})).not.toEqual(Object.keys(current.wraps[0]?.keys ?? {}));
    expect(unlocker.open(alone).lookup.digest("x")).toEqual(unlocker.open(file).lookup.digest("x"));
    await expect(createUnlocker(alone, others[6] ?? master)).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
    const former = await createUnlocker(current, others[6] ?? master);
    expect(() => former.open(alone)).toThrow(expect.objectContaining({ code: "WRONG_MASTER_KEY" }));
  });

  it("never authenticate anew what was altered", async () => {
    const { file, unlocker } = await newKeyset();
    const altered = { ...file, seq: 0 };
    const another = await resolveMasterKey({ value: generateRawKey() });
    const corrupt = expect.objectContaining({ name: "EnvelopeError", code: "KEYSET_CORRUPT" });
    expect(() => rotateKey(altered, unlocker, "seal")).toThrow(corrupt);
    const rotated = { ...rotateKey(file, unlocker, "seal"), seq: 0 };
    expect(() => destroyKey(rotated, unlocker, sealKid(file))).toThrow(corrupt);
    expect(() => dropOtherWraps(altered, unlocker)).toThrow(corrupt);
    await expect(addWrap(altered, unlocker, another)).rejects.toEqual(corrupt);
  });

  it("stretch an added passphrase by scrypt, unless they are told otherwise", async () => {
    const { file, unlocker } = await newKeyset();
    const passphrase = await resolveMasterKey({ value: new Secret("correct horse battery staple") });
    const [, added] = (await addWrap(file, unlocker, passphrase)).wraps;
    expect(added?.kdf).toMatchObject({ name: "scrypt", N: 2 ** 17 });
  });
});
