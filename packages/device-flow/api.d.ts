// What @infershield/device-flow promises; written by `pnpm api`.

// answer-fields.d.ts
/** The members of an answer's JSON object or form, none of them checked yet. */
export type AnswerFields = Readonly<Record<string, unknown>>;
/** Reads a body as a JSON object, or as a form where the server says that it is one; undefined for anything else. */
export declare function readFields(text: string, contentType: string): AnswerFields | undefined;
/**
 * The error an answer names, whatever its form: `{"error":"x"}`, `{"error":{"code":"x"}}`, `{"error":{"type":"x"}}`, or `{"code":"x"}` where
 * the status says that the request failed. Undefined when it names none, or one that cannot be shown.
 */
export declare function errorOf(fields: AnswerFields, { failed }: {
    readonly failed: boolean;
}): string | undefined;
/** What the server says about its error to a person; undefined when it says nothing printable. */
export declare function errorDescriptionOf(fields: AnswerFields): string | undefined;
/** A number of seconds that a server may have sent as a number or a string; undefined for anything that is no finite number. */
export declare function secondsOf(value: unknown): number | undefined;

// authorization-code-flow.d.ts
import { type Clock, type Sleep } from "@infershield/core";
import { type BrowserSignIn } from "./authorization-code.ts";
import type { OAuthClient } from "./client.ts";
/** Options of {@link awaitReturn}. */
export interface ReturnOptions {
    /** Shows or opens the address to visit. */
    readonly open: (url: string) => void | Promise<void>;
    /** Asks a person for the address their browser ended at, where that browser runs on another machine. Whichever comes first counts. */
    readonly paste?: (signal: AbortSignal) => Promise<string>;
    /** Path that the server sends the browser back to; default `/callback`. */
    readonly path?: string;
    /** Port to listen on; default 0, a free one. */
    readonly port?: number;
    /** How long to wait for the person, in milliseconds; default five minutes. */
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
    readonly sleep?: Sleep;
}
/** Options of {@link authorizationCodeFlow}. */
export interface AuthorizationCodeFlowOptions extends ReturnOptions {
    readonly scopes: readonly string[];
    /** Further fields of the request, such as `prompt`; `resource` goes to the token endpoint too (RFC 8707). */
    readonly parameters?: Readonly<Record<string, string>>;
    readonly now?: Clock;
}
/**
 * Signs in through a browser on this machine: authorization code with PKCE, state and `iss`, and a listener on 127.0.0.1 that lives only as long as the
 * sign-in.
 *
 * @throws DeviceFlowError `EXPIRED_TOKEN` when nobody came back in time, `ABORTED`, and what `startAuthorizationCode` and `redeemAuthorizationCode` throw
 * @see RFC 8252 sections 7.3 and 8.3
 */
export declare function authorizationCodeFlow(client: OAuthClient, options: AuthorizationCodeFlowOptions): Promise<BrowserSignIn>;
/**
 * Waits on 127.0.0.1 for the browser of a sign-in that somebody else starts and redeems.
 *
 * @param start - Begins the sign-in that comes back to `redirectUri`.
 * @returns what `start` gave, and the whole address that the browser came back to
 * @throws DeviceFlowError `EXPIRED_TOKEN` when nobody came back in time, `ABORTED`, `UNREACHABLE` when the port cannot be opened; what `start` throws
 * @see RFC 8252 section 7.3
 */
export declare function awaitReturn<Request extends {
    readonly url: string;
    readonly state: string;
}>(start: (redirectUri: string) => Promise<Request>, options: ReturnOptions): Promise<{
    readonly request: Request;
    readonly returned: string;
}>;

// authorization-code.d.ts
import { Secret } from "@infershield/core";
import type { OAuthClient } from "./client.ts";
import { type OperationOptions } from "./configuration.ts";
import { type TokenSet } from "./token-set.ts";
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
export declare function startAuthorizationCode(client: OAuthClient, options: AuthorizationRequestOptions): Promise<AuthorizationRequest>;
/**
 * Redeems the address to which the server sent the person's browser back.
 *
 * @param returned - The whole address with `code` and `state`, as the browser shows it.
 * @throws DeviceFlowError `ACCESS_DENIED`, `INVALID_RESPONSE` (another address, state, issuer or nonce), and what a token request can throw
 * @see RFC 6749 sections 4.1.2 to 4.1.4, RFC 9207
 */
