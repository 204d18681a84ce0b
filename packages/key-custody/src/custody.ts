import { type Principal, system as realSystem, type Secret, type System } from "@infershield/core";
import type { Operation, Provider } from "@infershield/providers";
import {
  type NewToken,
  type TokenKey,
  type TokenRecord,
  type TokenStore,
  tokenKeyOf,
  tokenName,
} from "@infershield/token-store";
import { changeRecord, withoutStoreFields } from "./change-record.ts";
import { attach, type Credential } from "./credential.ts";
import { decideCredential, type KeyMode } from "./decide-credential.ts";
import { onStore } from "./error.ts";
import type { CustodyEvent } from "./events.ts";
import { createOAuthClients } from "./oauth-client.ts";
import { createRefreshEngine } from "./refresh-engine.ts";
import { refusal } from "./refusal.ts";
import { findStored, isAnythingStored, type Stored } from "./stored.ts";
import { createTokenExchanges } from "./token-exchange.ts";
import { createUnauthorizedCount } from "./unauthorized-count.ts";

/** One request that needs a credential. */
export interface CredentialRequest {
  readonly principal: Principal;
  readonly provider: Provider;
  readonly operation: Operation;
  /** The caller's own credential, with or without its scheme; never one of our tokens. */
  readonly foreign?: Secret;
  /** Lower-case name of the header it came in; it then goes out in the same one. */
  readonly foreignHeader?: string;
  /** The caller left. It stops the wait, never a refresh. */
  readonly signal?: AbortSignal;
}

/** Options of {@link createCustody}. */
export interface CustodyOptions {
  readonly keyMode: KeyMode;
  readonly store: TokenStore;
  /** Shared keys by provider name. */
  readonly environmentKeys: ReadonlyMap<string, Secret>;
  readonly system?: System;
  readonly onEvent?: (event: CustodyEvent) => void;
  /** How long a request waits for a refresh; default 15,000. */
  readonly timeoutMs?: number;
}

/** Finds the credential for each request and keeps stored ones fresh. */
export interface Custody {
  /**
   * @throws CustodyError every code; the signal's reason
   */
  credentialFor(request: CredentialRequest): Promise<Credential>;
  /**
   * After the API answered 401: another credential to try once, or undefined when there is none. Call it before any byte of an answer was
   * passed on. A credential that it gave and that is refused too is reported by calling it again at the next request that fails.
   *
   * @throws CustodyError `REAUTHENTICATION_REQUIRED` when that ended the token, `CREDENTIAL_TIMEOUT`, `STORE_UNAVAILABLE`
   */
  refreshAfterUnauthorized(credential: Credential, request: CredentialRequest): Promise<Credential | undefined>;
  /**
   * Renews one stored token now: `infershield auth refresh`.
   *
   * @returns the stored record
   * @throws CustodyError `REAUTHENTICATION_REQUIRED`, `CREDENTIAL_TIMEOUT`, `STORE_UNAVAILABLE`
   */
  refresh(key: TokenKey, provider: Provider): Promise<TokenRecord>;
  /** Finishes refreshes that a crash interrupted, for every stored token whose provider `find` knows. @returns how many there were */
  recover(find: (name: string) => Provider | undefined): Promise<number>;
  /** Waits for refreshes under way. */
  close(): Promise<void>;
}

const defaultTimeoutMs = 15_000;

