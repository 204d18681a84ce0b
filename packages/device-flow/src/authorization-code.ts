import { Secret } from "@infershield/core";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { OAuthClient } from "./client.ts";
import { callAs, configurationOf, type OperationOptions } from "./configuration.ts";
import { DeviceFlowError } from "./error.ts";
import { claimsOf } from "./jwt-claims.ts";
import { isTokenText } from "./printable.ts";
import { readTokenSet, type TokenSet } from "./token-set.ts";
import { checkEndpoint } from "./trusted-uri.ts";

/** A sign-in in a browser that has been started: where to send the person, and what their return must fit. */
export interface AuthorizationRequest {
  /** The address to open. It holds no secret. */
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: Secret;
}

/** Options of {@link redeemAuthorizationCode}. */
export interface RedeemOptions extends OperationOptions {
  /** Further fields of the token request, such as `resource` (RFC 8707 section 2.2). */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** Options of {@link startAuthorizationCode}. */
export interface AuthorizationRequestOptions {
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** Further fields of the request, such as `prompt` or `resource`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What a sign-in in a browser ends with. */
export interface BrowserSignIn {
  readonly tokens: TokenSet;
  /** The client id to use from now on: the client's own, or the one that the server issued (`Deviations.issuedClientId`). */
  readonly clientId: string;
}

/**
 * Starts a sign-in in a browser with PKCE, state and nonce.
 *
 * @throws DeviceFlowError `UNSUPPORTED` without an authorization endpoint, `UNTRUSTED_URI`
 * @see RFC 6749 section 4.1.1, RFC 7636, RFC 9700 section 2.1.1
 */
export async function startAuthorizationCode(
  client: OAuthClient,
  options: AuthorizationRequestOptions,
): Promise<AuthorizationRequest> {
  const endpoint = client.server.authorizationEndpoint;
  if (endpoint === undefined) throw new DeviceFlowError("UNSUPPORTED", "The server has no sign-in in a browser.");
  checkEndpoint(endpoint, { allowInsecureLoopback: client.allowInsecureLoopback ?? false });
  const state = randomState();
  const nonce = randomNonce();
  const codeVerifier = randomPKCECodeVerifier();
  const url = buildAuthorizationUrl(configurationOf(client), {
    ...options.parameters,
    redirect_uri: options.redirectUri,
    scope: options.scopes.join(" "),
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, redirectUri: options.redirectUri, state, nonce, codeVerifier: new Secret(codeVerifier) };
}

/**
 * Redeems the address to which the server sent the person's browser back.
 *
 * @param returned - The whole address with `code` and `state`, as the browser shows it.
 * @throws DeviceFlowError `ACCESS_DENIED`, `INVALID_RESPONSE` (another address, state, issuer or nonce), and what a token request can throw
 * @see RFC 6749 sections 4.1.2 to 4.1.4, RFC 9207
 */
export async function redeemAuthorizationCode(
  client: OAuthClient,
  request: AuthorizationRequest,
  returned: string,
  options: RedeemOptions = {},
): Promise<BrowserSignIn> {
  const url = returnedUrl(request, returned);
  const refused = url.searchParams.get("state") === request.state && url.searchParams.has("error");
  // A refusal brings no client id: its own error is told below.
  const clientId = refused ? client.clientId : clientIdOf(client, url.searchParams.get("client_id"));
  const used = { ...client, clientId };
  const checks = { pkceCodeVerifier: request.codeVerifier.reveal(), expectedState: request.state };
  const { value, facts } = await callAs(used, "token", options, (configuration) =>
    authorizationCodeGrant(configuration, url, checks, { ...options.parameters }),
  );
  const tokens = readTokenSet(used, value, facts);
  const nonce = tokens.idToken === undefined ? request.nonce : claimsOf(tokens.idToken.reveal())?.["nonce"];
  if (nonce !== request.nonce) throw misdirected("brought an ID token of another sign-in");
  return { tokens, clientId };
}

const maxClientIdLength = 200;
const maxReturnedLength = 8_192;

/** The client id that the tokens will belong to: another one than ours only from a server that issues them, and only for a newcomer. */
function clientIdOf({ clientId, deviations }: OAuthClient, returned: string | null): string {
  const introduction = deviations?.issuedClientId?.insteadOf;
  if (introduction === undefined) return clientId;
  const isNew = clientId === introduction;
  const issued = isNew ? returned : (returned ?? clientId);
  const fits = isNew ? issued !== introduction : issued === clientId;
  if (issued === null || !fits || !isTokenText(issued, maxClientIdLength)) {
    throw misdirected("names no client id, or one that belongs to another sign-in");
  }
  return issued;
}

function returnedUrl({ redirectUri }: AuthorizationRequest, returned: string): URL {
  const text = returned.trim();
  const url = isTokenText(text, maxReturnedLength) && URL.canParse(text) ? new URL(text) : undefined;
  const expected = new URL(redirectUri);
  if (url?.origin !== expected.origin || url.pathname !== expected.pathname)
    throw misdirected("is not the one of this sign-in");
  return url;
}

function misdirected(what: string): DeviceFlowError {
  return new DeviceFlowError("INVALID_RESPONSE", `The address that the browser came back to ${what}.`, {
    hint: "Start the sign-in again, and finish it in the page that this program opened.",
  });
}
