// What @infershield/providers promises; written by `pnpm api`.

// address.d.ts
/** Whether an IP address belongs to the public internet. Anything that is no IP address does not. */
export declare function isPublicAddress(address: string): boolean;
/** Whether a URL's host name is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. */
export declare function isLoopbackHost(hostname: string): boolean;

// built-in.d.ts
import type { Provider } from "./provider.ts";
/** The providers that InferShield knows, one file each in `presets/`. Which of them was tried against what is in `docs/providers.md`. */
export declare const builtInProviders: readonly Provider[];

// catalog.d.ts
import type { Provider } from "./provider.ts";
/** Options of {@link providerCatalog}. */
export interface ProviderCatalogOptions {
    /** Definitions of the operator's own providers, unchecked. */
    readonly custom?: readonly unknown[];
    /** Changes to built-in providers by name, unchecked. */
    readonly overrides?: Readonly<Record<string, unknown>>;
    /** Exact origins that may be private, and plain http on loopback. */
    readonly allowPrivateUpstream?: readonly string[];
    /** The gateway can be reached from other machines: sign-ins that are for one machine only are then not used. */
    readonly reachable?: boolean;
}
/** The providers of one configuration. */
export interface ProviderCatalog {
    /** @throws ProviderError `UNKNOWN_PROVIDER`, `NOT_CONFIGURED` */
    get(name: string): Provider;
    /** Undefined when the provider is unknown or not configured. */
    find(name: string): Provider | undefined;
    /** Every provider that can be used. */
    list(): readonly Provider[];
}
/**
 * Puts the operator's configuration onto the built-in providers and checks every address a credential could be sent to.
 *
 * @throws ProviderError `INVALID_PROVIDER`, `FORBIDDEN_UPSTREAM`, `UNKNOWN_PROVIDER` (an override without a provider)
 */
export declare function providerCatalog(options?: ProviderCatalogOptions): ProviderCatalog;

// dialects.d.ts
import type { CredentialKind, CredentialStyle, Provider } from "./provider.ts";
/** The wire dialects that a provider can speak. */
export declare const providerDialects: readonly ["openai", "anthropic", "gemini", "cohere", "ollama"];
/** The name of a dialect. */
export type ProviderDialect = (typeof providerDialects)[number];
type DialectData = Pick<Provider, "operations" | "credentials">;
/** `Authorization: Bearer`, for every operation. */
export declare const bearer: CredentialStyle;
/** A header of its own that holds the bare key. */
export declare function keyHeader(header: string): CredentialStyle;
/** The same style for every kind but a sign-in token. */
export declare function keysOnly(style: CredentialStyle): Readonly<Partial<Record<CredentialKind, CredentialStyle>>>;
/** What a provider of each dialect serves and how it takes a key, unless its definition says otherwise. Paths follow a base URL that includes the API version. */
export declare const dialects: Readonly<Record<ProviderDialect, DialectData>>;
export {};

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * - `UNKNOWN_PROVIDER`: no provider has this name.
 * - `NOT_CONFIGURED`: a preset that cannot be used before the operator sets what only the operator knows.
 * - `INVALID_PROVIDER`: a definition or an override has a wrong or unknown field.
 * - `FORBIDDEN_UPSTREAM`: an address that no credential may be sent to.
 */
export type ProviderErrorCode = "UNKNOWN_PROVIDER" | "NOT_CONFIGURED" | "INVALID_PROVIDER" | "FORBIDDEN_UPSTREAM";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class ProviderError extends InferShieldError<ProviderErrorCode> {
}

// index.d.ts
export { isLoopbackHost } from "./address.ts";
export { builtInProviders } from "./built-in.ts";
export { type ProviderCatalog, type ProviderCatalogOptions, providerCatalog } from "./catalog.ts";
export type { ProviderDialect } from "./dialects.ts";
export { ProviderError, type ProviderErrorCode } from "./error.ts";
export { createPinnedLookup, type PinnedLookupOptions, type Resolve } from "./pinned-lookup.ts";
export type { CredentialKind, CredentialStyle, Operation, Provider, SignIn, SignInDeviations, SignInServer, TermsOfUse, TokenExchange, } from "./provider.ts";
export type { CustomProvider, ProviderOverride } from "./settings.ts";

