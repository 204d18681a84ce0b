import { InferShieldError } from "@infershield/core";

/**
 * - `NOT_FOUND`: no token, user or team has this id.
 * - `IDENTITY_CORRUPT`: the file is no identity file or a row was altered; it is left as it is.
 * - `IDENTITY_VERSION`: written by a newer InferShield.
 * - `INVALID_NAME`, `INVALID_SCOPE`, `INVALID_EXPIRY`, `INVALID_PATH_TOKEN`: what was asked for a new token is not allowed.
 * - `NOT_ACTIVE`: an expired, revoked or already rotated token cannot be rotated.
 * - `USER_EXISTS`, `TEAM_EXISTS`: the address or id is taken.
 * - `INVALID_EMAIL`, `INVALID_ROLE`: what was asked for a user is not allowed.
 * - `USER_DISABLED`: a disabled user gets no token.
 * - `LAST_OWNER`: the last active owner cannot be demoted, disabled or deleted.
 * - `CONFLICT`: the user was changed since it was looked at.
 * - `INVALID_CODE`: an enrolment code is unknown, used, expired or revoked, or its user is disabled.
 */
export type IdentityErrorCode =
  | "NOT_FOUND"
  | "IDENTITY_CORRUPT"
  | "IDENTITY_VERSION"
  | "INVALID_NAME"
  | "INVALID_SCOPE"
  | "INVALID_EXPIRY"
  | "INVALID_PATH_TOKEN"
  | "NOT_ACTIVE"
  | "USER_EXISTS"
  | "TEAM_EXISTS"
  | "INVALID_EMAIL"
  | "INVALID_ROLE"
  | "USER_DISABLED"
  | "LAST_OWNER"
  | "CONFLICT"
  | "INVALID_CODE";

/** Thrown by every function of this package, beside the errors of `home`, which pass through. Switch on `code`. */
export class IdentityError extends InferShieldError<IdentityErrorCode> {}
