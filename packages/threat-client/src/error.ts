import { InferShieldError } from "@infershield/core";

/** Why a scan gave no result. */
export type ThreatClientErrorCode = "SCANNER_UNAVAILABLE" | "SCANNER_TIMEOUT" | "SCANNER_MALFORMED";

/** Thrown by every function of this package. Whatever the code: nothing was decided, so the request must not pass. */
export class ThreatClientError extends InferShieldError<ThreatClientErrorCode> {}
