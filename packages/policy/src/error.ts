import { InferShieldError } from "@infershield/core";

/**
 * - `INVALID_POLICY`: a policy document or threshold is not valid; the message names the place
 * - `LAYER_ORDER`: layers are not in the order org, team, user
 * - `DUPLICATE_LAYER`: two layers are for the same organisation, team or person
 * - `CONFLICT`: somebody else changed a stored policy since it was seen
 * - `NOT_FOUND`: there is no such policy
 */
export type PolicyErrorCode = "INVALID_POLICY" | "LAYER_ORDER" | "DUPLICATE_LAYER" | "CONFLICT" | "NOT_FOUND";

/** Thrown by every function of this package, and by stores of policies. Switch on `code`, not on `message`. */
export class PolicyError extends InferShieldError<PolicyErrorCode> {}
