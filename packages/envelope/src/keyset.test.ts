import { createPublicKey, verify } from "node:crypto";
import { type SealContext, Secret } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { EnvelopeError } from "./error.ts";
import { createKeyset, unlockKeyset } from "./keyset.ts";
import { type KeysetFile, parseKeysetFile } from "./keyset-file.ts";
import { generateRawKey, type MasterKey, resolveMasterKey } from "./master-key.ts";

const context: SealContext = {
  tenant: "default",
  userId: "local",
  provider: "openai",
  recordId: "r",
  field: "api_key",
};

function keyOf(text: string): Promise<MasterKey> {
  return resolveMasterKey({ value: new Secret(text) });
}

/** The keys of a keyset, and one more that claims to be the primary one for sealing. */
function withTwoPrimaries({ keys }: KeysetFile): KeysetFile["keys"] {
  const seal = Object.values(keys).find(({ purpose }) => purpose === "seal");
  return seal === undefined ? keys : { "0000000000000000": seal, ...keys };
}

/** Stretching a passphrase takes most of a second and 128 MiB; on a busy machine many times that. */
const slow = 60_000;

const raw = await keyOf(generateRawKey().reveal());

describe("createKeyset and unlockKeyset", () => {
  it("opens with the master key it was made with, and gives the same keys every time", async () => {
    const file = await createKeyset(raw);
    const stored: unknown = JSON.parse(JSON.stringify(file));
    const first = await unlockKeyset(stored, raw);
    const second = await unlockKeyset(stored, raw);
    expect(second.sealer.open(first.sealer.seal(new Secret("token"), context), context).reveal()).toBe("token");
    expect(second.storeId).toBe(file.store_id);
    for (const purpose of ["lookup", "audit", "rowMac"] as const) {
      expect(second[purpose].digest("x")).toEqual(first[purpose].digest("x"));
      expect(second[purpose].digestWith(first[purpose].kid, "x")).toEqual(first[purpose].digest("x"));
      expect(first[purpose].digestWith("0000000000000000", "x")).toBeUndefined();
    }
    expect(second.signer.publicKey).toEqual(first.signer.publicKey);
    expect(new Set([first.lookup.kid, first.audit.kid, first.rowMac.kid]).size).toBe(3);
  });

  it("signs with Ed25519 as any other implementation verifies", async () => {
    const { signer } = await unlockKeyset(await createKeyset(raw), raw);
    const x = Buffer.from(signer.publicKey).toString("base64url");
    const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    const message = new TextEncoder().encode("checkpoint");
    expect(signer.publicKey).toHaveLength(32);
    expect(verify(null, message, publicKey, signer.sign(message))).toBe(true);
  });

  it("says WRONG_MASTER_KEY for another key, of either kind", async () => {
    const file = await createKeyset(raw);
    for (const other of [generateRawKey().reveal(), `${"0".repeat(63)}1`, "a passphrase that is not it"]) {
      await expect(unlockKeyset(file, await keyOf(other))).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
    }
  });

  it(
    "opens with a passphrase under scrypt",
    async () => {
      const file = await createKeyset(await keyOf("pässphrase of a person"));
      expect(file.wraps[0]?.kdf).toMatchObject({ name: "scrypt", N: 131_072, r: 8, p: 1 });
      expect((await unlockKeyset(file, await keyOf("pässphrase of a person"))).storeId).toBe(file.store_id);
    },
    slow,
  );

  it(
    "opens with a passphrase under PBKDF2, exactly as it was given and not with its letters composed differently",
    async () => {
      const file = await createKeyset(await keyOf("pässphrase of a person"), { kdf: "pbkdf2-sha256" });
      expect(file.wraps[0]?.kdf).toMatchObject({ name: "pbkdf2-sha256", iterations: 600_000 });
      expect((await unlockKeyset(file, await keyOf("pässphrase of a person"))).storeId).toBe(file.store_id);
      const decomposed = "pässphrase of a person".normalize("NFD");
      await expect(unlockKeyset(file, await keyOf(decomposed))).rejects.toMatchObject({ code: "WRONG_MASTER_KEY" });
    },
    slow,
  );

  it("refuses a keyset in which anything was changed", async () => {
    const file = await createKeyset(raw);
    const changes: readonly Record<string, unknown>[] = [
      { seq: 2 },
      { store_id: "01ARZ3NDEKTSV4RRFFQ69G5FAV" },
      { keys: Object.fromEntries(Object.entries(file.keys).map(([kid, key]) => [kid, { ...key, created_at: 1 }])) },
      { mac: Buffer.alloc(32).toString("base64url") },
      { extra: 1 },
      { wraps: [] },
      { wraps: [...file.wraps, ...file.wraps] },
      { keys: {} },
      { v: 2 },
      { min_record_v: 0 },
    ];
    for (const change of changes) {
      await expect(unlockKeyset({ ...file, ...change }, raw)).rejects.toMatchObject({
        name: "EnvelopeError",
        code: expect.stringMatching(/^(KEYSET_CORRUPT|VERSION|WRONG_MASTER_KEY)$/),
      });
    }
  });

  it("tells a damaged keyset from a wrong master key", async () => {
    const file = await createKeyset(raw);
    const [wrap] = file.wraps;
    const [[kid, box] = ["", undefined]] = Object.entries(wrap?.keys ?? {});
    const damaged = [
      { ...wrap, keys: { [kid]: { ...box, ciphertext: Buffer.alloc(32, 7).toString("base64url") } } },
      { ...wrap, keys: { [kid]: { ...box, authTag: Buffer.alloc(16, 7).toString("base64url") } } },
      { ...wrap, keys: { "0000000000000000": box } },
      { ...wrap, id: "w2" },
    ];
    for (const each of damaged) {
      await expect(unlockKeyset({ ...file, wraps: [each] }, raw)).rejects.toMatchObject({ code: "KEYSET_CORRUPT" });
    }
  });

  it("has one primary key for each purpose: two are refused before any key is used", async () => {
    const file = await createKeyset(raw);
    expect(() => parseKeysetFile({ ...file, keys: withTwoPrimaries(file) })).toThrow(
      expect.objectContaining({ name: "EnvelopeError", code: "KEYSET_CORRUPT" }),
    );
    expect(parseKeysetFile(file)).toEqual(file);
  });

  it.each([
    { name: "scrypt", N: 2 ** 30, r: 8, p: 1, salt: "A".repeat(43) },
    { name: "scrypt", N: 2 ** 17, r: 8, p: 1, salt: "" },
    { name: "scrypt", N: 2 ** 17, r: 1000, p: 1, salt: "A".repeat(43) },
    { name: "scrypt", N: 2 ** 17 + 1, r: 8, p: 1, salt: "A".repeat(43) },
    { name: "pbkdf2-sha256", iterations: 1e12, salt: "A".repeat(43) },
    { name: "pbkdf2-sha256", iterations: 1, salt: "A".repeat(43) },
    { name: "md5", salt: "A".repeat(43) },
  ])("refuses the derivation %j while it is read, when nothing has been computed", async (kdf) => {
    const file = await createKeyset(raw);
    const hostile = { ...file, wraps: file.wraps.map((wrap) => ({ ...wrap, kdf })) };
    expect(() => parseKeysetFile(hostile)).toThrow(expect.objectContaining({ code: "KEYSET_CORRUPT" }));
    await expect(unlockKeyset(hostile, raw)).rejects.toMatchObject({ code: "KEYSET_CORRUPT" });
  });

  it("is unusable after close", async () => {
    const keyring = await unlockKeyset(await createKeyset(raw), raw);
    const sealed = keyring.sealer.seal(new Secret("x"), context);
    keyring.close();
    const closed = expect.objectContaining({ constructor: EnvelopeError, code: "UNKNOWN_KEY" });
    expect(() => keyring.sealer.open(sealed, context)).toThrow(closed);
    expect(() => keyring.sealer.seal(new Secret("x"), context)).toThrow(closed);
    expect(() => keyring.lookup.digest("x")).toThrow(closed);
    expect(() => keyring.signer.sign(new Uint8Array())).toThrow(closed);
  });
});
