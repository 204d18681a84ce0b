import { InferShieldError } from "@infershield/core";

/** What can go wrong with sealed values, keysets and master keys. */
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
