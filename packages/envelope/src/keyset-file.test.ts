import { describe, expect, it } from "vitest";
import { createKeyset, sortedKeys } from "./keyset.ts";
import { type KeyEntry, parseKeysetFile } from "./keyset-file.ts";
import { generateRawKey, resolveMasterKey } from "./master-key.ts";

const file = await createKeyset(await resolveMasterKey({ value: generateRawKey() }));
const [wrap] = file.wraps;
const [[firstKid, firstKey] = ["", undefined]] = Object.entries(file.keys);
const [[keysetKid, keysetBox] = ["", undefined]] = Object.entries(wrap?.keys ?? {});

type Path = readonly (string | number)[];

/** A copy with another value at one place; undefined takes the member away. */
function changed(at: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(at)) return at.with(Number(step), changed(at[Number(step)], rest, value));
  const members = Object.entries(typeof at === "object" && at !== null ? at : {});
  if (!members.some(([name]) => name === step)) members.push([String(step), undefined]);
  const next = members.map(([name, old]) => [name, name === step ? changed(old, rest, value) : old] as const);
  return Object.fromEntries(next.filter(([, each]) => each !== undefined));
}

function parsed(path: Path, value: unknown): unknown {
  return parseKeysetFile(changed(file, path, value));
}

function bytes(count: number): string {
  return Buffer.alloc(count, 7).toString("base64url");
}

function wrapsNamed(...ids: readonly string[]): unknown {
  return ids.map((id) => ({ ...wrap, id }));
}

/** The keys of the keyset and so many more that only read. */
function withFormer(count: number, entry: object = { ...firstKey, status: "enabled" }): unknown {
  const names = Array.from({ length: count }, (_, index) => index.toString(16).padStart(16, "0"));
  return sortedKeys([...Object.entries(file.keys), ...names.map((kid) => [kid, entry as KeyEntry] as const)]);
}

/** The keys of the keyset after one more that only reads. */
function withAnother(kid: string): unknown {
  return { [kid]: { ...firstKey, status: "enabled" }, ...file.keys };
}

