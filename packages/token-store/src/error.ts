import { InferShieldError } from "@infershield/core";

/** What can go wrong with stored tokens. */
export type TokenStoreErrorCode =
  | "STORE_CORRUPT"
  | "STORE_VERSION"
  | "STORE_CLOSED"
  | "CONFLICT"
  | "LEASE_TIMEOUT"
  | "NOT_FOUND"
  | "INVALID_TOKEN";

/** Thrown by this package; errors of `home` and `envelope` pass through. Switch on `code`, not on `message`. */
export class TokenStoreError extends InferShieldError<TokenStoreErrorCode> {}
