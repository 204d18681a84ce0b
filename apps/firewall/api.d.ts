// What @infershield/firewall promises; written by `pnpm api`.

// firewall-error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * Before it serves:
 * - `TOKEN_REQUIRED`: an address that other machines reach needs `INFERSHIELD_FIREWALL_TOKEN`
 * - `INSECURE_BIND`: such an address needs TLS, too
 *
 * As refusals of a request, in lower case on the wire: `MISSING_TOKEN`, `INVALID_TOKEN`, `WRONG_HOST`, `ORIGIN_FORBIDDEN`, `UNKNOWN_ROUTE`,
 * `METHOD_NOT_ALLOWED`, `BODY_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `UNSUPPORTED_ENCODING`, `INVALID_REQUEST`,
 * `TOO_MANY_REQUESTS_IN_FLIGHT`, `SHUTTING_DOWN`.
 */
export type FirewallErrorCode = "TOKEN_REQUIRED" | "INSECURE_BIND" | "MISSING_TOKEN" | "INVALID_TOKEN" | "WRONG_HOST" | "ORIGIN_FORBIDDEN" | "UNKNOWN_ROUTE" | "METHOD_NOT_ALLOWED" | "BODY_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "UNSUPPORTED_ENCODING" | "INVALID_REQUEST" | "TOO_MANY_REQUESTS_IN_FLIGHT" | "SHUTTING_DOWN";
/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export declare class FirewallError extends InferShieldError<FirewallErrorCode> {
}

// index.d.ts
export { FirewallError, type FirewallErrorCode } from "./firewall-error.ts";
export { type RunningFirewall, type StartFirewallOptions, startFirewall } from "./start-firewall.ts";

// start-firewall.d.ts
import { type System } from "@infershield/core";
import { type Config } from "@infershield/instance";
import { type ThreatScanner } from "@infershield/threat-client";
import { type Logger } from "pino";
/** What a detection service is started with. */
export interface StartFirewallOptions {
    /** What counts of it: `firewall`, `firewallToken`, `tls`, `behindProxy`, `allowedHosts`, `riskThreshold`, `policyFile`, `log`, and of `limits` those of bodies, connections and the shutdown. */
    readonly config: Config;
    /** Default: the detectors of this process. */
    readonly scanner?: ThreatScanner;
    /** Default: JSON lines on stderr at the configured level. */
    readonly logger?: Logger;
    readonly system?: System;
}
/** A detection service that accepts requests. */
export interface RunningFirewall {
    /** Base address for `FIREWALL_ENDPOINT`, such as `http://127.0.0.1:5000`. */
    readonly url: string;
    readonly host: string;
    readonly port: number;
    /** Refuses new requests, lets running ones end for `graceMs` (default: `limits.drainMs`), then cuts them off. */
    close(options?: {
        readonly graceMs?: number;
    }): Promise<void>;
}
/**
 * Starts the detection service: `POST /v1/scan`, `POST /api/analyze`, `GET /health`. Without a configured port it takes 5000, or a free
 * one when that is taken.
 *
 * @throws FirewallError `TOKEN_REQUIRED`, `INSECURE_BIND`; ConfigError `PORT_IN_USE`, and for files of the configuration; PolicyError
 */
export declare function startFirewall(options: StartFirewallOptions): Promise<RunningFirewall>;
