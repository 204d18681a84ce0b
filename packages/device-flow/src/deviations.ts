/** The kinds of request this package makes; an answer is read by the rules of its kind. */
export type CallKind = "metadata" | "device_authorization" | "token" | "device_poll" | "revocation";

/**
 * How a server differs from the standards, as plain data (it can come from a JSON or YAML file).
 *
 * Always understood, without any entry here: an error in an HTTP 200 answer, pending and slow_down under any status, HTTP 429 as slow_down,
 * `interval` and `expires_in` as strings, a missing, zero or negative `interval` (5 s), a missing `expires_in` of a device code (15 min),
 * `verification_url`, nested error objects, form-encoded answers, a missing `token_type` (bearer), any 2xx for a revocation.
 */
export interface Deviations {
  /** Requests whose body is JSON instead of a form. */
  readonly jsonRequests?: readonly CallKind[];
  /** Headers for every request, such as a required device id. `authorization`, `cookie`, `content-type` and `content-length` cannot be set. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** How a client secret travels; default `post`. */
  readonly clientAuthentication?: "post" | "basic";
  /** PKCE on the device grant (S256 challenge with the device request, verifier with the poll); default false. */
  readonly pkce?: boolean;
  /** Names of answer fields mapped to the standard's, such as `{"usercode": "user_code"}`. */
  readonly fieldAliases?: Readonly<Record<string, string>>;
  /** Names of errors mapped to the standard's, such as `{"authorization_declined": "access_denied"}`. */
  readonly errorAliases?: Readonly<Record<string, string>>;
  /** HTTP statuses of a poll that mean "not decided yet" unless the body names a standard error. */
  readonly pendingStatuses?: readonly number[];
  /** HTTP statuses of a poll that mean "slower" unless the body names a standard error; 429 always does. */
  readonly slowDownStatuses?: readonly number[];
  /** The page to visit, for servers whose answer names none. */
  readonly verificationUri?: string;
  /** Lifetime of a device code whose answer gives none, in seconds; default 900. */
  readonly defaultExpiresInSeconds?: number;
  /** Device login that is not RFC 8628, see {@link CodeExchange}. */
  readonly codeExchange?: CodeExchange;
  /**
   * The server issues client ids during the sign-in in a browser: one that was started under the client id `insteadOf` comes back with a `client_id` of
   * its own, which is used from then on. A later sign-in under that one must come back with the same one or none.
   */
  readonly issuedClientId?: { readonly insteadOf: string };
  /** `credentials` sends `{"credentials":[token]}` as JSON; default `token` (RFC 7009). */
  readonly revocationBody?: "token" | "credentials";
}

/**
 * A device login whose polls bring an authorization code: `pollEndpoint` is asked with the device code, under the name by which `fieldAliases` says
 * that it came, and the user code; it answers with `authorization_code` and `code_verifier`, which are then redeemed at the token endpoint.
 */
export interface CodeExchange {
  readonly pollEndpoint: string;
  /** Must be the one the server made the code for. */
  readonly redirectUri: string;
}
