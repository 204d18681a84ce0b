import type { Secret } from "@infershield/core";
import { refreshTokenGrant } from "openid-client";
import type { OAuthClient } from "./client.ts";
import { callAs } from "./configuration.ts";
import { readTokenSet, type TokenSet } from "./token-set.ts";

/** Options of {@link refreshToken}. */
export interface RefreshOptions {
  /** At most what was granted; absent keeps the granted scopes. */
  readonly scopes?: readonly string[];
  /** Further form fields, such as `resource`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Stops waiting. The server may have spent the refresh token all the same: do not abort because a caller went away. */
  readonly signal?: AbortSignal;
  readonly now?: () => number;
}

/**
 * Trades a refresh token for new tokens. It is tried once: whether to try again, and when, is the caller's choice by code and `retryAfterMs`.
 *
 * @returns The token set. Its `refreshToken` replaces the one used and must be stored before anything else is done.
 * @throws DeviceFlowError `INVALID_GRANT` (see `oauthError`), `INVALID_CLIENT`, `UNSUPPORTED`, `INVALID_RESPONSE`, `SERVER_ERROR`, `UNREACHABLE`, `UNTRUSTED_URI`, `ABORTED`
 * @see RFC 6749 section 6, RFC 9700 section 4.14
 */
export async function refreshToken(
  client: OAuthClient,
  refreshToken: Secret,
  options: RefreshOptions = {},
): Promise<TokenSet> {
  const parameters: Record<string, string> = { ...options.parameters };
  if (options.scopes !== undefined) parameters["scope"] = options.scopes.join(" ");
  const { value, facts } = await callAs(client, "token", options, (configuration) =>
    refreshTokenGrant(configuration, refreshToken.reveal(), parameters),
  );
  return readTokenSet(client, value, facts, refreshToken);
}
