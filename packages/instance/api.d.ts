// What @infershield/instance promises; written by `pnpm api`.

// config-error.d.ts
import { InferShieldError } from "@infershield/core";
/** `NOT_IN_THIS_VERSION`: a setting is understood, but what it asks for is not built yet. */
export type ConfigErrorCode = "INVALID_CONFIG" | "INSECURE_BIND" | "NOT_IN_THIS_VERSION";
/** Thrown for a configuration that cannot be used. `message` names the setting, never the value of a secret. */
export declare class ConfigError extends InferShieldError<ConfigErrorCode> {
}

// index.d.ts
export { ConfigError, type ConfigErrorCode } from "./config-error.ts";
export { type Config, isLoopbackHost, type LoadConfigOptions, loadConfig } from "./load-config.ts";
export { type Instance, type OpenInstanceOptions, openInstance, openProviders, openTokens, type UnlockedHome, } from "./open-instance.ts";
export { openPolicy, readPolicyFile } from "./open-policy.ts";
export { type Settings, settingsSchema } from "./settings.ts";
export { readYamlFile } from "./yaml-file.ts";

// load-config.d.ts
import { Secret } from "@infershield/core";
import { type Settings } from "./settings.ts";
/** Everything InferShield was told, with defaults filled in: plain data and secrets, nothing opened yet. */
export interface Config extends Settings {
    /** Absolute path of the home folder. */
    readonly homePath: string;
    /** Absolute path of `infershield.yaml`, whether it exists or not. */
    readonly filePath: string;
    readonly tokenFile: string;
    /** `INFERSHIELD_MASTER_KEY`; absent when it is not set. */
    readonly masterKey?: Secret;
    /** `INFERSHIELD_FIREWALL_TOKEN`: the secret shared with the detection service of `firewallEndpoint`. */
    readonly firewallToken?: Secret;
    /** API keys of the environment by provider name. */
    readonly environmentKeys: ReadonlyMap<string, Secret>;
    /** One line each: settings that have no effect. */
    readonly warnings: readonly string[];
}
export interface LoadConfigOptions {
    /** The process's environment. `INFERSHIELD_MASTER_KEY` and `INFERSHIELD_FIREWALL_TOKEN` are removed from it once read, so that no child process inherits them. */
    readonly env: Record<string, string | undefined>;
    /** The person's home folder; `.infershield` in it is the default home. */
    readonly homedir: string;
    /** Another configuration file than `infershield.yaml` in the home. */
    readonly file?: string;
    /** Settings from the command line, nested as in the file; they win over everything. */
    readonly flags?: Readonly<Record<string, unknown>>;
}
/**
 * Reads the configuration: command line, then environment, then `infershield.yaml`, then defaults.
 *
 * @throws ConfigError `INVALID_CONFIG`, `INSECURE_BIND`, `NOT_IN_THIS_VERSION`
 */
export declare function loadConfig(options: LoadConfigOptions): Promise<Config>;
/** Tells whether a bind address can only be reached from this machine. */
export declare function isLoopbackHost(host: string): boolean;

// open-instance.d.ts
import type { AuditLog } from "@infershield/audit";
import { type System } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { Directory } from "@infershield/identity";
import type { Policy } from "@infershield/policy";
import { type ProviderCatalog } from "@infershield/providers";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import { type Config } from "./load-config.ts";
/** A home whose keyset is unlocked, until `close`. */
export interface UnlockedHome {
    readonly config: Config;
    readonly home: Home;
    readonly keyring: Keyring;
    readonly tokens: TokenStore;
    /** Changes of the master key and of the keys under it. */
    readonly keys: TokenKeys;
    close(): Promise<void>;
}
/** An opened home: the keyset is unlocked, and everything that lives in it can be used until `close`. */
export interface Instance extends UnlockedHome {
    readonly directory: Directory;
    readonly audit: AuditLog;
    readonly providers: ProviderCatalog;
    readonly policy: Policy;
}
export interface OpenInstanceOptions {
    /** Create the home, the master key file and an empty token file when they are missing. */
    readonly create: boolean;
    readonly system?: System;
}
/**
 * Unlocks the home and opens its tokens, nothing else: identities and audit trail stay as they lie on disk, which a verification must
 * not touch.
 *
 * @throws HomeError, EnvelopeError (`WRONG_MASTER_KEY`, `NO_MASTER_KEY`), TokenStoreError (`STORE_CORRUPT`)
 */
export declare function openTokens(config: Config, options: OpenInstanceOptions): Promise<UnlockedHome>;
/**
 * Opens everything a command or the proxy needs.
 *
 * @throws what {@link openTokens} throws; IdentityError, AuditError, ProviderError, PolicyError
 */
