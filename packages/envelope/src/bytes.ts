import { hkdfSync } from "node:crypto";
import { EnvelopeError } from "./error.ts";

/** Prefix of every derivation: keys of other programs or of another format never coincide with ours. */
export const protocol = "infershield/token-store/v1";

/**
 * `lp` of the format: each text as UTF-8 after its length as a 32-bit big-endian number, so that no two lists give the same bytes.
 *
 * @throws EnvelopeError `FORMAT` for text with a lone surrogate, which has no UTF-8
 */
export function lengthPrefixed(...parts: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const bytes = toUtf8(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
}

/** @throws EnvelopeError `FORMAT` for text with a lone surrogate */
export function toUtf8(text: string): Buffer {
  if (!text.isWellFormed()) throw new EnvelopeError("FORMAT", "The text is not valid Unicode.");
  return Buffer.from(text, "utf8");
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws EnvelopeError `FORMAT` for bytes that are not UTF-8 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch (error) {
    throw new EnvelopeError("FORMAT", "The bytes are not valid UTF-8.", { cause: error });
  }
}

/** HKDF-SHA256 (RFC 5869). */
export function hkdf(key: Uint8Array, salt: Uint8Array, info: Uint8Array, size: number): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, info, size));
}

/** A key of its own for one purpose, from a root key. */
export function deriveKey(rootKey: Uint8Array, ...info: readonly string[]): Buffer {
  return hkdf(rootKey, new Uint8Array(0), lengthPrefixed(protocol, ...info), 32);
}

/** Name of a root key: tells nothing about it, and no other key has it. */
export function keyId(rootKey: Uint8Array): string {
  return hkdf(rootKey, new Uint8Array(0), lengthPrefixed(protocol, "kid"), 8).toString("hex");
}

/** Base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url");
}

/**
 * Reads base64url without padding, in its only spelling: every other text for the same bytes is refused.
 *
 * @param size - Exact number of bytes, or any number when undefined.
 * @throws EnvelopeError `FORMAT`
 */
export function fromBase64url(value: unknown, name: string, size?: number): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "base64url") : undefined;
  if (bytes === undefined || bytes.toString("base64url") !== value || (size !== undefined && bytes.length !== size)) {
    throw new EnvelopeError("FORMAT", `The member "${name}" is malformed.`);
  }
  return bytes;
}

/**
 * Checks that a value is a plain JSON object with exactly these members.
 *
 * @throws EnvelopeError `FORMAT`
 */
export function exactMembers(value: unknown, names: readonly string[], what: string): Record<string, unknown> {
  const object = plainObject(value, what);
  const found = Object.keys(object);
  if (found.length !== names.length || !names.every((name) => Object.hasOwn(object, name))) {
    throw new EnvelopeError("FORMAT", `${what} must have exactly the members ${names.join(", ")}.`);
  }
  return object;
}

/** @throws EnvelopeError `FORMAT` */
export function plainObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new EnvelopeError("FORMAT", `${what} must be a JSON object.`);
  }
  return value as Record<string, unknown>;
}