const ids = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"];
const scrypt = { name: "scrypt", N: 2 ** 17, r: 8, p: 1, salt: bytes(32) };
const pbkdf2 = { name: "pbkdf2-sha256", iterations: 600_000, salt: bytes(32) };
const { iv, authTag, ciphertext, ...destroyed } = { ...firstKey, status: "destroyed" };
const cases: readonly (readonly [Path, readonly unknown[], readonly unknown[]])[] = [
  [[], [file], [null, "text", [], 1]],
  [["format"], [], ["another", undefined]],
  [["extra"], [], [1]],
  [
    ["store_id"],
    [`7${"Z".repeat(25)}`],
    [1, "", [file.store_id], `8${"0".repeat(25)}`, `${file.store_id}0`, ` ${file.store_id}`],
  ],
  [["seq"], [0, 2 ** 53 - 1], [-1, 1.5, 2 ** 53, "1", null]],
  [["wraps"], [wrapsNamed(...ids)], [[], {}, wrapsNamed(...ids, "w9"), wrapsNamed("w1", "w1")]],
  [["wraps"], [], [[{ ...wrap }, { ...wrap, id: "w2", keys: { [firstKid]: keysetBox } }]]],
  [["wraps", 0], [], [null, { ...wrap, extra: 1 }]],
  [
    ["wraps", 0, "id"],
    ["w1", "w999999"],
    ["w0", "w01", "w1000000", "w", "x1", " w1", "w1 ", 1, ["w1"]],
  ],
  [
    ["wraps", 0, "source"],
    ["environment", "file", "generated_file", "keyring"],
    ["", "cloud", 1],
  ],
  [["wraps", 0, "kcv"], [bytes(16)], [bytes(15), bytes(17), `${bytes(16)}=`, 1]],
  [
    ["wraps", 0, "kdf"],
    [{ name: "none" }, scrypt, pbkdf2],
    [null, "none", { name: "none", salt: bytes(32) }],
  ],
  [
    ["wraps", 0, "kdf"],
    [],
    [
      { ...scrypt, extra: 1 },
      { ...pbkdf2, extra: 1 },
      { ...pbkdf2, name: "argon2" },
    ],
  ],
  [
    ["wraps", 0, "kdf"],
    [
      { ...scrypt, N: 2 ** 14 },
      { ...scrypt, N: 2 ** 20 },
    ],
    [{ ...scrypt, N: 2 ** 13 }],
  ],
  [["wraps", 0, "kdf"], [], [2 ** 21, 2 ** 17 + 2 ** 14, 131_072.5, "131072"].map((N) => ({ ...scrypt, N }))],
  [
    ["wraps", 0, "kdf"],
    [],
    [
      { ...scrypt, r: 9 },
      { ...scrypt, p: 2 },
      { ...scrypt, salt: bytes(31) },
    ],
  ],
  [["wraps", 0, "kdf"], [100_000, 10_000_000].map((iterations) => ({ ...pbkdf2, iterations })), []],
  [["wraps", 0, "kdf"], [], [99_999, 10_000_001, "600000"].map((iterations) => ({ ...pbkdf2, iterations }))],
  [["wraps", 0, "keys"], [], [{}, null, { [firstKid]: keysetBox, [keysetKid]: keysetBox }, { short: keysetBox }]],
  [["wraps", 0, "keys", keysetKid], [], [null, { ...keysetBox, extra: 1 }]],
  [["wraps", 0, "keys", keysetKid, "iv"], [bytes(12)], [bytes(11), bytes(13), 1]],
  [["wraps", 0, "keys", keysetKid, "authTag"], [bytes(16)], [bytes(4), bytes(15), bytes(17)]],
  [["wraps", 0, "keys", keysetKid, "ciphertext"], [bytes(32)], [bytes(31), bytes(33)]],
  [["keys"], [withFormer(996)], [withFormer(997), {}, [], null]],
  [["keys"], [withFormer(1, { ...firstKey, status: "disabled" }), withFormer(1, destroyed)], []],
  [["keys"], [], [Object.fromEntries(Object.entries(file.keys).toReversed())]],
  [["keys"], [], ["00", "0".repeat(17), "000000000000000G"].map(withAnother)],
  [["keys", firstKid], [], [null, { ...firstKey, extra: 1 }, destroyed]],
  [["keys", firstKid, "status"], [], ["enabled", "disabled", "destroyed", "lost"]],
  [["keys", firstKid, "purpose"], [], ["other", undefined]],
  [["keys", firstKid, "created_at"], [0], [-1, "0", undefined]],
  [["keys", firstKid, "iv"], [bytes(12)], [bytes(11), undefined]],
  [["keys", firstKid, "authTag"], [bytes(16)], [bytes(15), undefined]],
  [["keys", firstKid, "ciphertext"], [bytes(32)], [bytes(33), undefined]],
  [["mac"], [bytes(32)], [bytes(31), bytes(33), undefined]],
];

describe("a stored keyset", () => {
  it.each(cases.map(([path, good, bad]) => [path.join(".") || "as a whole", path, good, bad] as const))(
    "is taken with a right value and refused with a wrong one: %s (case %#)",
    (_, path, good, bad) => {
      for (const value of good) expect(parsed(path, value)).toEqual(changed(file, path, value));
      for (const value of bad) {
        expect(() => parsed(path, value), JSON.stringify(value)).toThrow(
          expect.objectContaining({ name: "EnvelopeError", code: "KEYSET_CORRUPT" }),
        );
      }
    },
  );

  it("of another version is told from a damaged one, whatever else it holds", () => {
    for (const change of [{ v: 2, extra: 1 }, { min_record_v: 2 }, { min_record_v: 0 }]) {
      expect(() => parseKeysetFile({ ...file, ...change })).toThrow(
        expect.objectContaining({ name: "EnvelopeError", code: "VERSION" }),
      );
    }
  });

  it("comes back with its members in the order of the format, however they stood", () => {
    const shuffled = Object.fromEntries(Object.entries(file).toReversed());
    expect(JSON.stringify(parseKeysetFile(shuffled))).toBe(JSON.stringify(file));
  });
});