/** See {@link Custody}. Opens nothing and starts no timer. */
export function createCustody(options: CustodyOptions): Custody {
  const { keyMode, store, environmentKeys, system = realSystem, onEvent = () => undefined } = options;
  const { timeoutMs = defaultTimeoutMs } = options;
  const clients = createOAuthClients(system.fetch);
  const context = { store, clients, now: system.now, onEvent, unsaved: new Map<string, Secret>() };
  const engine = createRefreshEngine({ context, system, timeoutMs });
  const unauthorized = createUnauthorizedCount(system.monotonic);
  const exchanges = createTokenExchanges({ system, timeoutMs });

  async function gather({ principal, provider, operation }: CredentialRequest): Promise<Stored> {
    if (keyMode === "passthrough" || principal.kind === "anonymous") return {};
    return onStore(() => findStored(store, { principal, provider, operation }));
  }

  async function decide(request: CredentialRequest, stored: Stored) {
    const { principal, provider, operation, foreign } = request;
    const question = {
      keyMode,
      principal,
      provider,
      operation,
      stored: {
        oauth: stored.oauth !== undefined,
        apiKey: stored.apiKey !== undefined,
        ...(stored.oauth && { state: stored.oauth.state }),
      },
      foreign: foreign !== undefined,
      environment: environmentKeys.has(provider.name),
    };
    const decision = decideCredential(question);
    const isUnknown = "refuse" in decision && decision.refuse === "UPSTREAM_KEY_NOT_CONFIGURED";
    if (!isUnknown || principal.kind !== "anonymous") return decision;
    // Nobody in particular asked and nothing is configured: would somebody's token have helped?
    const oauth = await onStore(() => isAnythingStored(store, principal.tenant, provider));
    return decideCredential({ ...question, stored: { oauth, apiKey: false } });
  }

  async function end(key: TokenKey, provider: Provider, refused: Secret): Promise<never> {
    const change = (record: TokenRecord): NewToken | undefined =>
      record.state === "active" && record.accessToken?.reveal() === refused.reveal()
        ? { ...withoutStoreFields(record), state: "reauthentication_required" }
        : undefined;
    const { changed } = await onStore(() => changeRecord(store, key, change));
    unauthorized.forget(tokenName(key));
    if (changed) onEvent({ type: "ended", key, reason: "refused_after_refresh" });
    throw refusal("REAUTHENTICATION_REQUIRED", provider);
  }

  /** The token itself, or the second one that the API wants instead. */
  async function attachRecord(record: TokenRecord, provider: Provider, signal?: AbortSignal): Promise<Credential> {
    const first = secretOf(record.accessToken, provider);
    if (provider.exchange === undefined) return attach(provider, "oauth", first, { record });
    const { token, origin } = await exchanges.exchanged(tokenName(tokenKeyOf(record)), first, provider, signal);
    return attach(provider, "oauth", token, { record, origin });
  }

  return {
    async credentialFor(request) {
      const { provider, foreign, foreignHeader, signal } = request;
      const stored = await gather(request);
      const decision = await decide(request, stored);
      if ("refuse" in decision) throw refusal(decision.refuse, provider);
      switch (decision.use) {
        case "oauth": {
          if (stored.oauth === undefined) throw refusal("REAUTHENTICATION_REQUIRED", provider);
          return attachRecord(await engine.fresh(stored.oauth, provider, signal), provider, signal);
        }
        case "api_key":
          return attach(
            provider,
            "api_key",
            secretOf(stored.apiKey?.apiKey, provider),
            stored.apiKey && { record: stored.apiKey },
          );
        case "environment":
          return attach(provider, "environment", secretOf(environmentKeys.get(provider.name), provider));
        case "client":
          return attach(provider, "client", secretOf(foreign, provider), { header: foreignHeader });
      }
    },

    async refreshAfterUnauthorized(credential, { principal, provider, signal }) {
      const { kind, account } = credential;
      if (kind !== "oauth" || account === undefined) return undefined;
      const key = { tenant: principal.tenant, userId: principal.userId, provider: provider.name, account };
      const record = await onStore(() => store.get(key));
      if (record === undefined || record.state !== "active") throw refusal("REAUTHENTICATION_REQUIRED", provider);
      if (provider.exchange !== undefined) {
        const isRefused = (token: Secret): boolean =>
          attach(provider, "oauth", token).value.reveal() === credential.value.reveal();
        return exchanges.forget(tokenName(key), isRefused) ? attachRecord(record, provider, signal) : undefined;
      }
      const refused = secretOf(record.accessToken, provider);
      const current = attach(provider, "oauth", refused, { record });
      if (current.value.reveal() !== credential.value.reveal()) return current;
      if (unauthorized.refused(tokenName(key), refused)) return end(key, provider, refused);
      if (record.refreshToken === undefined) return undefined;
      const landed = await engine.renew(key, provider, { refused, signal });
      if (landed?.record.accessToken === undefined) return undefined;
      if (landed.renewed) unauthorized.renewed(tokenName(key), landed.record.accessToken);
      const renewed = attach(provider, "oauth", landed.record.accessToken, { record: landed.record });
      return renewed.value.reveal() === credential.value.reveal() ? undefined : renewed;
    },

    async refresh(key, provider) {
      const landed = await engine.renew(tokenKeyOf(key), provider, {});
      if (landed === undefined) throw refusal("CREDENTIAL_TIMEOUT", provider);
      return landed.record;
    },

    async recover(find) {
      let found = 0;
      for (const key of await onStore(() => store.journal.keys())) {
        const provider = find(key.provider);
        if (provider === undefined || (await onStore(() => store.get(key))) === undefined) continue;
        if (await engine.recover(key, provider)) found++;
      }
      return found;
    },

    close: () => engine.close(),
  };
}

function secretOf(secret: Secret | undefined, provider: Provider): Secret {
  if (secret === undefined) throw refusal("REAUTHENTICATION_REQUIRED", provider);
  return secret;
}
