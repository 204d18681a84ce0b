import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  customFetch,
  None,
  type ServerMetadata,
} from "openid-client";
import { type AnswerFacts, call } from "./call.ts";
import type { OAuthClient } from "./client.ts";
import type { CallKind } from "./deviations.ts";
import { DeviceFlowError } from "./error.ts";

/** What one operation adds to its client. */
export interface OperationOptions {
  readonly signal?: AbortSignal | undefined;
  readonly now?: (() => number) | undefined;
}

/** Makes one request for a client; `request` gets openid-client's configuration for it. */
export async function callAs<T>(
  client: OAuthClient,
  kind: CallKind,
  options: OperationOptions,
  request: (configuration: Configuration) => Promise<T>,
): Promise<{ readonly value: T; readonly facts: AnswerFacts }> {
  if (client.clientId === "") throw new DeviceFlowError("INVALID_CLIENT", "This client has no client id.");
  return call(kind, { ...client, ...options }, (fetch) => request(configurationOf(client, fetch)));
}

/** openid-client's configuration of a client; without `fetch` it serves for building addresses only. */
export function configurationOf(client: OAuthClient, fetch?: CustomFetch): Configuration {
  const { server } = client;
  const metadata: ServerMetadata = {
    issuer: server.issuer,
    token_endpoint: server.tokenEndpoint,
    ...(server.deviceAuthorizationEndpoint === undefined
      ? {}
      : { device_authorization_endpoint: server.deviceAuthorizationEndpoint }),
    ...(server.revocationEndpoint === undefined ? {} : { revocation_endpoint: server.revocationEndpoint }),
    ...(server.authorizationEndpoint === undefined ? {} : { authorization_endpoint: server.authorizationEndpoint }),
    authorization_response_iss_parameter_supported: server.issParameter ?? false,
  };
  const configuration = new Configuration(metadata, client.clientId, undefined, authenticationOf(client));
  if (fetch !== undefined) configuration[customFetch] = fetch;
  // `call` checks each address itself, and more strictly: plain http is for loopback only.
  allowInsecureRequests(configuration);
  return configuration;
}

function authenticationOf({ clientSecret, deviations }: OAuthClient): ReturnType<typeof None> {
  if (clientSecret === undefined) return None();
  return deviations?.clientAuthentication === "basic"
    ? ClientSecretBasic(clientSecret.reveal())
    : ClientSecretPost(clientSecret.reveal());
}
