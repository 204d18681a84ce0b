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
export class ThreatClientError extends InferShieldError<ThreatClientErrorCode> {}
