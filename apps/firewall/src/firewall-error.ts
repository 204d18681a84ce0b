import { InferShieldError } from "@infershield/core";

/**
 * Before it serves:
 * - `TOKEN_REQUIRED`: an address that other machines reach needs `INFERSHIELD_FIREWALL_TOKEN`
 * - `INSECURE_BIND`: such an address needs TLS, too
 *
 * As refusals of a request, in lower case on the wire: `MISSING_TOKEN`, `INVALID_TOKEN`, `WRONG_HOST`, `ORIGIN_FORBIDDEN`, `UNKNOWN_ROUTE`,
 * `METHOD_NOT_ALLOWED`, `BODY_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `UNSUPPORTED_ENCODING`, `INVALID_REQUEST`,
 * `TOO_MANY_REQUESTS_IN_FLIGHT`, `SHUTTING_DOWN`.
 */
export type FirewallErrorCode =
  | "TOKEN_REQUIRED"
  | "INSECURE_BIND"
  | "MISSING_TOKEN"
  | "INVALID_TOKEN"
  | "WRONG_HOST"
  | "ORIGIN_FORBIDDEN"
  | "UNKNOWN_ROUTE"
  | "METHOD_NOT_ALLOWED"
  | "BODY_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "UNSUPPORTED_ENCODING"
  | "INVALID_REQUEST"
  | "TOO_MANY_REQUESTS_IN_FLIGHT"
  | "SHUTTING_DOWN";

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class FirewallError extends InferShieldError<FirewallErrorCode> {}
