import { InferShieldError } from "@infershield/core";

/**
 * What can go wrong with stored tokens.
 *
 * - `STORE_CORRUPT`: what is stored was damaged or altered; a copy was set aside, nothing is overwritten.
 * - `STORE_VERSION`: another version wrote it, or it has the original's form in a home that has left that behind.
 * - `STORE_CLOSED`: used after `close`.
 * - `CONFLICT`: the token changed since it was read.
 * - `LEASE_TIMEOUT`: another operation on the token took longer than one waits.
 * - `NOT_FOUND`: there is no store, or no such account.
 * - `INVALID_TOKEN`: a member of the token is missing, too long, out of range or not valid Unicode.
 */
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
