import { defaultTenant, type Secret } from "@infershield/core";
import type { TokenSet } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import { type NewToken, type TokenRecord, type TokenStore, TokenStoreError } from "@infershield/token-store";
import { onStore } from "./error.ts";
import { expiryOf } from "./freshness.ts";

interface Owner {
  /** Default `default`. */
  readonly tenant?: string;
  readonly userId: string;
  readonly provider: Pick<Provider, "name">;
  /** Label of the account; default: the name or subject the provider gave, else `default`. */
  readonly account?: string;
}

/** What {@link saveSignIn} stores. */
export interface SignInToSave extends Owner {
  readonly tokenSet: TokenSet;
  /** The client that the tokens belong to; a refresh uses the same one. */
  readonly clientId: string;
  /** What was asked for: what was granted when the server does not say otherwise. */
  readonly scopes?: readonly string[];
}

/** What {@link saveApiKey} stores. */
export interface ApiKeyToSave extends Owner {
  readonly apiKey: Secret;
  readonly displayName?: string;
  /** Epoch milliseconds, where it is known to end. */
  readonly expiresAt?: number;
}

const maxAttempts = 20;

/** A token set as a record to store. */
function signInToRecord(signIn: SignInToSave): NewToken {
  const { tokenSet, clientId, scopes = [] } = signIn;
  const { accessToken, refreshToken, idToken, account: who } = tokenSet;
  const expiresAt = expiryOf(tokenSet);
  const displayName = who?.name ?? who?.subject;
  return {
    ...ownerFields(signIn, displayName),
    kind: "oauth",
    state: "active",
    scopes: tokenSet.scopes ?? scopes,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(displayName !== undefined && { displayName }),
    clientId,
    accessToken,
    ...(refreshToken && { refreshToken }),
    ...(idToken && { idToken }),
  };
}

/**
 * Stores a finished sign-in in place of an earlier one of the same account. A refresh under way finds the new token and drops its own.
 *
 * @throws CustodyError `STORE_UNAVAILABLE`
 */
export function saveSignIn(store: TokenStore, signIn: SignInToSave): Promise<TokenRecord> {
  return save(store, signInToRecord(signIn));
}

/**
 * Stores a person's API key (`auth login --with-token`).
 *
 * @throws CustodyError `STORE_UNAVAILABLE`
 */
export function saveApiKey(store: TokenStore, input: ApiKeyToSave): Promise<TokenRecord> {
  const { apiKey, displayName, expiresAt } = input;
  return save(store, {
    ...ownerFields(input, displayName),
    kind: "api_key",
    state: "active",
    scopes: [],
    ...(displayName !== undefined && { displayName }),
    ...(expiresAt !== undefined && { expiresAt }),
    apiKey,
  });
}

function ownerFields({ tenant = defaultTenant, userId, provider, account }: Owner, displayName: string | undefined) {
  return { tenant, userId, provider: provider.name, account: account ?? displayName ?? "default" };
}

function save(store: TokenStore, token: NewToken): Promise<TokenRecord> {
  return onStore(async () => {
    for (let attempt = 0; ; attempt++) {
      const before = await store.get(token);
      try {
        return await store.put(token, { expectedGeneration: before?.generation ?? 0 });
      } catch (error) {
        const isConflict = error instanceof TokenStoreError && error.code === "CONFLICT";
        if (!isConflict || attempt === maxAttempts) throw error;
      }
    }
  });
}
