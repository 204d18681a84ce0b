import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";

/**
 * - `MISSING_TOKEN`: a stored credential would serve, but only its owner's InferShield token may spend it.
 * - `MISSING_CLIENT_KEY`: passthrough, and the caller sent no key of its own.
 * - `REAUTHENTICATION_REQUIRED`: the person has to sign in again; the hint names the command.
 * - `UPSTREAM_KEY_NOT_CONFIGURED`: nothing is stored or configured; the message names the variable, the hint the command.
 * - `CREDENTIAL_TIMEOUT`: the provider's authorization server gave no usable answer in time; see `retryAfterMs`.
 * - `NOT_PERMITTED`: the token may not use this provider, or the provider does not offer the operation.
 * - `SIGN_IN_UNAVAILABLE`: the provider cannot be signed in to as it is configured; the hint says what would help.
 * - `STORE_UNAVAILABLE`: the token store cannot be read or written; `cause` says why.
 */
export type CustodyErrorCode =
  | "MISSING_TOKEN"
  | "MISSING_CLIENT_KEY"
  | "REAUTHENTICATION_REQUIRED"
  | "UPSTREAM_KEY_NOT_CONFIGURED"
  | "CREDENTIAL_TIMEOUT"
  | "NOT_PERMITTED"
  | "SIGN_IN_UNAVAILABLE"
  | "STORE_UNAVAILABLE";

/** What a {@link CustodyError} carries beside its message. */
export interface CustodyErrorOptions extends InferShieldErrorOptions {
  readonly retryAfterMs?: number | undefined;
}

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class CustodyError extends InferShieldError<CustodyErrorCode> {
  /** When another attempt makes sense, in milliseconds from now; with `CREDENTIAL_TIMEOUT`, where known. */
  readonly retryAfterMs: number | undefined;

  constructor(code: CustodyErrorCode, message: string, options: CustodyErrorOptions = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Runs work on the store; its errors become `STORE_UNAVAILABLE`. */
export async function onStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof CustodyError ? cause : storeUnavailable(cause);
  }
}

/** What is told when the token store failed. */
export function storeUnavailable(cause: unknown): CustodyError {
  return new CustodyError("STORE_UNAVAILABLE", "The token store cannot be used.", {
    cause,
    hint: "See `infershield doctor`.",
  });
}
