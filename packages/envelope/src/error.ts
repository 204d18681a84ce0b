import { InferShieldError } from "@infershield/core";

/**
 * What can go wrong with sealed values, keysets and master keys.
 *
 * - `FORMAT`: the bytes or the text have not the form that is asked for.
 * - `VERSION`, `ALG`: a record or keyset of another version, or under another algorithm.
 * - `UNKNOWN_KEY`: the keyset has no usable key of this id, or the keyring was closed.
 * - `COMMIT`: the value belongs to another key, user or provider.
 * - `AUTH`: the value was altered, or belongs to another record or field.
 * - `WRONG_MASTER_KEY`: the master key does not open the store, or is not a whole one.
 * - `KEYSET_CORRUPT`: the keyset was altered or damaged.
 * - `NO_MASTER_KEY`: none is configured, or the one that the store was made with is gone.
 * - `WEAK_MASTER_KEY`: the master key is a well-known placeholder.
 * - `KEYRING_UNAVAILABLE`: the keyring of the desktop session is absent, locked or silent.
 * - `KEY_IN_USE`: a primary key cannot be destroyed; a full keyset takes no further key or wrap.
 */
export type EnvelopeErrorCode =
  | "FORMAT"
  | "VERSION"
  | "ALG"
  | "UNKNOWN_KEY"
  | "COMMIT"
  | "AUTH"
  | "WRONG_MASTER_KEY"
  | "KEYSET_CORRUPT"
  | "NO_MASTER_KEY"
  | "WEAK_MASTER_KEY"
  | "KEYRING_UNAVAILABLE"
  | "KEY_IN_USE";

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class EnvelopeError extends InferShieldError<EnvelopeErrorCode> {}
