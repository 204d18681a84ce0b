import { describe, expect, it } from "vitest";
import { newKdfParameters, stretch } from "./kdf.ts";

const salt = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index)).toString("base64url");
const passphrase = "pässphrase of a person";

// What Python's hashlib.scrypt and hashlib.pbkdf2_hmac make of the same passphrase, salt and parameters.
describe("a passphrase is stretched as another implementation does it", () => {
  it.each([
    [
      { name: "scrypt", N: 2 ** 15, r: 8, p: 1, salt } as const,
      "2083a0858b13e883533b78070684ab01d9c283069ef03b61b93eb40dd9383525",
    ],
    [
      { name: "pbkdf2-sha256", iterations: 100_000, salt } as const,
      "61355d855f42f797b012805b916c01652b839767e51a37b6c4ebc943fb2e01bd",
    ],
  ])("under %j", async (kdf, expected) => {
    expect((await stretch(passphrase, kdf)).toString("hex")).toBe(expected);
  });
});

it("new wraps get the parameters that OWASP asks for", () => {
  expect(newKdfParameters("scrypt", salt)).toEqual({ name: "scrypt", N: 131_072, r: 8, p: 1, salt });
  expect(newKdfParameters("pbkdf2-sha256", salt)).toEqual({ name: "pbkdf2-sha256", iterations: 600_000, salt });
});
