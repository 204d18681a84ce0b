import { createHmac, createSecretKey, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hkdf } from "../src/bytes.ts";
import { EnvelopeError } from "../src/error.ts";
import { decrypt, encrypt } from "../src/gcm.ts";

type Test = Readonly<Record<string, string>> & { readonly tcId: string };

function testsOf(name: string): readonly Test[] {
  const path = join(import.meta.dirname, "../testdata/wycheproof", `${name}.json`);
  const file = JSON.parse(readFileSync(path, "utf8")) as { readonly testGroups: readonly { readonly tests: Test[] }[] };
  return file.testGroups.flatMap((group) => group.tests);
}

const hex = (text = ""): Buffer => Buffer.from(text, "hex");

describe("Wycheproof", () => {
  it("AES-GCM: opens what is valid and refuses the rest", () => {
    const tests = testsOf("aes_gcm_test");
    for (const { tcId, key, iv, aad, msg, ct, tag, result } of tests) {
      const box = { iv: hex(iv), ciphertext: hex(ct), authTag: hex(tag) };
      if (result === "valid") {
        expect([tcId, decrypt(hex(key), box, hex(aad)).toString("hex")]).toEqual([tcId, msg]);
        expect(encrypt(hex(key), hex(iv), hex(msg), hex(aad)).authTag.toString("hex")).toBe(tag);
      } else {
        expect(() => decrypt(hex(key), box, hex(aad)), `test ${tcId}`).toThrow(
          expect.objectContaining({ constructor: EnvelopeError, code: "AUTH" }),
        );
      }
    }
    expect(tests.length).toBeGreaterThan(60);
  });

  it("HKDF-SHA256: gives the bytes, or refuses a length that RFC 5869 does not allow", () => {
    const tests = testsOf("hkdf_sha256_test");
    for (const { tcId, ikm, salt, info, okm, size, result } of tests) {
      const derive = (): string => hkdf(hex(ikm), hex(salt), hex(info), Number(size)).toString("hex");
      if (result === "valid") expect([tcId, derive()]).toEqual([tcId, okm]);
      else expect(derive, `test ${tcId}`).toThrow(expect.objectContaining({ code: "ERR_CRYPTO_INVALID_KEYLEN" }));
    }
    expect(tests.length).toBeGreaterThan(80);
  });

  it("PBKDF2-SHA256: gives the bytes", () => {
    const tests = testsOf("pbkdf2_hmacsha256_test");
    for (const { tcId, password, salt, iterationCount, dkLen, dk } of tests) {
      const key = pbkdf2Sync(hex(password), hex(salt), Number(iterationCount), Number(dkLen), "sha256");
      expect([tcId, key.toString("hex")]).toEqual([tcId, dk]);
    }
    expect(tests.length).toBeGreaterThan(40);
  });

  it("HMAC-SHA256: gives the tag of what is valid and of nothing else", () => {
    const tests = testsOf("hmac_sha256_test");
    for (const { tcId, key, msg, tag, result } of tests) {
      const made = createHmac("sha256", createSecretKey(hex(key)))
        .update(hex(msg))
        .digest("hex");
      expect([tcId, made === tag]).toEqual([tcId, result === "valid"]);
    }
    expect(tests.length).toBeGreaterThan(80);
  });
});
