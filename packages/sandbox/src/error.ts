import { InferShieldError } from "@infershield/core";

/** Why the sandbox could not do something: `PORT_IN_USE`, or `UNKNOWN_CODE` for a user code that waits for nobody's approval. */
export type SandboxErrorCode = "PORT_IN_USE" | "UNKNOWN_CODE";

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class SandboxError extends InferShieldError<SandboxErrorCode> {}
