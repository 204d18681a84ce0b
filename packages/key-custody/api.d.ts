// What @infershield/key-custody promises; written by `pnpm api`.

// credential.d.ts
import { Secret } from "@infershield/core";
import type { CredentialKind, Provider } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
/** What is put on the upstream request, and where it may go. */
export interface Credential {
    readonly kind: CredentialKind;
    /** Lower-case header name. */
    readonly header: string;
    /** The whole header value, with its prefix. */
    readonly value: Secret;
    /** The only origin it may be sent to. */
    readonly origin: string;
    /** Label of the stored account; absent for an environment or a caller's key. */
    readonly account?: string;
    /** Id of the stored record: a sign-in after a logout has another one. */
    readonly recordId?: string;
}
/**
 * Attaches a secret in the provider's way.
 *
 * @throws CustodyError `NOT_PERMITTED` when the provider takes no such credential or the value is an InferShield token
 */
export declare function attach(provider: Provider, kind: CredentialKind, secret: Secret, options?: {
    readonly record?: TokenRecord;
    readonly header?: string | undefined;
    readonly origin?: string;
}): Credential;

// custody.d.ts
import { type Principal, type Secret, type System } from "@infershield/core";
import type { Operation, Provider } from "@infershield/providers";
import { type TokenKey, type TokenRecord, type TokenStore } from "@infershield/token-store";
import { type Credential } from "./credential.ts";
import { type KeyMode } from "./decide-credential.ts";
import type { CustodyEvent } from "./events.ts";
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
/** See {@link Custody}. Opens nothing and starts no timer. */
export declare function createCustody(options: CustodyOptions): Custody;

// decide-credential.d.ts
import type { Principal } from "@infershield/core";
import type { CredentialKind, Operation, Provider } from "@infershield/providers";
import type { CustodyErrorCode } from "./error.ts";
/** Whose credential goes upstream: InferShield's, the caller's, or the first of both. */
export type KeyMode = "server" | "passthrough" | "auto";
/** Everything the decision depends on. */
export interface CredentialQuestion {
    readonly keyMode: KeyMode;
    readonly principal: Principal;
    readonly provider: Provider;
    readonly operation: Operation;
    /**
     * What is stored for the principal at this provider; for an anonymous one, what anybody's token could unlock.
     * `state` is that of the OAuth token.
     */
    readonly stored: {
        readonly oauth: boolean;
        readonly apiKey: boolean;
        readonly state?: "active" | "reauthentication_required";
    };
    /** The caller sent a credential that is not ours. */
    readonly foreign: boolean;
    /** A shared key is set in the environment. */
    readonly environment: boolean;
}
/** The kind of credential to attach, or why there is none. */
export type CredentialDecision = {
    readonly use: CredentialKind;
} | {
    readonly refuse: CustodyErrorCode;
};
/**
 * Decides which credential goes upstream: the table of KEY_MODE, as data in and data out.
 *
 * An ended sign-in refuses the request instead of falling through to a key that somebody else pays for.
 */
export declare function decideCredential(question: CredentialQuestion): CredentialDecision;
/** Whether the provider takes this kind of credential for this operation. */
export declare function serves(provider: Provider, kind: CredentialKind, operation: Operation): boolean;

// error.d.ts
import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";
/**
 * - `MISSING_TOKEN`: a stored credential would serve, but only its owner's InferShield token may spend it.
 * - `MISSING_CLIENT_KEY`: passthrough, and the caller sent no key of its own.
 * - `REAUTHENTICATION_REQUIRED`: the person has to sign in again; the hint names the command.
 * - `UPSTREAM_KEY_NOT_CONFIGURED`: nothing is stored or configured; the message names the variable, the hint the command.
 * - `CREDENTIAL_TIMEOUT`: the provider's authorization server gave no usable answer in time; see `retryAfterMs`.
 * - `NOT_PERMITTED`: the token may not use this provider, or the provider does not offer the operation.
 * - `SIGN_IN_UNAVAILABLE`: the provider cannot be signed in to as it is configured; the hint says what would help.
 * - `STORE_UNAVAILABLE`: the token store cannot be read or written; `cause` says why.
 */
