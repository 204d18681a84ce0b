import { AuditError } from "@infershield/audit";
import { InferShieldError } from "@infershield/core";
import { IdentityError, type IdentityErrorCode } from "@infershield/identity";
import { CustodyError, type CustodyErrorCode } from "@infershield/key-custody";
import { WireError, type WireErrorCode } from "@infershield/llm-wire";
import { PolicyError } from "@infershield/policy";
import { ProviderError } from "@infershield/providers";
import { ThreatClientError } from "@infershield/threat-client";
import { ThreatError } from "@infershield/threat-engine";
import { ProxyError, type ProxyErrorCode } from "./proxy-error.ts";

/** Codes that clients see; public, see contracts 3. */
export type HttpErrorCode =
  | "bad_request"
  | "headers_too_large"
  | "invalid_json"
  | "duplicate_key"
  | "too_deep"
  | "unsupported_shape"
  | "ambiguous_credentials"
  | "missing_token"
  | "invalid_token"
  | "reauthentication_required"
  | "firewall_block"
  | "origin_forbidden"
  | "not_permitted"
  | "unknown_route"
  | "unknown_provider"
  | "method_not_allowed"
  | "request_timeout"
  | "body_too_large"
  | "unsupported_encoding"
  | "unsupported_media_type"
  | "wrong_host"
  | "upgrade_required"
  | "rate_limited"
  | "too_many_requests_in_flight"
  | "upstream_key_not_configured"
  | "upstream_error"
  | "upstream_unauthorized"
  | "upstream_timeout"
  | "credential_timeout"
  | "firewall_unavailable"
  | "audit_unavailable"
  | "store_unavailable"
  | "sign_in_unavailable"
  | "shutting_down"
  | "internal_error"
  | AdministrativeErrorCode;

/** What only the admin API answers; the codes of @infershield/identity in lower case. */
type AdministrativeErrorCode =
  | "not_found"
  | "user_exists"
  | "team_exists"
  | "last_owner"
  | "conflict"
  | "held"
  | "user_disabled"
  | "not_active"
  | "invalid_code"
  | "invalid_email"
  | "invalid_role"
  | "invalid_name"
  | "invalid_scope"
  | "invalid_expiry"
  | "invalid_path_token";

/** A refusal or failure as a client is told it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code: HttpErrorCode;
  readonly message: string;
  /** Coded word for the audit record, where it says more than `code`. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further fields of the error object. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Turns whatever an exchange threw into its answer. The only place where codes become HTTP. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ProxyError) return proxyAnswer(error);
  if (error instanceof WireError) return wireAnswer(error);
  if (error instanceof CustodyError) return custodyAnswer(error);
  if (error instanceof PolicyError && error.code === "CONFLICT") return answer(409, "conflict", sentence(error), error);
  if (error instanceof PolicyError && error.code === "NOT_FOUND")
    return answer(404, "not_found", sentence(error), error);
  if (error instanceof ThreatClientError || error instanceof ThreatError || error instanceof PolicyError) {
    return answer(503, "firewall_unavailable", "The text could not be scanned, so it was not passed on.", error);
  }
  if (error instanceof AuditError && error.code === "HELD") return answer(409, "held", sentence(error), error);
  if (error instanceof AuditError) {
    return answer(503, "audit_unavailable", "The audit log cannot be written, so nothing was sent.", error);
  }
  if (error instanceof IdentityError) return identityAnswer(error);
  if (error instanceof ProviderError && error.code === "UNKNOWN_PROVIDER") {
    return answer(400, "unknown_provider", sentence(error), error);
  }
  if (error instanceof InferShieldError) {
    return answer(503, "store_unavailable", "InferShield cannot read its store. See its log.", error);
  }
  return { status: 500, code: "internal_error", message: "InferShield failed. See its log.", reason: "internal_error" };
}

function proxyAnswer(error: ProxyError): ErrorAnswer {
  const [status, code] = proxyStatus(error.code);
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = challenge(error.code);
  if (error.allow !== undefined) headers["allow"] = error.allow;
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(error.retryAfterSeconds);
  if (error.code === "UPGRADE_REQUIRED") headers["upgrade"] = "HTTP/1.1";
  return { ...answer(status, code, sentence(error), error), headers };
}

/** @see RFC 6750 section 3 */
function challenge(code: ProxyErrorCode): string {
  return code === "INVALID_TOKEN" ? 'Bearer realm="InferShield", error="invalid_token"' : 'Bearer realm="InferShield"';
}

