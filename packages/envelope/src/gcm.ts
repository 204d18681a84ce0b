import { createCipheriv, createDecipheriv } from "node:crypto";
import { EnvelopeError } from "./error.ts";

/** The IV of AES-256-GCM as NIST SP 800-38D recommends it: 96 bits. */
export const ivBytes = 12;
/** The whole tag, 128 bits. */
export const tagBytes = 16;

/** Ciphertext and tag under AES-256-GCM. */
export function encrypt(
  key: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
  associated: Uint8Array,
): { readonly ciphertext: Buffer; readonly authTag: Buffer } {
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  cipher.setAAD(associated);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext, authTag: cipher.getAuthTag() };
}

/** What a box of {@link decrypt} consists of; the caller has checked the lengths. */
export interface Box {
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly authTag: Uint8Array;
}

/**
 * Opens AES-256-GCM. Node accepts shorter tags unless the length is given: it is.
 *
 * @throws EnvelopeError `AUTH` when the tag does not fit
 */
export function decrypt(key: Uint8Array, box: Box, associated: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, box.iv, { authTagLength: tagBytes });
    decipher.setAAD(associated);
    decipher.setAuthTag(box.authTag);
    return Buffer.concat([decipher.update(box.ciphertext), decipher.final()]);
  } catch (error) {
    throw new EnvelopeError("AUTH", "The sealed value was altered.", { cause: error });
  }
}
