import { Secret } from "@infershield/core";
import type { AnswerFacts } from "./call.ts";
import type { OAuthClient } from "./client.ts";
import { DeviceFlowError } from "./error.ts";
import { type Account, accountOf, expiryOf } from "./jwt-claims.ts";
import { isTokenText } from "./printable.ts";

/** Tokens from a token endpoint. */
export interface TokenSet {
  readonly accessToken: Secret;
  /** The token for the next refresh: the new one, or the one used when the server kept it. */
  readonly refreshToken?: Secret;
  readonly idToken?: Secret;
  /** Lower case: `bearer` or `dpop`. */
  readonly tokenType: string;
  /** Epoch milliseconds by this machine's clock, from `expires_in` or else the access token's own `exp`; absent when neither tells. */
  readonly expiresAt?: number;
  /** What was granted; absent when the server did not say, which means: what was asked for (RFC 6749 section 5.1). */
  readonly scopes?: readonly string[];
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Who signed in, from the ID token, for display; absent without one for this client from this issuer. */
  readonly account?: Account;
  /** The server's own clock in its `Date` header, epoch milliseconds: tells a skew. */
  readonly serverDate?: number;
}

const maxTokenLength = 65_536;

/**
 * Reads a normalised token answer.
 *
 * @throws DeviceFlowError `INVALID_RESPONSE` for a token that could not stand in a header
 */
export function readTokenSet(
  client: OAuthClient,
  answer: {
    readonly access_token: string;
    readonly token_type: string;
    readonly expires_in?: number;
    readonly scope?: string;
    readonly refresh_token?: string;
  },
  facts: AnswerFacts,
  refreshTokenUsed?: Secret,
): TokenSet {
  const accessToken = tokenOf(answer.access_token, "access token");
  const refreshToken =
    answer.refresh_token === undefined ? refreshTokenUsed : tokenOf(answer.refresh_token, "refresh token");
  const idToken = facts.fields["id_token"];
  const expiresAt =
    answer.expires_in === undefined
      ? expiryOf(accessToken.reveal(), facts)
      : facts.receivedAt + answer.expires_in * 1_000;
  const account = typeof idToken === "string" ? accountOf(idToken, client) : undefined;
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(typeof idToken === "string" && idToken !== "" ? { idToken: new Secret(idToken) } : {}),
    tokenType: answer.token_type,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(answer.scope === undefined ? {} : { scopes: answer.scope.split(/[ ,]+/).filter((scope) => scope !== "") }),
    receivedAt: facts.receivedAt,
    ...(account === undefined ? {} : { account }),
    ...(facts.serverDate === undefined ? {} : { serverDate: facts.serverDate }),
  };
}

function tokenOf(value: string, what: string): Secret {
  if (!isTokenText(value, maxTokenLength)) {
    throw new DeviceFlowError(
      "INVALID_RESPONSE",
      `The server sent an ${what} that is too long or has unprintable characters.`,
    );
  }
  return new Secret(value);
}
