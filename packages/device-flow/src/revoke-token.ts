import type { Secret } from "@infershield/core";
import { tokenRevocation } from "openid-client";
import type { OAuthClient } from "./client.ts";
import { callAs } from "./configuration.ts";
import { DeviceFlowError } from "./error.ts";

/** Options of {@link revokeToken}. */
export interface RevokeOptions {
  readonly hint: "refresh_token" | "access_token";
  readonly signal?: AbortSignal;
}

/** What became of a revocation: `revoked` only on the server's word; `failed` means that the token must be taken to be alive. */
export interface Revocation {
  readonly outcome: "revoked" | "unsupported" | "failed";
  /** Code of the failure and, in brackets, the server's own error; absent when revoked. */
  readonly reason?: string;
}

/**
 * Asks the server to forget a token. Revoke the refresh token first: most servers end its access tokens with it.
 *
 * @returns What happened; a server that cannot be reached is an answer (`failed`), not an exception.
 * @throws DeviceFlowError `ABORTED`
 * @see RFC 7009 section 2
 */
export async function revokeToken(client: OAuthClient, token: Secret, options: RevokeOptions): Promise<Revocation> {
  if (client.server.revocationEndpoint === undefined) return { outcome: "unsupported", reason: "NO_ENDPOINT" };
  try {
    await callAs(client, "revocation", options, (configuration) =>
      tokenRevocation(configuration, token.reveal(), { token_type_hint: options.hint }),
    );
    return { outcome: "revoked" };
  } catch (error) {
    if (!(error instanceof DeviceFlowError) || error.code === "ABORTED") throw error;
    const reason = error.oauthError === undefined ? error.code : `${error.code} (${error.oauthError})`;
    return { outcome: error.oauthError === "unsupported_token_type" ? "unsupported" : "failed", reason };
  }
}