export type CustodyErrorCode = "MISSING_TOKEN" | "MISSING_CLIENT_KEY" | "REAUTHENTICATION_REQUIRED" | "UPSTREAM_KEY_NOT_CONFIGURED" | "CREDENTIAL_TIMEOUT" | "NOT_PERMITTED" | "SIGN_IN_UNAVAILABLE" | "STORE_UNAVAILABLE";
/** What a {@link CustodyError} carries beside its message. */
export interface CustodyErrorOptions extends InferShieldErrorOptions {
    readonly retryAfterMs?: number | undefined;
}
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class CustodyError extends InferShieldError<CustodyErrorCode> {
    /** When another attempt makes sense, in milliseconds from now; with `CREDENTIAL_TIMEOUT`, where known. */
    readonly retryAfterMs: number | undefined;
    constructor(code: CustodyErrorCode, message: string, options?: CustodyErrorOptions);
}
/** Runs work on the store; its errors become `STORE_UNAVAILABLE`. */
export declare function onStore<T>(work: () => Promise<T>): Promise<T>;
/** What is told when the token store failed. */
export declare function storeUnavailable(cause: unknown): CustodyError;

// events.d.ts
import type { TokenKey } from "@infershield/token-store";
/** What happened to a stored token, for audit, metrics and logs. Holds no secret. */
export type CustodyEvent = {
    readonly key: TokenKey;
} & ({
    readonly type: "refreshed";
    readonly recovered: boolean;
}
/** `reason` is a coded cause; `failures` counts those in a row. */
 | {
    readonly type: "refresh_failed";
    readonly reason: string;
    readonly failures: number;
    readonly retryAfterMs: number;
    readonly circuitOpen: boolean;
}
/** The person must sign in again. */
 | {
    readonly type: "ended";
    readonly reason: string;
}
/** Another process or a logout made the answer useless; its tokens were revoked or dropped. */
 | {
    readonly type: "discarded";
    readonly reason: "replaced";
} | {
    readonly type: "discarded";
    readonly reason: "logged_out";
    readonly revoked: "revoked" | "unsupported" | "failed";
}
/** The server's clock differs from ours by `skewMs` (positive: ours is behind). */
 | {
    readonly type: "clock_skew";
    readonly skewMs: number;
});

// freshness.d.ts
import type { TokenSet } from "@infershield/device-flow";
import type { TokenRecord } from "@infershield/token-store";
/** `fresh`: use it. `due`: use it while it is renewed. `expired`: wait for the renewal. */
export type Freshness = "fresh" | "due" | "expired";
type Timed = Pick<TokenRecord, "expiresAt" | "lastRefreshAt" | "createdAt">;
/** How much a stored access token is still good for, by the wall clock at this moment: nothing else survives a laptop's sleep. */
export declare function freshnessOf(record: Timed, now: number): Freshness;
/** When a request will renew the token, epoch milliseconds; undefined when its lifetime is unknown. */
export declare function nextRefreshAt(record: Timed): number | undefined;
/**
 * When a token set ends. A lifetime that is missing, zero, negative or no number counts as an hour where a refresh token can correct it;
 * one beyond a year as a year.
 *
 * @returns epoch milliseconds; undefined for a token without a known end
 */
export declare function expiryOf({ expiresAt, receivedAt, refreshToken }: TokenSet): number | undefined;
export {};

// index.d.ts
export type { Credential } from "./credential.ts";
export { type CredentialRequest, type Custody, type CustodyOptions, createCustody } from "./custody.ts";
export { type CredentialDecision, type CredentialQuestion, decideCredential, type KeyMode, } from "./decide-credential.ts";
export { CustodyError, type CustodyErrorCode, type CustodyErrorOptions } from "./error.ts";
export type { CustodyEvent } from "./events.ts";
export { nextRefreshAt } from "./freshness.ts";
export { dropSignIn, type FinishedSignIn, keepSignIn } from "./keep-sign-in.ts";
export { type LogoutOptions, type LogoutResult, logout } from "./logout.ts";
export { type ApiKeyToSave, type SignInToSave, saveApiKey, saveSignIn } from "./save-sign-in.ts";
export { type PreparedSignIn, prepareBrowserSignIn, prepareDeviceSignIn } from "./sign-in.ts";