// pinned-lookup.d.ts
import { type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;
/** Options of {@link createPinnedLookup}. */
export interface PinnedLookupOptions {
    /** The operator allowed this provider's origin to be private (`Provider.allowPrivateAddress`). */
    readonly allowPrivate: boolean;
    /** Replaces the system's resolver. */
    readonly resolve?: Resolve;
}
/**
 * A `lookup` for `net.connect` (undici: `connect.lookup`) that refuses names with any private address. The socket connects to the very
 * addresses that were checked, so a name that resolves differently a moment later gains nothing.
 *
 * The callback gets ProviderError `FORBIDDEN_UPSTREAM`, or the resolver's own error.
 */
export declare function createPinnedLookup(options: PinnedLookupOptions): LookupFunction;

// provider.d.ts
/** Where a credential comes from; `client` is the caller's own value. */
export type CredentialKind = "oauth" | "api_key" | "environment" | "client";
/** Everything that can be asked of a provider. */
export declare const operations: readonly ["chat_completions", "completions", "embeddings", "responses", "responses_compact", "models", "messages", "count_tokens", "generate_content", "gemini_models", "cohere_chat", "ollama_chat", "cohere_embed"];
/** What a request asks a provider for. */
export type Operation = (typeof operations)[number];
/** How one kind of credential is sent, and what it is good for. */
export interface CredentialStyle {
    /** Lower-case header name. */
    readonly header: string;
    /** What stands before the value: `"Bearer "` or nothing. */
    readonly prefix: string;
    readonly serves: "all" | readonly Operation[];
}
/** How an authorization server differs from the standards, as data. The meaning of each field is that of device-flow's `Deviations`. */
export interface SignInDeviations {
    readonly jsonRequests?: readonly ("metadata" | "device_authorization" | "token" | "device_poll" | "revocation")[];
    readonly requestHeaders?: Readonly<Record<string, string>>;
    readonly clientAuthentication?: "post" | "basic";
    readonly pkce?: boolean;
    readonly fieldAliases?: Readonly<Record<string, string>>;
    readonly errorAliases?: Readonly<Record<string, string>>;
    readonly pendingStatuses?: readonly number[];
    readonly slowDownStatuses?: readonly number[];
    readonly verificationUri?: string;
    readonly defaultExpiresInSeconds?: number;
    readonly codeExchange?: {
        readonly pollEndpoint: string;
        readonly redirectUri: string;
    };
    /** Client ids are issued during a sign-in in a browser; the first one is started under this id, which belongs to nobody. */
    readonly issuedClientId?: {
        readonly insteadOf: string;
    };
    readonly revocationBody?: "token" | "credentials";
}
/** Endpoints that are known without discovery. */
export interface SignInServer {
    readonly issuer: string;
    readonly tokenEndpoint: string;
    readonly deviceAuthorizationEndpoint?: string;
    readonly revocationEndpoint?: string;
    readonly authorizationEndpoint?: string;
    readonly userinfoEndpoint?: string;
    readonly jwksUri?: string;
}
/** How a person signs in at a provider. Either `issuer` (discovery) or `server` (fixed endpoints) tells where. */
export interface SignIn {
    /** With a code that is entered on any device, or in a browser that comes back to a port of this machine. */
    readonly flow: "device" | "browser";
    readonly issuer?: string;
    readonly server?: SignInServer;
    /** Absent until the operator configures one: no foreign client id is bundled. */
    readonly clientId?: string;
    readonly scopes: readonly string[];
    /** Scopes without which the tokens are of no use; a sign-in that does not grant them is refused. */
    readonly requiredScopes?: readonly string[];
    /** Further fields of the first request, such as `prompt` or `audience`. */
    readonly parameters?: Readonly<Record<string, string>>;
    /** Fields that only an installation without an issued client id sends. */
    readonly introduction?: Readonly<Record<string, string>>;
    /** The field that takes `urn:uuid:` and an id of this installation, the same at every sign-in. */
    readonly installationField?: string;
    /** Path on this machine to which a browser comes back; default `/callback`. */
    readonly redirectPath?: string;
    /** The provider allows this sign-in to programs on the person's own machine only. */
    readonly localOnly?: boolean;
    /** Hosts beside the issuer's that may show the page where the code is entered. */
    readonly verificationHosts: readonly string[];
    readonly deviations: SignInDeviations;
    /** Errors of a refresh that end the token; every other one leaves it as it is. */
    readonly terminalRefreshErrors: readonly string[];
    /** Lets the endpoints be plain http on a loopback address. */
    readonly allowInsecureLoopback?: boolean;
    /** Where a person ends the access by hand. */
    readonly manageUrl?: string;
    /** How to get a client id, for people. */
    readonly registerHelp?: string;
}
/** A second token, short-lived, that the API wants instead of the one from sign-in. */
export interface TokenExchange {
    readonly url: string;
    /** Stands before the first token in `authorization`. */
    readonly prefix: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Names of the answer's fields; dots go deeper. */
    readonly fields: {
        readonly token: string;
        /** Epoch seconds. */
        readonly expiresAt: string;
        /** Seconds until the next exchange is due. */
        readonly refreshIn: string;
        /** Base URL of the API for this person. */
        readonly apiBase: string;
    };
    /** The API's base must be https on one of these hosts or a subdomain; else the provider's own base is used. */
    readonly apiHosts: readonly string[];
}
/** What the provider allows, as far as its public documents say. */
export interface TermsOfUse {
    readonly stance: "documented" | "operator_decides";
    readonly note: string;
}
/** A model provider as data: its API, its authorization server, and how a credential is attached. */
export interface Provider {
    /** Lower case; also the path prefix and part of environment variable names. */
    readonly name: string;
    readonly displayName: string;
    /** Its name in OpenTelemetry's conventions for generative AI (`gen_ai.provider.name`), where that is another one. */
    readonly telemetryName?: string;
    /** Origin and path without a final slash, such as `https://api.openai.com/v1`. */
    readonly baseUrl: string;
    /** Path appended to `baseUrl`; `{model}` and `{method}` are filled in by the router. */
    readonly operations: Readonly<Partial<Record<Operation, string>>>;
    readonly credentials: Readonly<Partial<Record<CredentialKind, CredentialStyle>>>;
    /** Variables that may hold the shared API key, the first one that is set counts. */
    readonly environmentVariables: readonly string[];
    readonly signIn?: SignIn;
    /** Stands in for the fields of the same name once the operator configures a client id or an authorization server. */
    readonly whenConfigured?: Required<Pick<Provider, "signIn" | "credentials">>;
    /** The provider on hosts of enterprises, which the operator names: `{host}` stands for the host. */
    readonly enterprise?: {
        readonly baseUrl: string;
        readonly server: {
            readonly issuer: string;
            readonly deviceAuthorizationEndpoint: string;
            readonly tokenEndpoint: string;
        };
        readonly manageUrl: string;
    };
    readonly exchange?: TokenExchange;
    /** Headers that every request to the API needs. */
    readonly requestHeaders?: Readonly<Record<string, string>>;
    /** The operator allowed this origin to be a private or loopback address. */
    readonly allowPrivateAddress?: boolean;
    /** What the operator has to set before the provider can be used. */
    readonly requires?: readonly ("baseUrl" | "issuer" | "clientId")[];
    readonly termsOfUse?: TermsOfUse;
}

// settings.d.ts
import { type ProviderDialect } from "./dialects.ts";
import { type CredentialKind, type CredentialStyle, type Operation, type SignIn, type SignInDeviations, type TokenExchange } from "./provider.ts";
/** What an operator may change about a provider; in `infershield.yaml` under its name, the first five also as variables. */
export interface ProviderOverride {
    readonly baseUrl?: string | undefined;
    /** An enterprise's own host, such as `octocorp.ghe.com`, where the provider has such hosts. */
    readonly host?: string | undefined;
    readonly clientId?: string | undefined;
    /** Another authorization server, found by discovery unless both endpoints are given. */
    readonly issuer?: string | undefined;
    readonly deviceEndpoint?: string | undefined;
    readonly tokenEndpoint?: string | undefined;
    readonly revocationEndpoint?: string | undefined;
    readonly scopes?: readonly string[] | undefined;
    readonly parameters?: Readonly<Record<string, string>> | undefined;
    readonly verificationHosts?: readonly string[] | undefined;
    readonly requestHeaders?: Readonly<Record<string, string>> | undefined;
    readonly exchange?: TokenExchange | undefined;
    /** The provider approved this installation for use beyond one machine. */
    readonly remoteApproved?: boolean | undefined;
}
/** A provider of the operator's own. */
export interface CustomProvider extends ProviderOverride {
    readonly name: string;
    readonly baseUrl: string;
    readonly displayName?: string | undefined;
    /** Default `openai`; gives operations and credential headers. */
    readonly dialect?: ProviderDialect | undefined;
    readonly operations?: Readonly<Partial<Record<Operation, string>>> | undefined;
    readonly credentials?: Readonly<Partial<Record<CredentialKind, CredentialStyle>>> | undefined;
    readonly environmentVariables?: readonly string[] | undefined;
    /** Default `device`. A `browser` sign-in with fixed endpoints has an `authorizationEndpoint` instead of a `deviceEndpoint`. */
    readonly flow?: SignIn["flow"] | undefined;
    readonly authorizationEndpoint?: string | undefined;
    readonly requiredScopes?: readonly string[] | undefined;
    readonly introduction?: Readonly<Record<string, string>> | undefined;
    readonly installationField?: string | undefined;
    readonly redirectPath?: string | undefined;
    readonly localOnly?: boolean | undefined;
    readonly deviations?: SignInDeviations | undefined;
    readonly terminalRefreshErrors?: readonly string[] | undefined;
    readonly manageUrl?: string | undefined;
}
/** @throws ProviderError `INVALID_PROVIDER`, naming the field and the rule, never the value */
export declare function parseOverride(name: string, value: unknown): ProviderOverride;
/** @throws ProviderError `INVALID_PROVIDER`, naming the field and the rule, never the value */
export declare function parseCustomProvider(value: unknown): CustomProvider;
