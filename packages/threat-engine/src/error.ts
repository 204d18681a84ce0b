import { InferShieldError } from "@infershield/core";

/** `INVALID_KEY`: the conversation key is not 32 bytes. `TOO_MANY_PLACEHOLDERS`: no free placeholder was found for a value. */
export type ThreatErrorCode = "INVALID_KEY" | "TOO_MANY_PLACEHOLDERS";

/** Thrown by this package. Switch on `code`, not on `message`. */
export class ThreatError extends InferShieldError<ThreatErrorCode> {}