// keep-sign-in.d.ts
import { type OAuthClient, type TokenSet } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import type { TokenRecord, TokenStore } from "@infershield/token-store";
/** The tokens of a finished sign-in, and whose they are. */
export interface FinishedSignIn {
    readonly userId: string;
    readonly account: string;
    readonly provider: Provider;
    /** The client that the tokens belong to. */
    readonly client: OAuthClient;
    readonly tokenSet: TokenSet;
}
/**
 * Stores the tokens of a finished sign-in. Those without a scope that their use needs are revoked instead: nobody will use them.
 *
 * @throws DeviceFlowError `ACCESS_DENIED`; CustodyError `STORE_UNAVAILABLE`
 */
export declare function keepSignIn(store: TokenStore, finished: FinishedSignIn): Promise<TokenRecord>;
/** Revokes tokens that are not going to be stored, as far as the provider lets them be revoked. */
export declare function dropSignIn({ client, tokenSet }: Pick<FinishedSignIn, "client" | "tokenSet">): Promise<void>;

// logout.d.ts
import { type Fetch } from "@infershield/core";
import type { Provider } from "@infershield/providers";
import { type TokenKey, type TokenStore } from "@infershield/token-store";
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
export declare function logout({ store, provider, key, fetch }: LogoutOptions): Promise<LogoutResult>;

// save-sign-in.d.ts
import { type Secret } from "@infershield/core";
import type { TokenSet } from "@infershield/device-flow";
import type { Provider } from "@infershield/providers";
import { type TokenRecord, type TokenStore } from "@infershield/token-store";
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
/**
 * Stores a finished sign-in in place of an earlier one of the same account. A refresh under way finds the new token and drops its own.
 *
 * @throws CustodyError `STORE_UNAVAILABLE`
 */
export declare function saveSignIn(store: TokenStore, signIn: SignInToSave): Promise<TokenRecord>;
/**
 * Stores a person's API key (`auth login --with-token`).
 *
 * @throws CustodyError `STORE_UNAVAILABLE`
 */
export declare function saveApiKey(store: TokenStore, input: ApiKeyToSave): Promise<TokenRecord>;
export {};

// sign-in.d.ts
import type { Fetch } from "@infershield/core";
import type { OAuthClient } from "@infershield/device-flow";
import type { Provider, SignIn } from "@infershield/providers";
import type { TokenRecord } from "@infershield/token-store";
/** How a person can sign in at a provider, as it is configured. */
export interface PreparedSignIn {
    readonly client: OAuthClient;
    readonly signIn: SignIn;
    /** Further fields of the first request. */
    readonly parameters: Readonly<Record<string, string>>;
}
/**
 * The client for a sign-in with a code that is entered on any device.
 *
 * @throws CustodyError `SIGN_IN_UNAVAILABLE`; DeviceFlowError when the server cannot be discovered
 */
export declare function prepareDeviceSignIn(provider: Provider, { fetch }: {
    readonly fetch: Fetch;
}): Promise<PreparedSignIn>;
/**
 * The client for a sign-in in a browser that comes back to a port of the person's machine: the configured one, the one that was issued to
 * this account before, or a newcomer.
 *
 * @param options.stored - What is stored for this account.
 * @param options.storeId - Id of the token store, for a provider that tells installations apart.
 * @throws CustodyError `SIGN_IN_UNAVAILABLE`; DeviceFlowError when the server cannot be discovered
 */
export declare function prepareBrowserSignIn(provider: Provider, options: {
    readonly stored: TokenRecord | undefined;
    readonly storeId: string;
    readonly fetch: Fetch;
}): Promise<PreparedSignIn>;
