import { InferShieldError } from "@infershield/core";

/** `NOT_IN_THIS_VERSION`: a setting is understood, but what it asks for is not built yet. */
export type ConfigErrorCode = "INVALID_CONFIG" | "INSECURE_BIND" | "NOT_IN_THIS_VERSION";

/** Thrown for a configuration that cannot be used. `message` names the setting, never the value of a secret. */
export class ConfigError extends InferShieldError<ConfigErrorCode> {}
