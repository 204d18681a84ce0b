import { timingSafeEqual } from "node:crypto";
import { type RandomBytes, type SealContext, type SealedValue, Secret } from "@infershield/core";
import {
  deriveKey,
  exactMembers,
  fromBase64url,
  fromUtf8,
  hkdf,
  lengthPrefixed,
  plainObject,
  protocol,
  toBase64url,
  toUtf8,
} from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import { decrypt, encrypt, ivBytes, tagBytes } from "./gcm.ts";

const saltBytes = 32;
const commitmentBytes = 32;
/** Tokens have some kilobytes; the bound keeps a foreign file from costing memory. */
const maxPlaintextBytes = 1024 * 1024;
const members = ["v", "alg", "kid", "salt", "com", "iv", "authTag", "ciphertext"] as const;

/** The key that records are sealed under, derived once from a root key. */
export interface RecordKey {
  readonly kid: string;
  readonly encryptionRoot: Uint8Array;
}

/** Derives the record key of a root key. */
export function recordKey(kid: string, rootKey: Uint8Array): RecordKey {
  return { kid, encryptionRoot: deriveKey(rootKey, "enc") };
}

/**
 * Seals a value for one place: record format v1.
 *
 * A fresh salt gives each value a key of its own, so the number of values under one root key has no limit that matters
 * (NIST SP 800-38D section 8.3). The second half of the derived bytes commits to that key.
 *
 * @throws EnvelopeError `FORMAT` for text that is not valid Unicode or longer than 1 MiB
 */
export function sealRecord(
  key: RecordKey,
  plaintext: Secret,
  context: SealContext,
  randomBytes: RandomBytes,
): SealedValue {
  const bytes = toUtf8(plaintext.reveal());
  if (bytes.length > maxPlaintextBytes) throw new EnvelopeError("FORMAT", "The value to seal is longer than 1 MiB.");
  const salt = randomBytes(saltBytes);
  const iv = randomBytes(ivBytes);
  const { encryption, commitment } = valueKeys(key, salt, context);
  const { ciphertext, authTag } = encrypt(encryption, iv, bytes, associatedData(key.kid, context));
  encryption.fill(0);
  bytes.fill(0);
  return {
    v: 1,
    alg: "A256GCM",
    kid: key.kid,
    salt: toBase64url(salt),
    com: toBase64url(commitment),
    iv: toBase64url(iv),
    authTag: toBase64url(authTag),
    ciphertext: toBase64url(ciphertext),
  };
}

/**
 * Opens a sealed value in the place it was sealed for.
 *
 * @param keyFor - Finds the record key of a key id; undefined refuses the value.
 * @throws EnvelopeError `FORMAT`, `VERSION`, `ALG`, `UNKNOWN_KEY`, `COMMIT` (another key, user or provider), `AUTH` (altered, or another record or field)
 */
export function openRecord(
  sealed: unknown,
  context: SealContext,
  keyFor: (kid: string) => RecordKey | undefined,
): Secret {
  const value = parseSealedValue(sealed);
  const key = keyFor(value.kid);
  if (key === undefined) throw new EnvelopeError("UNKNOWN_KEY", `There is no usable key ${value.kid}.`);
  const { encryption, commitment } = valueKeys(key, decoded(value.salt), context);
  if (!timingSafeEqual(commitment, decoded(value.com))) {
    throw new EnvelopeError("COMMIT", "The sealed value belongs to another key, user or provider.");
  }
  const box = { iv: decoded(value.iv), ciphertext: decoded(value.ciphertext), authTag: decoded(value.authTag) };
  const plaintext = decrypt(encryption, box, associatedData(key.kid, context));
  encryption.fill(0);
  const secret = new Secret(fromUtf8(plaintext));
  plaintext.fill(0);
  return secret;
}

/** The bytes of a member that {@link parseSealedValue} has checked. */
function decoded(text: string): Buffer {
  return Buffer.from(text, "base64url");
}

/**
 * Checks a sealed value of record format v1 without opening it. Exactly the eight members, each in its only spelling.
 *
 * @throws EnvelopeError `FORMAT`, `VERSION`, `ALG`
 */
export function parseSealedValue(value: unknown): SealedValue {
  const loose = plainObject(value, "A sealed value");
  // The original's form has no version: it is told apart, so that the message is right.
  if (loose["v"] !== 1) throw new EnvelopeError("VERSION", "The sealed value is not of record format version 1.");
  const object = exactMembers(value, members, "A sealed value");
  if (object["alg"] !== "A256GCM") throw new EnvelopeError("ALG", "The sealed value names an unknown algorithm.");
  const kid = object["kid"];
  if (typeof kid !== "string" || !/^[0-9a-f]{16}$/.test(kid)) {
    throw new EnvelopeError("FORMAT", 'The member "kid" is malformed.');
  }
  const ciphertext = fromBase64url(object["ciphertext"], "ciphertext");
  if (ciphertext.length > maxPlaintextBytes) throw new EnvelopeError("FORMAT", "The ciphertext is longer than 1 MiB.");
  return {
    v: 1,
    alg: "A256GCM",
    kid,
    salt: toBase64url(fromBase64url(object["salt"], "salt", saltBytes)),
    com: toBase64url(fromBase64url(object["com"], "com", commitmentBytes)),
    iv: toBase64url(fromBase64url(object["iv"], "iv", ivBytes)),
    authTag: toBase64url(fromBase64url(object["authTag"], "authTag", tagBytes)),
    ciphertext: toBase64url(ciphertext),
  };
}

/**
 * Reads a sealed value from its JSON text, which must be exactly what {@link formatSealedValue} writes: no space, no other order,
 * no member twice.
 *
 * @throws EnvelopeError `FORMAT`, `VERSION`, `ALG`
 */
export function readSealedValue(text: string): SealedValue {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new EnvelopeError("FORMAT", "The sealed value is not JSON.", { cause: error });
  }
  const sealed = parseSealedValue(value);
  if (formatSealedValue(sealed) !== text) throw new EnvelopeError("FORMAT", "The sealed value is not canonical JSON.");
  return sealed;
}

/** The only JSON text of a sealed value, as it is stored in a database column. */
export function formatSealedValue(sealed: SealedValue): string {
  return JSON.stringify(Object.fromEntries(members.map((name) => [name, sealed[name]])));
}

function valueKeys(
  key: RecordKey,
  salt: Uint8Array,
  context: SealContext,
): { readonly encryption: Buffer; readonly commitment: Buffer } {
  const info = lengthPrefixed(protocol, "record", context.tenant, context.userId, context.provider);
  const bytes = hkdf(key.encryptionRoot, salt, info, 64);
  return { encryption: bytes.subarray(0, 32), commitment: bytes.subarray(32) };
}

function associatedData(kid: string, context: SealContext): Buffer {
  const { tenant, userId, provider, recordId, field } = context;
  return lengthPrefixed("isk", "1", "A256GCM", kid, tenant, userId, provider, recordId, field);
}
