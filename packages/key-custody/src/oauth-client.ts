import type { Fetch } from "@infershield/core";
import { type AuthorizationServer, discoverAuthorizationServer, type OAuthClient } from "@infershield/device-flow";
import type { Provider, SignIn } from "@infershield/providers";
import { refusal } from "./refusal.ts";

/**
 * Longest time one call may take. Longer than any caller waits: a call that was sent may have spent the refresh token, so giving up early
 * loses the answer.
 */
const callTimeoutMs = 60_000;

/** Gives the client of a provider's authorization server, discovering each issuer once. */
export type OAuthClients = (provider: Provider, clientId: string | undefined) => Promise<OAuthClient>;

/** @param fetch - Used for discovery and for every call of the clients. */
export function createOAuthClients(fetch: Fetch): OAuthClients {
  const discovered = new Map<string, Promise<AuthorizationServer>>();

  function serverOf({
    server,
    issuer,
    allowInsecureLoopback = false,
  }: SignIn): Promise<AuthorizationServer> | undefined {
    if (server !== undefined) return Promise.resolve(server);
    if (issuer === undefined) return undefined;
    const known = discovered.get(issuer);
    if (known !== undefined) return known;
    const found = discoverAuthorizationServer(issuer, { fetch, allowInsecureLoopback });
    discovered.set(issuer, found);
    found.catch(() => discovered.delete(issuer));
    return found;
  }

  return async (provider, clientId) => {
    const { signIn } = provider;
    const server = signIn && (await serverOf(signIn));
    // A refresh token is bound to the client that got it, whatever is configured by now.
    const id = clientId ?? signIn?.clientId;
    if (signIn === undefined || server === undefined || id === undefined) {
      throw refusal("REAUTHENTICATION_REQUIRED", provider);
    }
    const { deviations, allowInsecureLoopback = false } = signIn;
    return { server, clientId: id, deviations, allowInsecureLoopback, fetch, timeoutMs: callTimeoutMs };
  };
}
