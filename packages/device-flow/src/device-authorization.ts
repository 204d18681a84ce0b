import { Secret } from "@infershield/core";
import { calculatePKCECodeChallenge, initiateDeviceAuthorization, randomPKCECodeVerifier } from "openid-client";
import type { OAuthClient } from "./client.ts";
import { callAs } from "./configuration.ts";
import { DeviceFlowError } from "./error.ts";
import { isPrintable, isTokenText } from "./printable.ts";
import { checkVerificationUri } from "./trusted-uri.ts";

/** A sign-in that waits for a person: what to show them, and what to poll with. */
export interface DeviceAuthorization {
  readonly deviceCode: Secret;
  /** What the person types, exactly as the server gave it; printable. */
  readonly userCode: string;
  /** The page to visit; checked and printable. */
  readonly verificationUri: string;
  /** The page with the code filled in, for a QR code; checked and printable. The user code must be shown all the same. */
  readonly verificationUriComplete?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Least time between two polls, in milliseconds. */
  readonly intervalMs: number;
  /** PKCE verifier, where the client's deviations ask for PKCE. */
  readonly codeVerifier?: Secret;
}

/** Options of {@link requestDeviceAuthorization}. */
export interface DeviceAuthorizationOptions {
  readonly scopes: readonly string[];
  /** Further form fields, such as `audience` or `resource`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Hosts beside the issuer's on which the page to visit may be. */
  readonly verificationHosts?: readonly string[];
  readonly signal?: AbortSignal;
  readonly now?: () => number;
}

const maxUserCodeLength = 64;
const maxDeviceCodeLength = 4_096;

/**
 * Asks for a device code and the code that a person types.
 *
 * @throws DeviceFlowError `UNSUPPORTED`, `INVALID_CLIENT`, `UNTRUSTED_URI`, `INVALID_RESPONSE`, `SERVER_ERROR`, `UNREACHABLE`, `ABORTED`
 * @see RFC 8628 sections 3.1 and 3.2
 */
export async function requestDeviceAuthorization(
  client: OAuthClient,
  options: DeviceAuthorizationOptions,
): Promise<DeviceAuthorization> {
  if (client.server.deviceAuthorizationEndpoint === undefined) {
    throw new DeviceFlowError("UNSUPPORTED", "The authorization server offers no device flow.");
  }
  const codeVerifier = client.deviations?.pkce === true ? randomPKCECodeVerifier() : undefined;
  const parameters: Record<string, string> = { ...options.parameters };
  if (options.scopes.length > 0) parameters["scope"] = options.scopes.join(" ");
  if (codeVerifier !== undefined) {
    parameters["code_challenge"] = await calculatePKCECodeChallenge(codeVerifier);
    parameters["code_challenge_method"] = "S256";
  }
  const { value: answer, facts } = await callAs(client, "device_authorization", options, (configuration) =>
    initiateDeviceAuthorization(configuration, parameters),
  );
  const trust = { issuer: client.server.issuer, verificationHosts: options.verificationHosts ?? [] };
  return {
    deviceCode: new Secret(
      checkedCode("device code", isTokenText(answer.device_code, maxDeviceCodeLength), answer.device_code),
    ),
    userCode: checkedCode("user code", isPrintable(answer.user_code, maxUserCodeLength), answer.user_code),
    verificationUri: checkVerificationUri(answer.verification_uri, trust),
    ...(answer.verification_uri_complete === undefined
      ? {}
      : { verificationUriComplete: checkVerificationUri(answer.verification_uri_complete, trust) }),
    expiresAt: facts.receivedAt + answer.expires_in * 1_000,
    intervalMs: Math.ceil((answer.interval ?? 5) * 1_000),
    ...(codeVerifier === undefined ? {} : { codeVerifier: new Secret(codeVerifier) }),
  };
}

function checkedCode(what: string, valid: boolean, code: string): string {
  if (valid) return code;
  throw new DeviceFlowError(
    "INVALID_RESPONSE",
    `The server sent a ${what} that is too long or has unprintable characters.`,
  );
}
