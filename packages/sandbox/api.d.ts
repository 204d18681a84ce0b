// What @infershield/sandbox promises; written by `pnpm api`.

// error.d.ts
import { InferShieldError } from "@infershield/core";
/** Why the sandbox could not do something: `PORT_IN_USE`, or `UNKNOWN_CODE` for a user code that waits for nobody's approval. */
export type SandboxErrorCode = "PORT_IN_USE" | "UNKNOWN_CODE";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class SandboxError extends InferShieldError<SandboxErrorCode> {
}

// index.d.ts
export { SandboxError, type SandboxErrorCode } from "./error.ts";
export type { RecordedRequest } from "./model-api.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./start-sandbox.ts";

// model-api.d.ts
import type { System } from "@infershield/core";
import { Hono } from "hono";
/** One request that reached the model API, as a test or a demonstration wants to see it. */
export interface RecordedRequest {
    readonly method: string;
    readonly path: string;
    /** Epoch milliseconds. */
    readonly receivedAt: number;
    /** SHA-256 of the bearer token in hex; absent when there was none. The token itself is never kept. */
    readonly credentialSha256?: string;
    /** Header names in lower case; `authorization` and `cookie` are left out. */
    readonly headers: Readonly<Record<string, string>>;
    /** The body as text; empty for a GET. */
    readonly body: string;
    /** Whether the token was one of the sandbox's own and still valid. */
    readonly authorized: boolean;
}
/** What the model API needs from its surroundings. */
export interface ModelApiOptions {
    readonly isValidToken: (token: string) => Promise<boolean>;
    readonly record: (request: RecordedRequest) => void;
    readonly system: System;
}
/** A small API in OpenAI's form under `/v1`, open to tokens of the sandbox's own authorization server only. */
export declare function createModelApi({ isValidToken, record, system }: ModelApiOptions): Hono;

// start-sandbox.d.ts
import { type System } from "@infershield/core";
import { type RecordedRequest } from "./model-api.ts";
/** Options of {@link startSandbox}. Lifetimes are in milliseconds; whole seconds count. */
export interface SandboxOptions {
    /** 0, the default, takes a free port. */
    readonly port?: number;
    /** Default one hour. */
    readonly accessTokenLifetimeMs?: number;
    /** Default ten minutes. */
    readonly deviceCodeLifetimeMs?: number;
    readonly system?: System;
}
/** A running sandbox provider on 127.0.0.1. */
export interface Sandbox {
    /** Issuer of its authorization server, such as `http://127.0.0.1:40123`. */
    readonly issuer: string;
    /** Base address of its model API, ending in `/v1`. */
    readonly apiBaseUrl: string;
    readonly clientId: string;
    readonly scopes: readonly string[];
    /**
     * Approves a sign-in in a person's place; default login `alex@example.com`.
     *
     * @throws SandboxError `UNKNOWN_CODE`
     */
    approve(userCode: string, options?: {
        readonly login?: string;
    }): Promise<void>;
    /** @throws SandboxError `UNKNOWN_CODE` */
    deny(userCode: string): Promise<void>;
    /** The last 1,000 requests that reached the model API, oldest first. */
    requests(): readonly RecordedRequest[];
    /** Ends every connection and frees the port. */
    close(): Promise<void>;
}
/**
 * Starts a model provider that exists only on this machine: a real authorization server with device flow, and a small model API that takes its tokens.
 *
 * @throws SandboxError `PORT_IN_USE`
 */
export declare function startSandbox(options?: SandboxOptions): Promise<Sandbox>;
