import { InferShieldError } from "@infershield/core";

/**
 * - `NOT_FOUND`: no token has this id.
 * - `IDENTITY_CORRUPT`: the file is no identity file or a row was altered; it is left as it is.
 * - `IDENTITY_VERSION`: written by a newer InferShield.
 * - `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`: what was asked for a new token is not allowed.
 * - `NOT_ACTIVE`: an expired, revoked or already rotated token cannot be rotated.
 */
export type IdentityErrorCode =
  | "NOT_FOUND"
  | "IDENTITY_CORRUPT"
  | "IDENTITY_VERSION"
  | "INVALID_NAME"
  | "INVALID_SCOPE"
  | "INVALID_EXPIRY"
  | "INVALID_PATH_TOKEN"
  | "NOT_ACTIVE";

/** Thrown by every function of this package, beside the errors of `home`, which pass through. Switch on `code`. */
export class IdentityError extends InferShieldError<IdentityErrorCode> {}
