import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";

/**
 * What can go wrong while talking to an authorization server.
 *
 * - `ACCESS_DENIED`: the person refused.
 * - `EXPIRED_TOKEN`: the device code ended before the person decided.
 * - `INVALID_RESPONSE`: the answer is no OAuth answer: HTML, too large, a redirect, missing or unprintable fields.
 * - `UNREACHABLE`: no answer came (connection, name resolution, time limit).
 * - `UNSUPPORTED`: the server has no such endpoint, or this client may not use the device flow.
 * - `INVALID_CLIENT`: the server does not accept the client id or its secret.
 * - `INVALID_GRANT`: the refresh token, authorization code or device code is no longer valid.
 * - `SERVER_ERROR`: HTTP 5xx, 429, or an OAuth error that has no code of its own here (see `oauthError`).
 * - `UNTRUSTED_URI`: an address that this client refuses to use or to show.
 * - `ABORTED`: the caller's signal stopped the work.
 */
export type DeviceFlowErrorCode =
  | "ACCESS_DENIED"
  | "EXPIRED_TOKEN"
  | "INVALID_RESPONSE"
  | "UNREACHABLE"
  | "UNSUPPORTED"
  | "INVALID_CLIENT"
  | "INVALID_GRANT"
  | "SERVER_ERROR"
  | "UNTRUSTED_URI"
  | "ABORTED";

/** What a {@link DeviceFlowError} carries beside its message. */
export interface DeviceFlowErrorOptions extends InferShieldErrorOptions {
  readonly oauthError?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly intervalMs?: number | undefined;
}

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class DeviceFlowError extends InferShieldError<DeviceFlowErrorCode> {
  /** The server's own `error` value, such as `invalid_grant` or `bad_refresh_token`; printable, at most 100 characters. */
  readonly oauthError: string | undefined;
  /** How long the server asks to be left alone (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** A new polling interval that came with a `slow_down`, in milliseconds. */
  readonly intervalMs: number | undefined;

  constructor(code: DeviceFlowErrorCode, message: string, options: DeviceFlowErrorOptions = {}) {
    super(code, message, options);
    this.oauthError = options.oauthError;
    this.retryAfterMs = options.retryAfterMs;
    this.intervalMs = options.intervalMs;
  }
}
