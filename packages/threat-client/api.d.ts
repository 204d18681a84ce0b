// What @infershield/threat-client promises; written by `pnpm api`.

// embedded-scanner.d.ts
import { type System } from "@infershield/core";
import { type ThreatEngine } from "@infershield/threat-engine";
import { type LongPartScanner } from "./long-part-scanner.ts";
import type { ThreatScanner } from "./threat-scanner.ts";
/** What {@link embeddedScanner} can be given. */
export interface EmbeddedScannerOptions {
    /** Memory for one tenant's remembered findings; default 16 MiB. */
    readonly cacheBytes?: number;
    /** A compiled engine to share; default a new one. Texts from 131,072 characters on are judged by another in a thread of its own. */
    readonly engine?: ThreatEngine;
    /** Where long texts are scanned; default a thread that starts with the first one. */
    readonly longParts?: LongPartScanner;
    readonly system?: Pick<System, "monotonic" | "sleep">;
}
/**
 * The detectors of this process. Texts that were scanned before for the same tenant take their findings from a bounded cache.
 * However much there is to scan, other work gets its turn every few milliseconds.
 */
export declare function embeddedScanner(options?: EmbeddedScannerOptions): ThreatScanner;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * Why a scan gave no result.
 *
 * - `SCANNER_UNAVAILABLE`: the service cannot be reached or refuses, the detectors failed, or the caller stopped the scan.
 * - `SCANNER_TIMEOUT`: it took longer than the configured time.
 * - `SCANNER_MALFORMED`: the service's answer is not what the interface says.
 */
export type ThreatClientErrorCode = "SCANNER_UNAVAILABLE" | "SCANNER_TIMEOUT" | "SCANNER_MALFORMED";
/** Thrown by every function of this package. Whatever the code: nothing was decided, so the request must not pass. */
export declare class ThreatClientError extends InferShieldError<ThreatClientErrorCode> {
}

// index.d.ts
export { type EmbeddedScannerOptions, embeddedScanner } from "./embedded-scanner.ts";
export { ThreatClientError, type ThreatClientErrorCode } from "./error.ts";
export type { LongPartScanner } from "./long-part-scanner.ts";
export { type RemoteScannerOptions, remoteScanner } from "./remote-scanner.ts";
export type { ThreatScanner } from "./threat-scanner.ts";

// long-part-scanner.d.ts
import { type Finding, type PromptPart, type System } from "@infershield/core";
import { ThreatClientError } from "./error.ts";
/** Scans long texts in a thread of their own, so that the event loop stays free. */
export interface LongPartScanner {
    /** @throws ThreatClientError `SCANNER_UNAVAILABLE`, `SCANNER_TIMEOUT` */
    scan(part: PromptPart, signal?: AbortSignal): Promise<readonly Finding[]>;
}
/**
 * One thread, started with the first long text. It scans one text after the other; one that takes too long, or ends the thread, is
 * refused and the next one gets a new thread. The idle thread does not keep the process alive.
 *
 * @param options.program - what the thread runs
 */
export declare function createLongPartScanner(options?: {
    readonly timeoutMs?: number;
    readonly system?: Pick<System, "sleep">;
    readonly program?: URL;
}): LongPartScanner;
/** The error of a scan whose caller left. */
export declare function stopped(signal: AbortSignal): ThreatClientError;

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
    /** For all parts of a request together; default 5,000 ms. */
    readonly timeoutMs?: number;
    readonly system?: Pick<System, "fetch" | "sleep" | "monotonic">;
    /** The engine that scans answers; default a new one. */
    readonly engine?: ThreatEngine;
}
/**
 * Asks a detection service for the findings of requests (`POST /v1/scan`, contracts 4); answers are scanned in this process.
 * It fails closed: an unreachable, slow or malformed service rejects, it never gives an empty list.
 *
 * A service of the original product, which knows only `/api/analyze`, gives findings about the whole request (path ``): nothing can be redacted by them.
 */
export declare function remoteScanner(options: RemoteScannerOptions): ThreatScanner;

// threat-scanner.d.ts
import type { DecidedFinding, Finding, PromptPart } from "@infershield/core";
import type { AnswerScanner, ConversationTurn, Placeholders } from "@infershield/threat-engine";
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
        /** Judges a tool call by what came before it in the conversation. */
        readonly judgeCall?: ConversationTurn["judgeCall"] | undefined;
    }): AnswerScanner;
}
