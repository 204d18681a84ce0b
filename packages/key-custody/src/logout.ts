import { type Fetch, Secret, system } from "@infershield/core";
import { DeviceFlowError, type OAuthClient, revokeToken } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import { type TokenKey, type TokenRecord, type TokenStore, tokenKeyOf } from "@infershield/token-store";
import { CustodyError, onStore } from "./error.ts";
import { belongsTo, readEntry } from "./journal-entry.ts";
import { createOAuthClients } from "./oauth-client.ts";

/** Options of {@link logout}. */
export interface LogoutOptions {
  readonly store: TokenStore;
  readonly provider: Provider;
  readonly key: TokenKey;
  /** Replacement for the global `fetch`. */
  readonly fetch?: Fetch;
}

/** What a logout achieved. `revoked` is what the provider said, never a hope. */
export interface LogoutResult {
  readonly revoked: "revoked" | "unsupported" | "failed";
  /** Whether anything was stored. */
  readonly deleted: boolean;
}

/**
 * Ends a sign-in: revokes the refresh token, then the access token, and deletes the record whatever the provider answered. It does not wait
 * for a refresh under way: that one finds the record gone, and revokes and drops what it got.
 *
 * @throws CustodyError `STORE_UNAVAILABLE` when the record could not be deleted
 * @see RFC 7009 section 2.1
 */
export async function logout({ store, provider, key, fetch = system.fetch }: LogoutOptions): Promise<LogoutResult> {
  const record = await onStore(() => store.get(key));
  const tokens = record && { ...record, ...(await onStore(() => answerLeft(store, record))) };
  const revoked = tokens === undefined ? "unsupported" : await revokeTokens(tokens, provider, fetch);
  const deleted = await onStore(() => store.delete(key));
  await onStore(() => store.journal.clear(key));
  return { revoked, deleted };
}

/** The tokens of a refresh that a crash interrupted: they are alive at the provider, those in the record are spent. */
async function answerLeft(
  store: TokenStore,
  record: TokenRecord,
): Promise<Pick<TokenRecord, "accessToken" | "refreshToken">> {
  const left = await store.journal.read(tokenKeyOf(record));
  const entry = left && readEntry(left);
  if (entry?.stage !== "answer" || !belongsTo(entry, record)) return {};
  const { accessToken, refreshToken } = entry.answer;
  return {
    accessToken: new Secret(accessToken),
    ...(refreshToken !== undefined && { refreshToken: new Secret(refreshToken) }),
  };
}

async function revokeTokens(record: TokenRecord, provider: Provider, fetch: Fetch): Promise<LogoutResult["revoked"]> {
  if (record.kind === "api_key") return "unsupported";
  const { refreshToken, accessToken } = record;
  try {
    const client = await createOAuthClients(fetch)(provider, record.clientId);
    const first = await revokeOne(client, refreshToken, "refresh_token");
    const second = await revokeOne(client, accessToken, "access_token");
    return refreshToken === undefined ? second : first;
  } catch (error) {
    // No authorization server to ask: its metadata is out of reach, or the provider is not configured for sign-in any more.
    if (error instanceof DeviceFlowError) return "failed";
    if (error instanceof CustodyError) return "unsupported";
    throw error;
  }
}

async function revokeOne(
  client: OAuthClient,
  token: Secret | undefined,
  hint: "refresh_token" | "access_token",
): Promise<LogoutResult["revoked"]> {
  return token === undefined ? "unsupported" : (await revokeToken(client, token, { hint })).outcome;
}
