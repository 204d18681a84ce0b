import { type SealContext, type SealedValue, Secret, system } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { fromUtf8, keyId, toBase64url } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { decrypt, encrypt } from "./gcm.ts";
import { formatSealedValue, openRecord, readSealedValue, recordKey, sealRecord } from "./record.ts";

const rootKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const key = recordKey(keyId(rootKey), rootKey);
const context: SealContext = {
  tenant: "default",
  userId: "alex@example.com",
  provider: "openai",
  recordId: "tok_01",
  field: "access_token",
};
const vector: SealedValue = {
  v: 1,
  alg: "A256GCM",
  kid: "43f4574f5ea79fb0",
  salt: Buffer.alloc(32, 0x11).toString("base64url"),
  com: "VqM3n3YUdDiHdCMVK1SMvcfBQL3oq3-6uKwGjfRzHSo",
  iv: Buffer.alloc(12, 0x22).toString("base64url"),
  authTag: "BlnjvsI4e-hRaJofahDpkQ",
  ciphertext: "rcU40aZZzIILF6xeO6PEHME",
};

function open(sealed: unknown, at: SealContext = context): string {
  return openRecord(sealed, at, (kid) => (kid === key.kid ? key : undefined)).reveal();
}

/** The code that opening fails with, or the plaintext when it does not. */
function outcome(sealed: unknown, at: SealContext = context): string {
  try {
    return open(sealed, at);
  } catch (error) {
    if (error instanceof EnvelopeError) return error.code;
    throw error;
  }
}

describe("record format v1", () => {
  it("gives the published test vector", () => {
    const randomBytes = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(size).fill(size === 32 ? 0x11 : 0x22);
    expect(sealRecord(key, new Secret("sk-test-plaintext"), context, randomBytes)).toEqual(vector);
    expect(open(vector)).toBe("sk-test-plaintext");
  });

  it.each(["", "a", "Ünïcødé 🗝", "x".repeat(65_536), "\u0000\n"])("opens what it sealed (case %#)", (text) => {
    expect(open(sealRecord(key, new Secret(text), context, system.randomBytes))).toBe(text);
  });

  it("refuses text that has no UTF-8, which would come back changed", () => {
    expect(() => sealRecord(key, new Secret("\ud800"), context, system.randomBytes)).toThrow(
      expect.objectContaining({ name: "EnvelopeError", code: "FORMAT" }),
    );
  });

  it.each([
    ["tenant", { tenant: "other" }, "COMMIT"],
    ["user", { userId: "bob@example.com" }, "COMMIT"],
    ["provider", { provider: "anthropic" }, "COMMIT"],
    ["record", { recordId: "tok_02" }, "AUTH"],
    ["field", { field: "refresh_token" }, "AUTH"],
    ["border between tenant and user", { tenant: "defaulta", userId: "lex@example.com" }, "COMMIT"],
  ] as const)("does not open at another %s", (_, change, code) => {
    expect(outcome(vector, { ...context, ...change })).toBe(code);
  });

  it("refuses every text but the canonical one", () => {
    const text = formatSealedValue(vector);
    expect(readSealedValue(text)).toEqual(vector);
    for (const wrong of [
      ` ${text}`,
      text.replace('"v":1', '"v":1.0'),
      text.replace('{"v":1', '{"v":1,"v":1'),
      "{",
      "[]",
    ]) {
      expect(() => readSealedValue(wrong)).toThrow(
        expect.objectContaining({ constructor: EnvelopeError, code: "FORMAT" }),
      );
    }
  });

  it.each([
    ["padding", { com: `${vector.com}=` }],
    ["unused bits", { ciphertext: `${vector.ciphertext.slice(0, -1)}F` }],
    ["the other alphabet", { com: vector.com.replaceAll("-", "+") }],
    ["a space", { salt: ` ${vector.salt}` }],
  ])("refuses an object in which bytes are spelt with %s", (_, change) => {
    expect(outcome({ ...vector, ...change })).toBe("FORMAT");
  });

  it.each([
    "",
    "43f4574f5ea79fb",
    "43f4574f5ea79fb00",
    "43F4574F5EA79FB0",
    " 43f4574f5ea79fb0",
    7,
    undefined,
    ["43f4574f5ea79fb0"],
  ])("refuses %j as the name of a key, before any key is looked for", (kid) => {
    expect(outcome({ ...vector, kid })).toBe("FORMAT");
  });

  it("keeps what was wrong as the cause of its error", () => {
    const { iv, authTag } = vector;
    const box = {
      iv: Buffer.from(iv, "base64url"),
      authTag: Buffer.from(authTag, "base64url"),
      ciphertext: Buffer.alloc(1),
    };
    const failures: readonly (readonly [string, () => unknown])[] = [
      ["FORMAT", () => readSealedValue("{")],
      ["AUTH", () => decrypt(rootKey, box, new Uint8Array(0))],
      ["FORMAT", () => fromUtf8(Buffer.from([0xff]))],
    ];
    for (const [code, failing] of failures) {
      expect(failing).toThrow(expect.objectContaining({ name: "EnvelopeError", code, cause: expect.any(Error) }));
    }
  });

  it("seals and opens one mebibyte at most", () => {
    const most = "x".repeat(1024 * 1024);
    expect(open(sealRecord(key, new Secret(most), context, system.randomBytes))).toBe(most);
    expect(() => sealRecord(key, new Secret(`${most}x`), context, system.randomBytes)).toThrow(
      expect.objectContaining({ name: "EnvelopeError", code: "FORMAT" }),
    );
    expect(outcome({ ...vector, ciphertext: toBase64url(Buffer.alloc(1024 * 1024 + 1)) })).toBe("FORMAT");
  });

  it("decrypts nothing with a tag cut to the four bytes that Node would take", () => {
    const { ciphertext, authTag } = encrypt(rootKey, new Uint8Array(12), Buffer.from("text"), new Uint8Array(0));
    const box = { iv: new Uint8Array(12), ciphertext, authTag };
    expect(decrypt(rootKey, box, new Uint8Array(0)).toString()).toBe("text");
    expect(() => decrypt(rootKey, { ...box, authTag: authTag.subarray(0, 4) }, new Uint8Array(0))).toThrow(
      expect.objectContaining({ name: "EnvelopeError", code: "AUTH" }),
    );
  });

  it("never opens to a wrong plaintext whichever bit of its text is flipped", () => {
    const bytes = Buffer.from(formatSealedValue(vector));
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8((flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
      let value: string;
      try {
        value = open(readSealedValue(flipped.toString("utf8")));
      } catch (error) {
        expect(error).toBeInstanceOf(EnvelopeError);
        refused += 1;
        continue;
      }
      expect.unreachable(`bit ${bit} opened to ${value.length} characters`);
    }
    expect(refused).toBe(bytes.length * 8);
  });
});
