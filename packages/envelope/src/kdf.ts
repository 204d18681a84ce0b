import { pbkdf2, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { exactMembers, fromBase64url, toUtf8 } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";

/** How a key-encryption key comes from the master key: not at all for a raw key, slowly for a passphrase. */
export type KdfParameters =
  | { readonly name: "none" }
  | { readonly name: "scrypt"; readonly N: number; readonly r: number; readonly p: number; readonly salt: string }
  | { readonly name: "pbkdf2-sha256"; readonly iterations: number; readonly salt: string };

/** OWASP ASVS 5.0, appendix C: scrypt with N ≥ 2^17, r = 8, p = 1; PBKDF2-SHA256 with at least 600,000 iterations. */
const scryptN = 2 ** 17;
const pbkdf2Iterations = 600_000;

/** A stored file must not make us compute for hours or take all memory. */
const scryptBounds = { least: 2 ** 14, most: 2 ** 20 };
const pbkdf2Bounds = { least: 100_000, most: 10_000_000 };
const saltBytes = 32;

/** Parameters for a new passphrase wrap. */
export function newKdfParameters(name: "scrypt" | "pbkdf2-sha256", salt: string): KdfParameters {
  return name === "scrypt"
    ? { name, N: scryptN, r: 8, p: 1, salt }
    : { name: "pbkdf2-sha256", iterations: pbkdf2Iterations, salt };
}

/**
 * Checks stored parameters before anything is computed with them.
 *
 * @throws EnvelopeError `FORMAT` for unknown members or values out of bounds
 */
export function parseKdfParameters(value: unknown): KdfParameters {
  const name = typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
  if (name === "none") {
    exactMembers(value, ["name"], "A kdf");
    return { name };
  }
  if (name === "scrypt") {
    const { N, r, p, salt } = exactMembers(value, ["name", "N", "r", "p", "salt"], "A kdf");
    const cost = inBounds(N, scryptBounds);
    if ((cost & (cost - 1)) !== 0 || r !== 8 || p !== 1) throw outOfBounds();
    return { name, N: cost, r, p, salt: checkedSalt(salt) };
  }
  if (name === "pbkdf2-sha256") {
    const { iterations, salt } = exactMembers(value, ["name", "iterations", "salt"], "A kdf");
    return { name, iterations: inBounds(iterations, pbkdf2Bounds), salt: checkedSalt(salt) };
  }
  throw new EnvelopeError("FORMAT", "A kdf has an unknown name.");
}

function checkedSalt(salt: unknown): string {
  return fromBase64url(salt, "salt", saltBytes).toString("base64url");
}

function inBounds(value: unknown, bounds: { readonly least: number; readonly most: number }): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < bounds.least || value > bounds.most) {
    throw outOfBounds();
  }
  return value;
}

function outOfBounds(): EnvelopeError {
  return new EnvelopeError("FORMAT", "The parameters of a kdf are out of bounds.");
}

/** Stretches a passphrase to 32 bytes. */
export async function stretch(
  passphrase: string,
  kdf: Exclude<KdfParameters, { readonly name: "none" }>,
): Promise<Buffer> {
  const salt = Buffer.from(kdf.salt, "base64url");
  if (kdf.name === "pbkdf2-sha256") {
    return promisify(pbkdf2)(toUtf8(passphrase), salt, kdf.iterations, 32, "sha256");
  }
  const { N, r, p } = kdf;
  return new Promise((resolve, reject) => {
    const maxmem = 128 * N * r + 1024 * 1024;
    scrypt(toUtf8(passphrase), salt, 32, { N, r, p, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
