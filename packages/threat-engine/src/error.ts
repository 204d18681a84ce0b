import { InferShieldError } from "@infershield/core";

/**
 * `INVALID_KEY`: the conversation key is not 32 bytes. `TOO_MANY_PLACEHOLDERS`: no free placeholder was found for a value.
 * `TOO_MANY_FINDINGS`: a part holds more than 200,000; nothing is decided about it.
 */
export type ThreatErrorCode = "INVALID_KEY" | "TOO_MANY_PLACEHOLDERS" | "TOO_MANY_FINDINGS";

/** Thrown by this package. Switch on `code`, not on `message`. */
export class ThreatError extends InferShieldError<ThreatErrorCode> {}