export declare function redeemAuthorizationCode(client: OAuthClient, request: AuthorizationRequest, returned: string, options?: RedeemOptions): Promise<BrowserSignIn>;

// call.d.ts
import { type Clock, type Fetch } from "@infershield/core";
import { type CustomFetch } from "openid-client";
import { type AnswerFields } from "./answer-fields.ts";
import type { CallKind, Deviations } from "./deviations.ts";
/** How a request goes out, whichever server it is for. */
export interface CallOptions {
    readonly deviations?: Deviations | undefined;
    readonly allowInsecureLoopback?: boolean | undefined;
    readonly fetch?: Fetch | undefined;
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly now?: Clock | undefined;
}
/** What an answer told beside its standard fields. Times are in milliseconds. */
export interface AnswerFacts {
    readonly fields: AnswerFields;
    readonly receivedAt: number;
    readonly serverDate?: number;
    readonly retryAfterMs?: number;
}
/**
 * Makes one request of one kind through openid-client: checked address, bounded answer, no redirects, time limit, deviations normalised.
 *
 * @param request - Calls openid-client with the `fetch` it is handed.
 * @throws DeviceFlowError any code but `EXPIRED_TOKEN` that comes without the server's word
 */
export declare function call<T>(kind: CallKind, options: CallOptions, request: (fetch: CustomFetch) => Promise<T>): Promise<{
    readonly value: T;
    readonly facts: AnswerFacts;
}>;

// client.d.ts
import type { Fetch, Secret } from "@infershield/core";
import type { Deviations } from "./deviations.ts";
/** Where an authorization server answers: the part of its metadata (RFC 8414) that a client needs. */
export interface AuthorizationServer {
    readonly issuer: string;
    readonly deviceAuthorizationEndpoint?: string;
    readonly tokenEndpoint: string;
    readonly revocationEndpoint?: string;
    readonly authorizationEndpoint?: string;
    readonly userinfoEndpoint?: string;
    readonly jwksUri?: string;
    /** The server names itself in every answer to a browser (RFC 9207), so one without `iss` is refused. */
    readonly issParameter?: boolean;
}
/** One registered client at one authorization server. */
export interface OAuthClient {
    readonly server: AuthorizationServer;
    readonly clientId: string;
    /** Absent for a public client, which is what a program on a person's machine is. */
    readonly clientSecret?: Secret;
    readonly deviations?: Deviations;
    /** Lets endpoints on a loopback address use plain http; default false. Nothing lets any other address do so. */
    readonly allowInsecureLoopback?: boolean;
    /** Replacement for the global `fetch`. */
    readonly fetch?: Fetch;
    /** Time limit of one request, in milliseconds; default 15,000. */
    readonly timeoutMs?: number;
}
/** Time limit of one request unless the client sets another. */
export declare const defaultTimeoutMs = 15000;

// configuration.d.ts
import { Configuration, type CustomFetch } from "openid-client";
import { type AnswerFacts } from "./call.ts";
import type { OAuthClient } from "./client.ts";
import type { CallKind } from "./deviations.ts";
/** What one operation adds to its client. */
export interface OperationOptions {
    readonly signal?: AbortSignal | undefined;
    readonly now?: (() => number) | undefined;
}
/** Makes one request for a client; `request` gets openid-client's configuration for it. */
export declare function callAs<T>(client: OAuthClient, kind: CallKind, options: OperationOptions, request: (configuration: Configuration) => Promise<T>): Promise<{
    readonly value: T;
    readonly facts: AnswerFacts;
}>;
/** openid-client's configuration of a client; without `fetch` it serves for building addresses only. */
export declare function configurationOf(client: OAuthClient, fetch?: CustomFetch): Configuration;

