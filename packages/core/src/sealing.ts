import type { Secret } from "./secret.ts";

/** Names of the fields that are stored sealed. */
export type SealedField =
  | "access_token"
  | "refresh_token"
  | "id_token"
  | "api_key"
  | "excerpt"
  | "user_key"
  | "journal";

/** What a sealed value belongs to. It is authenticated with the ciphertext, so a value moved elsewhere does not open. */
export interface SealContext {
  readonly tenant: string;
  readonly userId: string;
  readonly provider: string;
  readonly recordId: string;
  readonly field: SealedField;
}

/** A sealed value as it is stored: record format v1, every field but `v` and `alg` base64url without padding (`kid` is hex). */
export interface SealedValue {
  readonly v: 1;
  readonly alg: "A256GCM";
  readonly kid: string;
  readonly salt: string;
  readonly com: string;
  readonly iv: string;
  readonly authTag: string;
  readonly ciphertext: string;
}

/** Seals and opens values under the current keyset. Both are synchronous and run no key-derivation for passwords. */
export interface Sealer {
  seal(plaintext: Secret, context: SealContext): SealedValue;
  /** @throws an error with a code when the value is malformed, was altered, or belongs to another context or key */
  open(sealed: unknown, context: SealContext): Secret;
}

/** A keyed digest (HMAC-SHA256) whose key never leaves the keyset. */
export interface KeyedDigest {
  /** Key id under which {@link digest} works. */
  readonly kid: string;
  /** 32 bytes under the primary key. */
  digest(value: string | Uint8Array): Uint8Array<ArrayBuffer>;
  /** 32 bytes under another enabled key; undefined when the keyset has no such key. */
  digestWith(kid: string, value: string | Uint8Array): Uint8Array<ArrayBuffer> | undefined;
}

/** Signs checkpoints with the store's Ed25519 key. */
export interface Signer {
  /** Raw public key, 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Raw signature, 64 bytes. */
  sign(message: Uint8Array): Uint8Array<ArrayBuffer>;
}
