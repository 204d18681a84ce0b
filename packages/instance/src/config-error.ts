import { InferShieldError } from "@infershield/core";

/**
 * - `INVALID_CONFIG`: a setting or a file that it names cannot be read or used.
 * - `INSECURE_BIND`: what listens where others can reach it needs TLS, or a token that is asked for.
 * - `NOT_IN_THIS_VERSION`: a setting is understood, but what it asks for is not built yet.
 * - `PORT_IN_USE`: another program has the port on which to listen.
 */
export type ConfigErrorCode = "INVALID_CONFIG" | "INSECURE_BIND" | "NOT_IN_THIS_VERSION" | "PORT_IN_USE";

/** Thrown for a configuration that cannot be used. `message` names the setting, never the value of a secret. */
export class ConfigError extends InferShieldError<ConfigErrorCode> {}