// deviations.d.ts
/** The kinds of request this package makes; an answer is read by the rules of its kind. */
export type CallKind = "metadata" | "device_authorization" | "token" | "device_poll" | "revocation";
/**
 * How a server differs from the standards, as plain data (it can come from a JSON or YAML file).
 *
 * Always understood, without any entry here: an error in an HTTP 200 answer, pending and slow_down under any status, HTTP 429 as slow_down,
 * `interval` and `expires_in` as strings, a missing, zero or negative `interval` (5 s), a missing `expires_in` of a device code (15 min),
 * `verification_url`, nested error objects, form-encoded answers, a missing `token_type` (bearer), any 2xx for a revocation.
 */
export interface Deviations {
    /** Requests whose body is JSON instead of a form. */
    readonly jsonRequests?: readonly CallKind[];
    /** Headers for every request, such as a required device id. `authorization`, `cookie`, `content-type` and `content-length` cannot be set. */
    readonly requestHeaders?: Readonly<Record<string, string>>;
    /** How a client secret travels; default `post`. */
    readonly clientAuthentication?: "post" | "basic";
    /** PKCE on the device grant (S256 challenge with the device request, verifier with the poll); default false. */
    readonly pkce?: boolean;
    /** Names of answer fields mapped to the standard's, such as `{"usercode": "user_code"}`. */
    readonly fieldAliases?: Readonly<Record<string, string>>;
    /** Names of errors mapped to the standard's, such as `{"authorization_declined": "access_denied"}`. */
    readonly errorAliases?: Readonly<Record<string, string>>;
    /** HTTP statuses of a poll that mean "not decided yet" unless the body names a standard error. */
    readonly pendingStatuses?: readonly number[];
    /** HTTP statuses of a poll that mean "slower" unless the body names a standard error; 429 always does. */
    readonly slowDownStatuses?: readonly number[];
    /** The page to visit, for servers whose answer names none. */
    readonly verificationUri?: string;
    /** Lifetime of a device code whose answer gives none, in seconds; default 900. */
    readonly defaultExpiresInSeconds?: number;
    /** Device login that is not RFC 8628, see {@link CodeExchange}. */
    readonly codeExchange?: CodeExchange;
    /**
     * The server issues client ids during the sign-in in a browser: one that was started under the client id `insteadOf` comes back with a `client_id` of
     * its own, which is used from then on. A later sign-in under that one must come back with the same one or none.
     */
    readonly issuedClientId?: {
        readonly insteadOf: string;
    };
    /** `credentials` sends `{"credentials":[token]}` as JSON; default `token` (RFC 7009). */
    readonly revocationBody?: "token" | "credentials";
}
/**
 * A device login whose polls bring an authorization code: `pollEndpoint` is asked with the device code, under the name by which `fieldAliases` says
 * that it came, and the user code; it answers with `authorization_code` and `code_verifier`, which are then redeemed at the token endpoint.
 */
export interface CodeExchange {
    readonly pollEndpoint: string;
    /** Must be the one the server made the code for. */
    readonly redirectUri: string;
}

// device-authorization.d.ts
import { Secret } from "@infershield/core";
import type { OAuthClient } from "./client.ts";
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
/**
 * Asks for a device code and the code that a person types.
 *
 * @throws DeviceFlowError `UNSUPPORTED`, `INVALID_CLIENT`, `UNTRUSTED_URI`, `INVALID_RESPONSE`, `SERVER_ERROR`, `UNREACHABLE`, `ABORTED`
 * @see RFC 8628 sections 3.1 and 3.2
 */
export declare function requestDeviceAuthorization(client: OAuthClient, options: DeviceAuthorizationOptions): Promise<DeviceAuthorization>;

// discovery.d.ts
import type { Fetch } from "@infershield/core";
import type { AuthorizationServer } from "./client.ts";
/** Options of {@link discoverAuthorizationServer}; as in `OAuthClient`. */
export interface DiscoveryOptions {
    readonly allowInsecureLoopback?: boolean;
    readonly fetch?: Fetch;
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
}
/**
 * Reads a server's metadata from its issuer: OpenID Connect discovery first, then RFC 8414 where the server has none.
 *
 * @param issuer - The issuer identifier; the metadata must name the same one.
 * @throws DeviceFlowError `UNSUPPORTED` without metadata or a token endpoint, `UNTRUSTED_URI`, `INVALID_RESPONSE`, `UNREACHABLE`, `SERVER_ERROR`, `ABORTED`
 * @see RFC 8414 section 3, OpenID Connect Discovery section 4
 */
