import type { Dialect } from "./shape.ts";

/** An error that InferShield answers itself. */
export interface WireErrorInput {
  /** HTTP status, 400–599. */
  readonly status: number;
  /** Our public code, such as `firewall_block`. */
  readonly code: string;
  /** For people; no secret and no matched text. */
  readonly message: string;
  readonly requestId?: string;
  /** Kind of error; by default the dialect's own word for the status. */
  readonly type?: string;
  /** More members of the error object, such as `risk_score`, `threats`, `findings`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The body of an error answer in the caller's dialect. */
export function errorBody(dialect: Dialect, error: WireErrorInput): { contentType: string; body: string } {
  return { contentType: "application/json; charset=utf-8", body: JSON.stringify(errorObject(dialect, error)) };
}

/** Whether the error is a refusal, which stands however often a client asks again, and no failure. */
export function isRefusal({ status }: WireErrorInput): boolean {
  return status < 500;
}

/** What a refusal says in the place of the text that was refused, where a client shows text alone. */
export function refusalNotice({ message }: WireErrorInput): string {
  return `[${message}]`;
}

/**
 * A refusal under the code that means one in a stream: Copilot CLI takes every other error there for a passing one and asks five times more.
 * Our own code moves to `infershield_code`; a failure stays as it is.
 */
export function asContentFilter(error: WireErrorInput): WireErrorInput {
  if (!isRefusal(error)) return error;
  return { ...error, code: "content_filter", extra: { infershield_code: error.code, ...error.extra } };
}

/** The error as the dialect's plain object. */
export function errorObject(dialect: Dialect, error: WireErrorInput): Record<string, unknown> {
  return errorObjects[dialect](error);
}

function requestOf({ requestId }: WireErrorInput, name: "id" | "request_id"): Readonly<Record<string, string>> {
  return requestId === undefined ? {} : { [name]: requestId };
}

const errorObjects: Readonly<Record<Dialect, (error: WireErrorInput) => Record<string, unknown>>> = {
  openai: (error) => {
    const { status, code, message, extra, type = openaiType(status) } = error;
    return { error: { message, type, param: null, code, ...requestOf(error, "request_id"), ...extra } };
  },
  anthropic: (error) => {
    const { status, code, message, extra, type = anthropicType(status) } = error;
    return { type: "error", error: { type, message, code, ...extra }, ...requestOf(error, "request_id") };
  },
  gemini: (error) => {
    const { status, message } = error;
    return { error: { code: status, message, status: googleStatus(status), details: [googleInfo(error)] } };
  },
  ollama: (error) => ({ error: error.message, code: error.code, ...requestOf(error, "request_id"), ...error.extra }),
  cohere: (error) => ({ ...requestOf(error, "id"), message: error.message, code: error.code, ...error.extra }),
};

/** @see OpenAI API reference, "Error codes" */
function openaiType(status: number): string {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "api_error";
}

/** @see Anthropic API reference, "Errors" */
function anthropicType(status: number): string {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    default:
      return status < 500 ? "invalid_request_error" : "api_error";
  }
}

/** @see Google API improvement proposal 193, "Errors" */
function googleStatus(status: number): string {
  switch (status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 503:
      return "UNAVAILABLE";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
  }
}

function googleInfo(error: WireErrorInput): Record<string, unknown> {
  return {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason: error.code.toUpperCase(),
    domain: "infershield",
    metadata: { code: error.code, ...requestOf(error, "request_id") },
    ...error.extra,
  };
}
