import { InferShieldError } from "@infershield/core";

/** `AUDIT_BROKEN`: the audit trail does not verify. `NOT_LOGGED_IN`: there is no stored login to work on. */
export type CliErrorCode =
  | "AUDIT_BROKEN"
  | "FILE_UNREADABLE"
  | "INVALID_USAGE"
  | "NO_INPUT"
  | "NOT_LOGGED_IN"
  | "SCAN_FAILED"
  | "SIGN_IN_UNAVAILABLE"
  | "UNKNOWN_CLIENT";

/** Thrown by commands; what other packages throw keeps its own code. */
export class CliError extends InferShieldError<CliErrorCode> {}