export declare function discoverAuthorizationServer(issuer: string, options?: DiscoveryOptions): Promise<AuthorizationServer>;

// error.d.ts
import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";
/**
 * What can go wrong while talking to an authorization server.
 *
 * - `ACCESS_DENIED`: the person refused.
 * - `EXPIRED_TOKEN`: the device code ended before the person decided.
 * - `INVALID_RESPONSE`: the answer is no OAuth answer: HTML, too large, a redirect, missing or unprintable fields.
 * - `UNREACHABLE`: no answer came (connection, name resolution, time limit).
 * - `UNSUPPORTED`: the server has no such endpoint, or this client may not use the device flow.
 * - `INVALID_CLIENT`: the server does not accept the client id or its secret.
 * - `INVALID_GRANT`: the refresh token, authorization code or device code is no longer valid.
 * - `SERVER_ERROR`: HTTP 5xx, 429, or an OAuth error that has no code of its own here (see `oauthError`).
 * - `UNTRUSTED_URI`: an address that this client refuses to use or to show.
 * - `ABORTED`: the caller's signal stopped the work.
 */
export type DeviceFlowErrorCode = "ACCESS_DENIED" | "EXPIRED_TOKEN" | "INVALID_RESPONSE" | "UNREACHABLE" | "UNSUPPORTED" | "INVALID_CLIENT" | "INVALID_GRANT" | "SERVER_ERROR" | "UNTRUSTED_URI" | "ABORTED";
/** What a {@link DeviceFlowError} carries beside its message. */
export interface DeviceFlowErrorOptions extends InferShieldErrorOptions {
    readonly oauthError?: string | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly intervalMs?: number | undefined;
}
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class DeviceFlowError extends InferShieldError<DeviceFlowErrorCode> {
    /** The server's own `error` value, such as `invalid_grant` or `bad_refresh_token`; printable, at most 100 characters. */
    readonly oauthError: string | undefined;
    /** How long the server asks to be left alone (`Retry-After`), in milliseconds. */
    readonly retryAfterMs: number | undefined;
    /** A new polling interval that came with a `slow_down`, in milliseconds. */
    readonly intervalMs: number | undefined;
    constructor(code: DeviceFlowErrorCode, message: string, options?: DeviceFlowErrorOptions);
}

// granted-scopes.d.ts
import type { TokenSet } from "./token-set.ts";
/**
 * Checks that a token set was granted what its use cannot do without. A server that names no scopes granted what was asked for.
 *
 * @throws DeviceFlowError `ACCESS_DENIED`, naming the scopes that were not granted
 * @see RFC 6749 sections 3.3 and 5.1
 */
export declare function checkGrantedScopes(tokens: Pick<TokenSet, "scopes">, required: readonly string[]): void;

// index.d.ts
export { type AuthorizationRequest, type AuthorizationRequestOptions, type BrowserSignIn, type RedeemOptions, redeemAuthorizationCode, startAuthorizationCode, } from "./authorization-code.ts";
export type { AuthorizationServer, OAuthClient } from "./client.ts";
export type { CallKind, CodeExchange, Deviations } from "./deviations.ts";
export { type DeviceAuthorization, type DeviceAuthorizationOptions, requestDeviceAuthorization, } from "./device-authorization.ts";
export { type DiscoveryOptions, discoverAuthorizationServer } from "./discovery.ts";
export { DeviceFlowError, type DeviceFlowErrorCode, type DeviceFlowErrorOptions } from "./error.ts";
export { checkGrantedScopes } from "./granted-scopes.ts";
export type { Account } from "./jwt-claims.ts";
export { type PollEvent, type PollOptions, pollToken } from "./poll-token.ts";
export { type RefreshOptions, refreshToken } from "./refresh-token.ts";
export { type Revocation, type RevokeOptions, revokeToken } from "./revoke-token.ts";
export type { TokenSet } from "./token-set.ts";

