import { WireError, type WireErrorCode } from "@infershield/llm-wire";
import { ThreatClientError } from "@infershield/threat-client";
import { FirewallError, type FirewallErrorCode } from "./firewall-error.ts";

/** A refusal or failure as a caller is told it. */
export interface ErrorAnswer {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 421 | 429 | 500 | 503;
  readonly code: string;
  readonly message: string;
}

/** Turns whatever a request threw into its answer. The only place where codes become HTTP. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof FirewallError) return { status: statusOf(error.code), ...told(error) };
  if (error instanceof WireError) return { status: wireStatus(error.code), ...told(error) };
  if (error instanceof ThreatClientError) {
    return { status: 503, code: "scan_failed", message: "The text could not be scanned." };
  }
  return { status: 500, code: "internal_error", message: "The detection service failed. See its log." };
}

function told(error: FirewallError | WireError): Pick<ErrorAnswer, "code" | "message"> {
  return {
    code: error.code.toLowerCase(),
    message: error.hint === undefined ? error.message : `${error.message} ${error.hint}`,
  };
}

function statusOf(code: FirewallErrorCode): ErrorAnswer["status"] {
  switch (code) {
    case "INVALID_REQUEST":
      return 400;
    case "MISSING_TOKEN":
    case "INVALID_TOKEN":
      return 401;
    case "ORIGIN_FORBIDDEN":
      return 403;
    case "UNKNOWN_ROUTE":
      return 404;
    case "METHOD_NOT_ALLOWED":
      return 405;
    case "BODY_TOO_LARGE":
      return 413;
    case "UNSUPPORTED_MEDIA_TYPE":
    case "UNSUPPORTED_ENCODING":
      return 415;
    case "WRONG_HOST":
      return 421;
    case "TOO_MANY_REQUESTS_IN_FLIGHT":
      return 429;
    case "SHUTTING_DOWN":
      return 503;
    case "TOKEN_REQUIRED":
    case "INSECURE_BIND":
      // These never happen inside a request.
      return 500;
  }
}

function wireStatus(code: WireErrorCode): ErrorAnswer["status"] {
  return code === "TOO_LARGE" ? 413 : 400;
}