export declare function openInstance(config: Config, options: OpenInstanceOptions): Promise<Instance>;
/**
 * The providers as configured: built-in ones with the operator's changes, and the operator's own.
 *
 * @throws ProviderError `INVALID_PROVIDER`, `FORBIDDEN_UPSTREAM`
 */
export declare function openProviders(config: Config): ProviderCatalog;

// open-policy.d.ts
import type { Policy, PolicyLayer } from "@infershield/policy";
import type { Config } from "./load-config.ts";
/**
 * The policy in force: the built-in one, with the rules of the policy file where one is configured.
 *
 * @throws PolicyError `INVALID_POLICY`; ConfigError `INVALID_CONFIG` when the file cannot be read
 */
export declare function openPolicy({ policyFile, riskThreshold }: Config): Promise<Policy>;
/** Reads and checks a policy file. @throws PolicyError `INVALID_POLICY`; ConfigError `INVALID_CONFIG` */
export declare function readPolicyFile(path: string): Promise<PolicyLayer>;

// settings.d.ts
import { z } from "zod";
/**
 * `infershield.yaml`, with every default. Unknown keys are errors. Each key `a.bC` can also be set as `INFERSHIELD_A_B_C`.
 *
 * @see docs/configuration.md
 */
export declare const settingsSchema: z.ZodObject<{
    mode: z.ZodDefault<z.ZodEnum<{
        "multi-user": "multi-user";
        "single-user": "single-user";
    }>>;
    host: z.ZodDefault<z.ZodString>;
    port: z.ZodDefault<z.ZodInt>;
    adminPort: z.ZodDefault<z.ZodInt>;
    tls: z.ZodPrefault<z.ZodObject<{
        cert: z.ZodOptional<z.ZodString>;
        key: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    behindProxy: z.ZodDefault<z.ZodBoolean>;
    allowedHosts: z.ZodDefault<z.ZodArray<z.ZodString>>;
    allowedOrigins: z.ZodDefault<z.ZodArray<z.ZodString>>;
    keyMode: z.ZodDefault<z.ZodEnum<{
        auto: "auto";
        passthrough: "passthrough";
        server: "server";
    }>>;
    requireToken: z.ZodDefault<z.ZodBoolean>;
    keySource: z.ZodOptional<z.ZodEnum<{
        auto: "auto";
        env: "env";
        file: "file";
        keyring: "keyring";
    }>>;
    masterKeyFile: z.ZodOptional<z.ZodString>;
    tokenPath: z.ZodOptional<z.ZodString>;
    databaseUrl: z.ZodOptional<z.ZodString>;
    enforcement: z.ZodDefault<z.ZodEnum<{
        enforce: "enforce";
        monitor: "monitor";
    }>>;
    riskThreshold: z.ZodDefault<z.ZodInt>;
    policyFile: z.ZodOptional<z.ZodString>;
    firewallEndpoint: z.ZodOptional<z.ZodURL>;
    allowPrivateUpstream: z.ZodDefault<z.ZodArray<z.ZodString>>;
    defaults: z.ZodPrefault<z.ZodObject<{
        openai: z.ZodDefault<z.ZodString>;
        anthropic: z.ZodDefault<z.ZodString>;
        gemini: z.ZodDefault<z.ZodString>;
        cohere: z.ZodDefault<z.ZodString>;
    }, z.core.$strict>>;
    providers: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodRecord<z.ZodString, z.ZodUnknown>>>;
    log: z.ZodPrefault<z.ZodObject<{
        level: z.ZodDefault<z.ZodEnum<{
            debug: "debug";
            error: "error";
            info: "info";
            silent: "silent";
            trace: "trace";
            warn: "warn";
        }>>;
    }, z.core.$strict>>;
    limits: z.ZodPrefault<z.ZodObject<{
        bodyBytes: z.ZodDefault<z.ZodInt>;
        requestsPerUser: z.ZodDefault<z.ZodInt>;
        requestsTotal: z.ZodDefault<z.ZodInt>;
        connections: z.ZodDefault<z.ZodInt>;
        headersTimeoutMs: z.ZodDefault<z.ZodInt>;
        keepAliveMs: z.ZodDefault<z.ZodInt>;
        upstreamConnectMs: z.ZodDefault<z.ZodInt>;
        upstreamHeadersMs: z.ZodDefault<z.ZodInt>;
        streamIdleMs: z.ZodDefault<z.ZodInt>;
        streamTotalMs: z.ZodDefault<z.ZodInt>;
        streamLineBytes: z.ZodDefault<z.ZodInt>;
        answerBytes: z.ZodDefault<z.ZodInt>;
        drainMs: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>>;
}, z.core.$strict>;
/** The settings with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;

// yaml-file.d.ts
/**
 * Reads a YAML file as plain data.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export declare function readYamlFile(path: string): Promise<{
    readonly content: unknown;
} | undefined>;