// jwt-claims.d.ts
/** A person at the provider, as the provider names them. */
export interface Account {
    /** Stable identifier at this issuer. */
    readonly subject?: string;
    /** For display: the e-mail address, user name or name. */
    readonly name?: string;
}
/**
 * Reads who signed in from an ID token that came straight from the token endpoint over TLS, which stands for a check of its signature
 * (OpenID Connect Core section 3.1.3.7, step 6). Issuer and audience must fit; an ID token that does not is ignored, never an error, since the
 * tokens beside it are good and a refresh token may already be spent.
 */
export declare function accountOf(idToken: string, client: {
    readonly clientId: string;
    readonly server: {
        readonly issuer: string;
    };
}): Account | undefined;
/**
 * When an access token that is a JWT ends, by this machine's clock: its `exp` is by the server's clock, whose difference the `Date` header tells.
 * Undefined for an opaque token.
 */
export declare function expiryOf(accessToken: string, received: {
    readonly receivedAt: number;
    readonly serverDate?: number;
}): number | undefined;
/** The claims of a JWT, its signature unchecked; undefined for anything else. */
export declare function claimsOf(jwt: string): Readonly<Record<string, unknown>> | undefined;

// loopback.d.ts
export { type AuthorizationCodeFlowOptions, authorizationCodeFlow, awaitReturn, type ReturnOptions, } from "./authorization-code-flow.ts";

// poll-schedule.d.ts
/** When the next poll may be. Durations are in milliseconds. */
export interface PollSchedule {
    /** Least time between two polls as the server wants it. It never shrinks. */
    readonly intervalMs: number;
    /** Polls in a row that got no answer. */
    readonly failures: number;
}
/** What a poll brought, other than an end. */
export type PollOutcome = "pending" | "slow_down" | "retry";
/** The schedule after a poll; `serverIntervalMs` is an interval that came with the answer. */
export declare function afterPoll(schedule: PollSchedule, outcome: PollOutcome, serverIntervalMs?: number): PollSchedule;
/** How long to wait before the next poll: the interval, doubled for every failure in a row, or longer where the server asks for it; and a margin. */
export declare function waitBeforePoll({ intervalMs, failures }: PollSchedule, retryAfterMs?: number): number;

// poll-token.d.ts
import { type Clock, type Sleep } from "@infershield/core";
import type { OAuthClient } from "./client.ts";
import type { DeviceAuthorization } from "./device-authorization.ts";
import { type PollOutcome } from "./poll-schedule.ts";
import { type TokenSet } from "./token-set.ts";
/** What {@link pollToken} tells while it waits. Durations are in milliseconds. */
export interface PollEvent {
    /** `pending`: not decided; `slow_down`: the server wants fewer polls; `retry`: the last poll got no usable answer. */
    readonly type: PollOutcome;
    /** Wait until the next poll. */
    readonly intervalMs: number;
    /** Rest of the code's life. */
    readonly expiresInMs: number;
}
/** Options of {@link pollToken}. */
export interface PollOptions {
    /** Waits between two polls. Tests pass one that returns at once. */
    readonly sleep?: Sleep;
    readonly now?: Clock;
    /** Measures the code's life; a jump of the wall clock changes nothing. */
    readonly monotonic?: Clock;
    /** Stops the wait within milliseconds, and a request in flight with it. */
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: PollEvent) => void;
}
/**
 * Asks the token endpoint until the person has decided.
 *
 * It waits before every poll, the first too; adds 5 s at each `slow_down`; doubles the wait while the server cannot be reached; and ends when the
 * code's life is over. A code that ran out while the machine slept ends by the server's `expired_token`.
 *
 * @param authorization - Answer of `requestDeviceAuthorization`.
 * @returns The token set; `expiresAt` is epoch milliseconds, absent when the server gave no lifetime.
 * @throws DeviceFlowError `ACCESS_DENIED`, `EXPIRED_TOKEN`, `INVALID_GRANT`, `INVALID_CLIENT`, `UNSUPPORTED`, `INVALID_RESPONSE`, `SERVER_ERROR`, `UNTRUSTED_URI`, `UNREACHABLE` (still so when the code ended), `ABORTED`
 * @see RFC 8628 section 3.5
 */
