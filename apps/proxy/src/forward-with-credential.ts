import type { IncomingHttpHeaders } from "node:http";
import type { Credential, Custody } from "@infershield/key-custody";
import type { Caller } from "./authenticate.ts";
import { forward, type UpstreamResponse } from "./forward.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Route } from "./route.ts";
import type { Timings } from "./timings.ts";
import { upstreamHeaders } from "./upstream-headers.ts";
import type { Upstreams } from "./upstreams.ts";

/** Where credentials and connections come from, and what ends the attempt. */
export interface ForwardOptions {
  readonly custody: Custody;
  readonly upstreams: Upstreams;
  /** A step begins where this one does. */
  readonly timings: Timings;
  readonly signal: AbortSignal;
  /** Told which credential is spent, before anything is sent with it. */
  readonly onCredential: (credential: Credential) => void;
}

/**
 * Obtains the credential and sends the request. When the provider refuses a credential that we hold, it is refreshed once and the same
 * bytes are sent once more; the provider did nothing with them the first time.
 *
 * @throws CustodyError; ProxyError `UPSTREAM_ERROR`, `UPSTREAM_TIMEOUT`, `UPSTREAM_UNAUTHORIZED`, `CLIENT_GONE`
 */
export async function forwardWithCredential(
  request: { readonly headers: IncomingHttpHeaders; readonly body?: Uint8Array },
  caller: Caller,
  route: Route,
  { custody, upstreams, timings, signal, onCredential }: ForwardOptions,
): Promise<UpstreamResponse> {
  const { provider, operation } = route;
  const wish = {
    principal: caller.principal,
    provider,
    operation,
    signal,
    ...(caller.foreign && { foreign: caller.foreign.value, foreignHeader: caller.foreign.header }),
  };
  const send = async (credential: Credential): Promise<UpstreamResponse> => {
    const origin = originFor(route, credential);
    const response = await forward(
      // The operator allowed the configured address alone to be a private one.
      upstreams.pool(origin === route.origin ? provider : {}, origin),
      {
        method: request.body === undefined ? "GET" : "POST",
        origin,
        target: route.target,
        headers: headersFor(request, route, credential),
        ...(request.body !== undefined && { body: request.body }),
      },
      signal,
    );
    timings.end("upstream");
    return response;
  };
  const credential = await custody.credentialFor(wish);
  timings.end("credential");
  onCredential(credential);
  const response = await send(credential);
  // The client's own key is the client's own affair: it sees the provider's answer.
  if (response.status !== 401 || credential.kind === "client") return response;
  response.body.cancel();
  const fresh = await custody.refreshAfterUnauthorized(credential, wish);
  timings.end("credential");
  const second = fresh && (await send(fresh));
  if (second && second.status !== 401) return second;
  second?.body.cancel();
  throw new ProxyError(
    "UPSTREAM_UNAUTHORIZED",
    `${provider.displayName} refused the credential that InferShield holds.`,
    {
      reason: "upstream_unauthorized",
      hint: `Run "infershield auth login ${provider.name}" or check its API key.`,
    },
  );
}

/** Where the credential may go. A second-stage token names its own origin, which custody has held against the provider's list. */
function originFor({ provider, origin }: Route, credential: Credential): string {
  const isExchanged = provider.exchange !== undefined && credential.kind === "oauth";
  if (credential.origin === origin || isExchanged) return credential.origin;
  throw new ProxyError("UPSTREAM_ERROR", "The credential belongs to another origin.", { reason: "credential_origin" });
}

function headersFor(
  request: { readonly headers: IncomingHttpHeaders; readonly body?: Uint8Array },
  route: Route,
  credential: Credential,
): Record<string, string> {
  return upstreamHeaders(request.headers, route.dialect, {
    "accept-encoding": "identity",
    ...(request.body !== undefined && { "content-type": "application/json" }),
    ...route.provider.requestHeaders,
    [credential.header]: credential.value.reveal(),
  });
}
