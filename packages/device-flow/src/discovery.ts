import type { Fetch } from "@infershield/core";
import {
  allowInsecureRequests,
  type CustomFetch,
  customFetch,
  discovery,
  None,
  type ServerMetadata,
} from "openid-client";
import { type CallOptions, call } from "./call.ts";
import type { AuthorizationServer } from "./client.ts";
import { DeviceFlowError } from "./error.ts";
import { checkEndpoint } from "./trusted-uri.ts";

/** Options of {@link discoverAuthorizationServer}; as in `OAuthClient`. */
export interface DiscoveryOptions {
  readonly allowInsecureLoopback?: boolean;
  readonly fetch?: Fetch;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const algorithms = ["oidc", "oauth2"] as const;

/**
 * Reads a server's metadata from its issuer: OpenID Connect discovery first, then RFC 8414 where the server has none.
 *
 * @param issuer - The issuer identifier; the metadata must name the same one.
 * @throws DeviceFlowError `UNSUPPORTED` without metadata or a token endpoint, `UNTRUSTED_URI`, `INVALID_RESPONSE`, `UNREACHABLE`, `SERVER_ERROR`, `ABORTED`
 * @see RFC 8414 section 3, OpenID Connect Discovery section 4
 */
export async function discoverAuthorizationServer(
  issuer: string,
  options: DiscoveryOptions = {},
): Promise<AuthorizationServer> {
  const url = checkEndpoint(issuer, { allowInsecureLoopback: options.allowInsecureLoopback ?? false });
  for (const algorithm of algorithms) {
    const metadata = await metadataOf(url, algorithm, options);
    if (metadata !== undefined) return serverOf(metadata, options);
  }
  throw new DeviceFlowError("UNSUPPORTED", `${url.host} publishes no authorization server metadata.`, {
    hint: "Check the issuer, or configure the endpoints by hand.",
  });
}

async function metadataOf(
  url: URL,
  algorithm: (typeof algorithms)[number],
  options: CallOptions,
): Promise<ServerMetadata | undefined> {
  const read = (fetch: CustomFetch): Promise<ServerMetadata> =>
    discovery(url, "discovery", undefined, None(), {
      algorithm,
      [customFetch]: fetch,
      execute: [allowInsecureRequests],
    }).then((configuration) => configuration.serverMetadata());
  try {
    return (await call("metadata", options, read)).value;
  } catch (error) {
    if (error instanceof DeviceFlowError && error.code === "UNSUPPORTED") return undefined;
    throw error;
  }
}

function serverOf(metadata: ServerMetadata, options: DiscoveryOptions): AuthorizationServer {
  const endpoint = (value: unknown): string | undefined =>
    typeof value === "string"
      ? checkEndpoint(value, { allowInsecureLoopback: options.allowInsecureLoopback ?? false }).href
      : undefined;
  const tokenEndpoint = endpoint(metadata.token_endpoint);
  if (tokenEndpoint === undefined)
    throw new DeviceFlowError("UNSUPPORTED", "The server's metadata names no token endpoint.");
  const optional = {
    deviceAuthorizationEndpoint: endpoint(metadata.device_authorization_endpoint),
    revocationEndpoint: endpoint(metadata.revocation_endpoint),
    authorizationEndpoint: endpoint(metadata.authorization_endpoint),
    userinfoEndpoint: endpoint(metadata.userinfo_endpoint),
    jwksUri: endpoint(metadata.jwks_uri),
  };
  const issParameter = metadata.authorization_response_iss_parameter_supported === true ? { issParameter: true } : {};
  return { issuer: metadata.issuer, tokenEndpoint, ...present(optional), ...issParameter };
}

/** The members that have a value, as optional properties want it. */
function present<Key extends string>(members: Readonly<Record<Key, string | undefined>>): Partial<Record<Key, string>> {
  const result: Partial<Record<Key, string>> = {};
  for (const key in members) {
    const value = members[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}