export declare function pollToken(client: OAuthClient, authorization: DeviceAuthorization, options?: PollOptions): Promise<TokenSet>;

// refresh-token.d.ts
import type { Secret } from "@infershield/core";
import type { OAuthClient } from "./client.ts";
import { type TokenSet } from "./token-set.ts";
/** Options of {@link refreshToken}. */
export interface RefreshOptions {
    /** At most what was granted; absent keeps the granted scopes. */
    readonly scopes?: readonly string[];
    /** Further form fields, such as `resource`. */
    readonly parameters?: Readonly<Record<string, string>>;
    /** Stops waiting. The server may have spent the refresh token all the same: do not abort because a caller went away. */
    readonly signal?: AbortSignal;
    readonly now?: () => number;
}
/**
 * Trades a refresh token for new tokens. It is tried once: whether to try again, and when, is the caller's choice by code and `retryAfterMs`.
 *
 * @returns The token set. Its `refreshToken` replaces the one used and must be stored before anything else is done.
 * @throws DeviceFlowError `INVALID_GRANT` (see `oauthError`), `INVALID_CLIENT`, `UNSUPPORTED`, `INVALID_RESPONSE`, `SERVER_ERROR`, `UNREACHABLE`, `UNTRUSTED_URI`, `ABORTED`
 * @see RFC 6749 section 6, RFC 9700 section 4.14
 */
export declare function refreshToken(client: OAuthClient, refreshToken: Secret, options?: RefreshOptions): Promise<TokenSet>;

// revoke-token.d.ts
import type { Secret } from "@infershield/core";
import type { OAuthClient } from "./client.ts";
/** Options of {@link revokeToken}. */
export interface RevokeOptions {
    readonly hint: "refresh_token" | "access_token";
    readonly signal?: AbortSignal;
}
/** What became of a revocation: `revoked` only on the server's word; `failed` means that the token must be taken to be alive. */
export interface Revocation {
    readonly outcome: "revoked" | "unsupported" | "failed";
    /** Code of the failure and, in brackets, the server's own error; absent when revoked. */
    readonly reason?: string;
}
/**
 * Asks the server to forget a token. Revoke the refresh token first: most servers end its access tokens with it.
 *
 * @returns What happened; a server that cannot be reached is an answer (`failed`), not an exception.
 * @throws DeviceFlowError `ABORTED`
 * @see RFC 7009 section 2
 */
export declare function revokeToken(client: OAuthClient, token: Secret, options: RevokeOptions): Promise<Revocation>;

// token-set.d.ts
import { Secret } from "@infershield/core";
import type { AnswerFacts } from "./call.ts";
import type { OAuthClient } from "./client.ts";
import { type Account } from "./jwt-claims.ts";
/** Tokens from a token endpoint. */
export interface TokenSet {
    readonly accessToken: Secret;
    /** The token for the next refresh: the new one, or the one used when the server kept it. */
    readonly refreshToken?: Secret;
    readonly idToken?: Secret;
    /** Lower case: `bearer` or `dpop`. */
    readonly tokenType: string;
    /** Epoch milliseconds by this machine's clock, from `expires_in` or else the access token's own `exp`; absent when neither tells. */
    readonly expiresAt?: number;
    /** What was granted; absent when the server did not say, which means: what was asked for (RFC 6749 section 5.1). */
    readonly scopes?: readonly string[];
    /** Epoch milliseconds. */
    readonly receivedAt: number;
    /** Who signed in, from the ID token, for display; absent without one for this client from this issuer. */
    readonly account?: Account;
    /** The server's own clock in its `Date` header, epoch milliseconds: tells a skew. */
    readonly serverDate?: number;
}
/**
 * Reads a normalised token answer.
 *
 * @throws DeviceFlowError `INVALID_RESPONSE` for a token that could not stand in a header
 */
export declare function readTokenSet(client: OAuthClient, answer: {
    readonly access_token: string;
    readonly token_type: string;
    readonly expires_in?: number;
    readonly scope?: string;
    readonly refresh_token?: string;
}, facts: AnswerFacts, refreshTokenUsed?: Secret): TokenSet;
