import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { Secret } from "@infershield/core";
import { exactMembers, fromUtf8, toUtf8 } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { type Box, decrypt, ivBytes, tagBytes } from "./gcm.ts";
import type { MasterKey } from "./master-key.ts";

/** A value of the original's form, record format version 0, checked but not opened. */
export type LegacyEnvelope = Box;

/** The original's own parameter. It is read once and written never. */
const iterations = 100_000;
const maxCiphertextBytes = 1024 * 1024;

/**
 * Checks a value of the original's form: exactly `iv`, `authTag` and `ciphertext`, all three in hex or all in base64; the length of
 * `iv` tells which.
 *
 * @throws EnvelopeError `FORMAT`
 */
export function parseLegacyEnvelope(value: unknown): LegacyEnvelope {
  const { iv, authTag, ciphertext } = exactMembers(value, ["iv", "authTag", "ciphertext"], "A value of the old form");
  if (typeof iv !== "string" || typeof authTag !== "string" || typeof ciphertext !== "string") throw malformed();
  const encoding = iv.length === ivBytes * 2 ? "hex" : "base64";
  const box = {
    iv: decode(iv, encoding),
    authTag: decode(authTag, encoding),
    ciphertext: decode(ciphertext, encoding),
  };
  const isRight = box.iv.length === ivBytes && box.authTag.length === tagBytes;
  if (!isRight || box.ciphertext.length > maxCiphertextBytes) throw malformed();
  return box;
}

function decode(text: string, encoding: "hex" | "base64"): Buffer {
  const bytes = Buffer.from(text, encoding);
  const again = bytes.toString(encoding);
  if (again !== (encoding === "hex" ? text.toLowerCase() : text)) throw malformed();
  return bytes;
}

/**
 * Opens values of one user in the original's form: PBKDF2-SHA256 of the master key as given, the user id as salt, AES-256-GCM
 * without associated data. The key is derived once for all values.
 *
 * @throws EnvelopeError `AUTH` for another master key or an altered value, `FORMAT` when it is no text
 */
export async function openLegacyValues(
  masterKey: MasterKey,
  userId: string,
  values: readonly LegacyEnvelope[],
): Promise<readonly Secret[]> {
  const password = toUtf8(masterKey.secret.reveal());
  const key = await promisify(pbkdf2)(password, toUtf8(userId), iterations, 32, "sha256");
  const secrets = values.map((value) => new Secret(fromUtf8(decrypt(key, value, new Uint8Array(0)))));
  key.fill(0);
  return secrets;
}

function malformed(): EnvelopeError {
  return new EnvelopeError("FORMAT", "A value of the old form is malformed.");
}
