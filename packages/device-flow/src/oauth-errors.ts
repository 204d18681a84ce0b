import { DeviceFlowError, type DeviceFlowErrorCode } from "./error.ts";

/** Every error of RFC 6749 section 5.2, RFC 8628 section 3.5, RFC 7009 section 2.2.1 and RFC 8707 that a token endpoint may send. */
export type StandardError =
  | "authorization_pending"
  | "slow_down"
  | "access_denied"
  | "expired_token"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_scope"
  | "invalid_target"
  | "server_error"
  | "temporarily_unavailable"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_token_type";

const codes: Readonly<Record<StandardError, DeviceFlowErrorCode>> = {
  authorization_pending: "SERVER_ERROR",
  slow_down: "SERVER_ERROR",
  access_denied: "ACCESS_DENIED",
  expired_token: "EXPIRED_TOKEN",
  invalid_client: "INVALID_CLIENT",
  invalid_grant: "INVALID_GRANT",
  invalid_request: "SERVER_ERROR",
  invalid_scope: "SERVER_ERROR",
  invalid_target: "SERVER_ERROR",
  server_error: "SERVER_ERROR",
  temporarily_unavailable: "SERVER_ERROR",
  unauthorized_client: "UNSUPPORTED",
  unsupported_grant_type: "UNSUPPORTED",
  unsupported_token_type: "UNSUPPORTED",
};

/** Names that providers use for a standard error: Entra, xAI, GitHub, OpenAI. */
const knownAliases: Readonly<Record<string, StandardError>> = {
  authorization_declined: "access_denied",
  authorization_denied: "access_denied",
  bad_refresh_token: "invalid_grant",
  bad_verification_code: "invalid_grant",
  device_flow_disabled: "unauthorized_client",
  incorrect_client_credentials: "invalid_client",
  incorrect_device_code: "invalid_grant",
  refresh_token_expired: "invalid_grant",
  refresh_token_invalidated: "invalid_grant",
  refresh_token_reused: "invalid_grant",
};

const hints: Partial<Record<DeviceFlowErrorCode, string>> = {
  ACCESS_DENIED: "Start the sign-in again if this was a mistake.",
  EXPIRED_TOKEN: "Start the sign-in again for a new code.",
  INVALID_CLIENT: "Check the client id, and the client secret if the server needs one.",
  INVALID_GRANT: "Sign in again.",
  UNSUPPORTED: "Check that this client may use this flow at the provider, or use another way to sign in.",
};

/** The standard's name of a server's error, through the caller's aliases, then the known ones; undefined for an error nobody knows. */
export function standardError(
  error: string,
  aliases: Readonly<Record<string, string>> = {},
): StandardError | undefined {
  const name = own(aliases, error) ?? own(knownAliases, error) ?? error;
  return isStandardError(name) ? name : undefined;
}

/** The error to throw for an OAuth error; `description` must be printable. */
export function oauthFailure(
  error: string,
  options: {
    readonly aliases?: Readonly<Record<string, string>> | undefined;
    readonly description?: string | undefined;
  },
): DeviceFlowError {
  const standard = standardError(error, options.aliases);
  const code = standard === undefined ? "SERVER_ERROR" : codes[standard];
  const said = options.description === undefined ? "" : `: ${options.description}`;
  const hint = hints[code];
  return new DeviceFlowError(code, `The server answered "${error}"${said}`, {
    oauthError: error,
    ...(hint === undefined ? {} : { hint }),
  });
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isStandardError(name: string): name is StandardError {
  return Object.hasOwn(codes, name);
}
