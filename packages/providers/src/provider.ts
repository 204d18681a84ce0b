/** Where a credential comes from; `client` is the caller's own value. */
export type CredentialKind = "oauth" | "api_key" | "environment" | "client";

/** Everything that can be asked of a provider. */
export const operations = [
  "chat_completions",
  "completions",
  "embeddings",
  "responses",
  "responses_compact",
  "models",
  "messages",
  "count_tokens",
  "generate_content",
  "gemini_models",
  "cohere_chat",
  "ollama_chat",
  "cohere_embed",
] as const;

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
  readonly codeExchange?: { readonly pollEndpoint: string; readonly redirectUri: string };
  /** Client ids are issued during a sign-in in a browser; the first one is started under this id, which belongs to nobody. */
  readonly issuedClientId?: { readonly insteadOf: string };
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
