// What @infershield/threat-client promises; written by `pnpm api`.

// embedded-scanner.d.ts
import { type ThreatEngine } from "@infershield/threat-engine";
import type { ThreatScanner } from "./threat-scanner.ts";
/**
 * The detectors of this process. Texts that were scanned before for the same tenant take their findings from a bounded cache.
 *
 * @param options.cacheBytes - memory for one tenant's remembered findings; default 16 MiB
 * @param options.engine - a compiled engine to share; default a new one
 */
export declare function embeddedScanner(options?: {
    readonly cacheBytes?: number;
    readonly engine?: ThreatEngine;
}): ThreatScanner;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/** Why a scan gave no result. */
export type ThreatClientErrorCode = "SCANNER_UNAVAILABLE" | "SCANNER_TIMEOUT" | "SCANNER_MALFORMED";
/** Thrown by every function of this package. Whatever the code: nothing was decided, so the request must not pass. */
export declare class ThreatClientError extends InferShieldError<ThreatClientErrorCode> {
}

// index.d.ts
export { embeddedScanner } from "./embedded-scanner.ts";
export { ThreatClientError, type ThreatClientErrorCode } from "./error.ts";
export { type RemoteScannerOptions, remoteScanner } from "./remote-scanner.ts";
export type { ThreatScanner } from "./threat-scanner.ts";

// remote-scanner.d.ts
import { type Secret, type System } from "@infershield/core";
import { type ThreatEngine } from "@infershield/threat-engine";
import type { ThreatScanner } from "./threat-scanner.ts";
/** Where the detection service is and how long it may take. */
export interface RemoteScannerOptions {
    /** Base URL of the service, such as `http://127.0.0.1:5000`; `/v1/scan` is appended. */
    readonly endpoint: string;
    /** Shared secret (`INFERSHIELD_FIREWALL_TOKEN`), sent as a bearer token. */
    readonly token?: Secret;
    /** For the whole exchange; default 5,000 ms. */
    readonly timeoutMs?: number;
    readonly system?: Pick<System, "fetch" | "sleep">;
    /** The engine that scans answers; default a new one. */
    readonly engine?: ThreatEngine;
}
/**
 * Asks a detection service for the findings of requests (`POST /v1/scan`, contracts 4); answers are scanned in this process.
 * It fails closed: an unreachable, slow or malformed service rejects, it never gives an empty list.
 */
export declare function remoteScanner(options: RemoteScannerOptions): ThreatScanner;

// threat-scanner.d.ts
import type { DecidedFinding, Finding, PromptPart } from "@infershield/core";
import type { AnswerScanner, Placeholders } from "@infershield/threat-engine";
/** Scans requests and answers, in this process or in a detection service. */
export interface ThreatScanner {
    /** Version of the detectors; it is part of every audit record. */
    readonly version: string;
    /**
     * Scans the parts of a request.
     *
     * @throws ThreatClientError `SCANNER_UNAVAILABLE`, `SCANNER_TIMEOUT`, `SCANNER_MALFORMED`: nothing was decided, the request must not pass
     */
    scan(parts: readonly PromptPart[], options: {
        readonly tenant: string;
        readonly session?: string | undefined;
        readonly signal?: AbortSignal | undefined;
    }): Promise<readonly Finding[]>;
    /** A scanner for one answer; answers are always scanned in this process. */
    answerScanner(options: {
        readonly decide: (finding: Finding) => DecidedFinding;
        readonly placeholders?: Placeholders | undefined;
    }): AnswerScanner;
}
