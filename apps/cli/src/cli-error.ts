import { InferShieldError } from "@infershield/core";

/**
 * - `AUDIT_BROKEN`: the audit trail does not verify
 * - `CANCELLED`, `TIMED_OUT`: a wait ended by Ctrl-C, or by `--timeout`
 * - `CLIENT_CANNOT_WORK`: the named tool cannot be pointed at a gateway on this machine
 * - `FILE_UNREADABLE`, `FILE_NOT_EDITABLE`, `NO_INPUT`: a file or standard input is not what the command needs
 * - `FILE_NOT_WRITTEN`: a file of results could not be finished, and was taken away
 * - `INVALID_RESPONSE`, `UNREACHABLE`: what a team's server said is not understood, or it said nothing
 * - `INVALID_USAGE`: the command line is wrong
 * - `NOT_A_REPOSITORY`: git has nothing staged to tell about here
 * - `NOT_LOGGED_IN`: there is no stored login to work on
 * - `NO_TEAM`: the command is about a team, and this home serves one person
 * - `PROXY_NOT_RUNNING`, `PROXY_STUCK`: nothing answers, or it did not end when told to
 * - `SCAN_FAILED`: the detectors failed
 * - `SIGN_IN_UNAVAILABLE`: the provider cannot be signed in to as it is configured
 */
export type CliErrorCode =
  | "AUDIT_BROKEN"
  | "CANCELLED"
  | "CLIENT_CANNOT_WORK"
  | "FILE_NOT_EDITABLE"
  | "FILE_NOT_WRITTEN"
  | "FILE_UNREADABLE"
  | "INVALID_RESPONSE"
  | "INVALID_USAGE"
  | "NO_INPUT"
  | "NOT_A_REPOSITORY"
  | "NOT_LOGGED_IN"
  | "NO_TEAM"
  | "PROXY_NOT_RUNNING"
  | "PROXY_STUCK"
  | "SCAN_FAILED"
  | "SIGN_IN_UNAVAILABLE"
  | "TIMED_OUT"
  | "UNREACHABLE";

/** Thrown by commands; what other packages throw keeps its own code. */
export class CliError extends InferShieldError<CliErrorCode> {}
