import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";
import { WireError } from "@infershield/llm-wire";

/** What can go wrong in the proxy itself; failures of other packages keep their own classes and codes. */
export type ProxyErrorCode =
  | "NO_CREDENTIAL"
  | "TLS_NOT_VERIFIED"
  | "BAD_REQUEST"
  | "HEADERS_TOO_LARGE"
  | "AMBIGUOUS_CREDENTIALS"
  | "MISSING_TOKEN"
  | "MISSING_CLIENT_KEY"
  | "INVALID_TOKEN"
  | "ORIGIN_FORBIDDEN"
  | "NOT_PERMITTED"
  | "UNKNOWN_ROUTE"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "REQUEST_TIMEOUT"
  | "BODY_TOO_LARGE"
  | "UNSUPPORTED_ENCODING"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "WRONG_HOST"
  | "UPGRADE_REQUIRED"
  | "RATE_LIMITED"
  | "TOO_MANY_REQUESTS_IN_FLIGHT"
  | "SHUTTING_DOWN"
  | "UPSTREAM_ERROR"
  | "UPSTREAM_UNAUTHORIZED"
  | "UPSTREAM_TIMEOUT"
  | "CLIENT_GONE";

/** What is told of an error beside its code and message. */
export interface ProxyErrorOptions extends InferShieldErrorOptions {
  /** Why, as a coded word for the audit record; the answer to the client never carries it. */
  readonly reason?: string;
  /** Seconds after which another try makes sense. */
  readonly retryAfterSeconds?: number;
  /** Methods that the path does serve, for `METHOD_NOT_ALLOWED`. */
  readonly allow?: string;
}

/** Thrown by `startProxy` (`NO_CREDENTIAL`, `TLS_NOT_VERIFIED`) and, inside, by every step of an exchange that refuses or fails. */
export class ProxyError extends InferShieldError<ProxyErrorCode> {
  readonly reason: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly allow: string | undefined;

  constructor(code: ProxyErrorCode, message: string, options: ProxyErrorOptions = {}) {
    super(code, message, options);
    this.reason = options.reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.allow = options.allow;
  }
}

/** The refusal of a path that is not served. */
export function unknownPath(): ProxyError {
  const message =
    "InferShield serves tools here, and no such path. A tool's base address is this one with /v1 (OpenAI's interface), or without a path (Anthropic's, Gemini's).";
  return new ProxyError("UNKNOWN_ROUTE", message, { reason: "unknown_route" });
}

/** What cannot be read of an answer is the provider's fault, not the client's. Other errors stay as they are. */
export function unreadable(error: unknown): unknown {
  if (!(error instanceof WireError)) return error;
  const reason = `answer_${error.code.toLowerCase()}`;
  return new ProxyError("UPSTREAM_ERROR", "The provider's answer cannot be read.", { reason, cause: error });
}