function proxyStatus(code: ProxyErrorCode): readonly [number, HttpErrorCode] {
  switch (code) {
    case "BAD_REQUEST":
      return [400, "bad_request"];
    case "HEADERS_TOO_LARGE":
      return [431, "headers_too_large"];
    case "AMBIGUOUS_CREDENTIALS":
      return [400, "ambiguous_credentials"];
    case "MISSING_TOKEN":
    case "MISSING_CLIENT_KEY":
      return [401, "missing_token"];
    case "INVALID_TOKEN":
      return [401, "invalid_token"];
    case "ORIGIN_FORBIDDEN":
      return [403, "origin_forbidden"];
    case "NOT_PERMITTED":
      return [403, "not_permitted"];
    case "UNKNOWN_ROUTE":
      return [404, "unknown_route"];
    case "NOT_FOUND":
      return [404, "not_found"];
    case "METHOD_NOT_ALLOWED":
      return [405, "method_not_allowed"];
    case "REQUEST_TIMEOUT":
      return [408, "request_timeout"];
    case "BODY_TOO_LARGE":
      return [413, "body_too_large"];
    case "UNSUPPORTED_ENCODING":
      return [415, "unsupported_encoding"];
    case "UNSUPPORTED_MEDIA_TYPE":
      return [415, "unsupported_media_type"];
    case "WRONG_HOST":
      return [421, "wrong_host"];
    case "UPGRADE_REQUIRED":
      return [426, "upgrade_required"];
    case "RATE_LIMITED":
      return [429, "rate_limited"];
    case "TOO_MANY_REQUESTS_IN_FLIGHT":
      return [429, "too_many_requests_in_flight"];
    case "UPSTREAM_ERROR":
      return [502, "upstream_error"];
    case "UPSTREAM_UNAUTHORIZED":
      return [502, "upstream_unauthorized"];
    case "UPSTREAM_TIMEOUT":
      return [504, "upstream_timeout"];
    case "SHUTTING_DOWN":
      return [503, "shutting_down"];
    case "CLIENT_GONE":
    case "NO_CREDENTIAL":
    case "TLS_NOT_VERIFIED":
      // The first has nobody left to tell, the others never happen inside an exchange.
      return [500, "internal_error"];
  }
}

function wireAnswer(error: WireError): ErrorAnswer {
  const [status, code] = wireStatus(error.code);
  return answer(status, code, sentence(error), error);
}

function wireStatus(code: WireErrorCode): readonly [number, HttpErrorCode] {
  switch (code) {
    case "INVALID_JSON":
      return [400, "invalid_json"];
    case "DUPLICATE_KEY":
      return [400, "duplicate_key"];
    case "TOO_DEEP":
      return [400, "too_deep"];
    case "TOO_LARGE":
      return [413, "body_too_large"];
    case "UNSUPPORTED_SHAPE":
      return [400, "unsupported_shape"];
    case "INVALID_STREAM":
      return [502, "upstream_error"];
  }
}

function custodyAnswer(error: CustodyError): ErrorAnswer {
  const [status, code] = custodyStatus(error.code);
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="InferShield"';
  if (error.retryAfterMs !== undefined) headers["retry-after"] = String(Math.ceil(error.retryAfterMs / 1_000));
  return { ...answer(status, code, sentence(error), error), headers };
}

function custodyStatus(code: CustodyErrorCode): readonly [number, HttpErrorCode] {
  switch (code) {
    case "MISSING_TOKEN":
    case "MISSING_CLIENT_KEY":
      return [401, "missing_token"];
    case "REAUTHENTICATION_REQUIRED":
      return [401, "reauthentication_required"];
    case "UPSTREAM_KEY_NOT_CONFIGURED":
      return [502, "upstream_key_not_configured"];
    case "CREDENTIAL_TIMEOUT":
      return [504, "credential_timeout"];
    case "NOT_PERMITTED":
      return [403, "not_permitted"];
    case "SIGN_IN_UNAVAILABLE":
      return [409, "sign_in_unavailable"];
    case "STORE_UNAVAILABLE":
      return [503, "store_unavailable"];
  }
}

function identityAnswer(error: IdentityError): ErrorAnswer {
  const [status, code] = identityStatus(error.code);
  const message = status === 503 ? "InferShield cannot read its store. See its log." : sentence(error);
  return answer(status, code, message, error);
}

function identityStatus(code: IdentityErrorCode): readonly [number, HttpErrorCode] {
  switch (code) {
    case "NOT_FOUND":
      return [404, "not_found"];
    case "USER_EXISTS":
      return [409, "user_exists"];
    case "TEAM_EXISTS":
      return [409, "team_exists"];
    case "LAST_OWNER":
      return [409, "last_owner"];
    case "CONFLICT":
      return [409, "conflict"];
    case "USER_DISABLED":
      return [409, "user_disabled"];
    case "NOT_ACTIVE":
      return [409, "not_active"];
    case "INVALID_CODE":
      return [401, "invalid_code"];
    case "INVALID_EMAIL":
      return [400, "invalid_email"];
    case "INVALID_ROLE":
      return [400, "invalid_role"];
    case "INVALID_NAME":
      return [400, "invalid_name"];
    case "INVALID_SCOPE":
      return [400, "invalid_scope"];
    case "INVALID_EXPIRY":
      return [400, "invalid_expiry"];
    case "INVALID_PATH_TOKEN":
      return [400, "invalid_path_token"];
    case "IDENTITY_CORRUPT":
    case "IDENTITY_VERSION":
      return [503, "store_unavailable"];
  }
}

function answer(status: number, code: HttpErrorCode, message: string, error: InferShieldError): ErrorAnswer {
  const reason = error instanceof ProxyError ? error.reason : error.code.toLowerCase();
  return { status, code, message, ...(reason !== undefined && { reason }) };
}

/** What happened and what to do next. */
function sentence(error: InferShieldError): string {
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
}
