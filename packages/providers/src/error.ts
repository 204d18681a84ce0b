import { InferShieldError } from "@infershield/core";

/**
 * - `UNKNOWN_PROVIDER`: no provider has this name.
 * - `NOT_CONFIGURED`: a preset that cannot be used before the operator sets what only the operator knows.
 * - `INVALID_PROVIDER`: a definition or an override has a wrong or unknown field.
 * - `FORBIDDEN_UPSTREAM`: an address that no credential may be sent to.
 */
export type ProviderErrorCode = "UNKNOWN_PROVIDER" | "NOT_CONFIGURED" | "INVALID_PROVIDER" | "FORBIDDEN_UPSTREAM";

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class ProviderError extends InferShieldError<ProviderErrorCode> {}
