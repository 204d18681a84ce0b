// What @infershield/proxy promises; written by `pnpm api`.

// index.d.ts
export { ProxyError, type ProxyErrorCode, type ProxyErrorOptions } from "./proxy-error.ts";
export { type RunningProxy, type StartProxyOptions, startProxy } from "./start-proxy.ts";
export type { Egress } from "./upstreams.ts";

// proxy-error.d.ts
import { InferShieldError, type InferShieldErrorOptions } from "@infershield/core";
/** What can go wrong in the proxy itself; failures of other packages keep their own classes and codes. */
export type ProxyErrorCode = "PORT_IN_USE" | "NO_CREDENTIAL" | "TLS_NOT_VERIFIED" | "BAD_REQUEST" | "HEADERS_TOO_LARGE" | "AMBIGUOUS_CREDENTIALS" | "MISSING_TOKEN" | "MISSING_CLIENT_KEY" | "INVALID_TOKEN" | "ORIGIN_FORBIDDEN" | "NOT_PERMITTED" | "UNKNOWN_ROUTE" | "METHOD_NOT_ALLOWED" | "REQUEST_TIMEOUT" | "BODY_TOO_LARGE" | "UNSUPPORTED_ENCODING" | "UNSUPPORTED_MEDIA_TYPE" | "WRONG_HOST" | "UPGRADE_REQUIRED" | "RATE_LIMITED" | "TOO_MANY_REQUESTS_IN_FLIGHT" | "SHUTTING_DOWN" | "UPSTREAM_ERROR" | "UPSTREAM_UNAUTHORIZED" | "UPSTREAM_TIMEOUT" | "CLIENT_GONE";
export interface ProxyErrorOptions extends InferShieldErrorOptions {
    /** Why, as a coded word for the audit record; the answer to the client never carries it. */
    readonly reason?: string;
    /** Seconds after which another try makes sense. */
    readonly retryAfterSeconds?: number;
    /** Methods that the path does serve, for `METHOD_NOT_ALLOWED`. */
    readonly allow?: string;
}
/** Thrown by `startProxy` (`PORT_IN_USE`, `NO_CREDENTIAL`, `TLS_NOT_VERIFIED`) and, inside, by every step of an exchange that refuses or fails. */
export declare class ProxyError extends InferShieldError<ProxyErrorCode> {
    readonly reason: string | undefined;
    readonly retryAfterSeconds: number | undefined;
    readonly allow: string | undefined;
    constructor(code: ProxyErrorCode, message: string, options?: ProxyErrorOptions);
}
/** What cannot be read of an answer is the provider's fault, not the client's. Other errors stay as they are. */
export declare function unreadable(error: unknown): unknown;

// start-proxy.d.ts
import { type System } from "@infershield/core";
import { type Config, type Instance } from "@infershield/instance";
import { type ThreatScanner } from "@infershield/threat-client";
import { type Logger } from "pino";
import { type Egress } from "./upstreams.ts";
export interface StartProxyOptions {
    readonly config: Config;
    /** An opened home; it stays the caller's to close, after the proxy. */
    readonly instance: Instance;
    /** Default: the detection service that is configured, else the detectors in this process. */
    readonly scanner?: ThreatScanner;
    /** Default: JSON lines on stderr at the configured level. */
    readonly logger?: Logger;
    /** The company's way out, from `HTTPS_PROXY` and `NO_PROXY`. */
    readonly egress?: Egress;
    readonly system?: System;
}
/** A proxy that accepts requests. */
export interface RunningProxy {
    /** Base address for clients, such as `http://127.0.0.1:8000`. */
    readonly url: string;
    readonly host: string;
    readonly port: number;
    /** Port on 127.0.0.1 that serves `/metrics`; absent when the configured one was taken. */
    readonly adminPort?: number;
    /** Refuses new requests, lets running ones end for `graceMs` (default: `limits.drainMs`), then cuts them off. */
    close(options?: {
        readonly graceMs?: number;
    }): Promise<void>;
}
/**
 * Starts the gateway.
 *
 * @throws ProxyError `PORT_IN_USE`, `NO_CREDENTIAL`, `TLS_NOT_VERIFIED`; TokenStoreError when the logins cannot be read
 */
export declare function startProxy(options: StartProxyOptions): Promise<RunningProxy>;

// upstreams.d.ts
import { type Provider } from "@infershield/providers";
import { type Dispatcher } from "undici";
/** Keeps one pool of connections for each upstream origin. */
export interface Upstreams {
    /** The pool for an origin of a provider; made on first use. */
    pool(provider: Pick<Provider, "allowPrivateAddress">, origin: string): Dispatcher;
    /** Ends all connections at once. */
    close(): Promise<void>;
}
/** What `HTTPS_PROXY` and `NO_PROXY` say. */
export interface Egress {
    readonly httpsProxy: string;
    readonly noProxy?: string;
}
export interface UpstreamOptions {
    readonly limits: {
        readonly upstreamConnectMs: number;
        readonly upstreamHeadersMs: number;
        readonly streamIdleMs: number;
    };
    /** The way out of a company's network; it resolves the names, so addresses are not checked here. */
    readonly egress?: Egress;
}
/** Creates the pools; nothing is connected yet. */
export declare function createUpstreams({ limits, egress }: UpstreamOptions): Upstreams;
