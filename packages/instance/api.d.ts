// What @infershield/instance promises; written by `pnpm api`.

// address.d.ts
/** Tells whether a bind address can only be reached from this machine. */
export declare function isLoopbackHost(host: string): boolean;
/** Names under which this machine reaches a port of its own, as `Host` has them; a port that is the scheme's own may be left out. */
export declare function loopbackNames(port: number, tls: boolean): readonly string[];
/** The base address of a server, such as `http://127.0.0.1:8000`. */
export declare function addressOf(where: {
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
}): string;
/** Whether what is sent to an address cannot be read on the way: https, or plain http that does not leave this machine. */
export declare function isProtected(address: string): boolean;

// config-error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * - `INVALID_CONFIG`: a setting or a file that it names cannot be read or used.
 * - `INSECURE_BIND`: what listens where others can reach it needs TLS, or a token that is asked for.
 * - `NOT_IN_THIS_VERSION`: a setting is understood, but what it asks for is not built yet.
 * - `PORT_IN_USE`: another program has the port on which to listen.
 */
export type ConfigErrorCode = "INVALID_CONFIG" | "INSECURE_BIND" | "NOT_IN_THIS_VERSION" | "PORT_IN_USE";
/** Thrown for a configuration that cannot be used. `message` names the setting, never the value of a secret. */
export declare class ConfigError extends InferShieldError<ConfigErrorCode> {
}

// index.d.ts
export type { DatabaseFacts, ImportedLogin, PolicyTable, PolicyVersion } from "@infershield/store-sqlite";
export { addressOf, isLoopbackHost, loopbackNames } from "./address.ts";
export { ConfigError, type ConfigErrorCode } from "./config-error.ts";
export { keyUsers } from "./key-users.ts";
export { type Config, type LoadConfigOptions, loadConfig } from "./load-config.ts";
export { openAuditSource } from "./open-audit-source.ts";
export { type Instance, type OpenInstanceOptions, openInstance, openProviders, openTokens, type UnlockedHome, } from "./open-instance.ts";
export { openPolicies, type Policies } from "./open-policies.ts";
export { answerRequests, listen, openServer } from "./open-server.ts";
export type { AuditTrail } from "./open-trail.ts";
export { readPolicyLayers } from "./policy-files.ts";
export { type Act, type ActLog, type ActNote, recordedAct, recordRefusedAct } from "./recorded-act.ts";
export { repairTrail, type TrailRepair } from "./repair-trail.ts";
export { type Settings, settingsSchema } from "./settings.ts";
export { backupTeam, type ImportRequest, importHome, inspectTeam, migrateTeam, restoreTeam, } from "./team-database.ts";
export type { PolicyChange } from "./tell-changes.ts";
export { formatYamlDocuments, readYamlFile } from "./yaml-file.ts";

// key-users.d.ts
import type { AuditSource } from "@infershield/audit";
import { type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import type { KeyUser } from "@infershield/token-store";
/** What needs the keys of a home besides its tokens: InferShield tokens, segments of the audit log, keys of excerpts. */
export declare function keyUsers(home: Pick<Home, "file">, options?: {
    readonly system?: Pick<System, "now">;
    /** Opens the audit log to be read; default: the files of the home. */
    readonly openAudit?: () => Promise<AuditSource & {
        close?(): void;
    }>;
}): readonly KeyUser[];

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
    /** Absolute path of the team's database; in multi-user mode only. */
    readonly databaseFile?: string;
    /** `INFERSHIELD_MASTER_KEY`; absent when it is not set. */
    readonly masterKey?: Secret;
    /** `INFERSHIELD_FIREWALL_TOKEN`: the secret shared with the detection service of `firewallEndpoint`. */
    readonly firewallToken?: Secret;
    /** `INFERSHIELD_AUDIT_SINK_<NAME>_SECRET` by the sink's name. */
    readonly sinkSecrets: ReadonlyMap<string, Secret>;
    /** API keys of the environment by provider name. */
    readonly environmentKeys: ReadonlyMap<string, Secret>;
    /** One line each: settings that have no effect. */
    readonly warnings: readonly string[];
}
/** Where {@link loadConfig} finds the settings. */
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

// open-audit-source.d.ts
import type { AuditSource } from "@infershield/audit";
import type { Config } from "./load-config.ts";
/**
 * The audit trail that the configuration names, to be read: nothing is unlocked and nothing is changed.
 *
 * @throws HomeError `HOME_NOT_PRIVATE`; DatabaseError `NOT_FOUND`, `STORE_UNAVAILABLE`, `STORE_CORRUPT`
 */
export declare function openAuditSource({ homePath, databaseFile }: Config): Promise<AuditSource>;

// open-instance.d.ts
import type { AuditLog, AuditSource } from "@infershield/audit";
import { type System } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { type ProviderCatalog } from "@infershield/providers";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import type { Config } from "./load-config.ts";
import { type Policies } from "./open-policies.ts";
import { type People } from "./open-store.ts";
import { type AuditTrail } from "./open-trail.ts";
/** A home whose keyset is unlocked, until `close`. */
export interface UnlockedHome {
    readonly config: Config;
    /** Whoever holds its lock sees the keys of `keyring` as they are stored. */
    readonly home: Home;
    readonly keyring: Keyring;
    /** Sentences for the operator about the master key. */
    readonly warnings: readonly string[];
    readonly tokens: TokenStore;
    /** Changes of the master key and of the keys under it. */
    readonly keys: TokenKeys;
    close(): Promise<void>;
}
/** An opened home: the keyset is unlocked, and everything that lives in it can be used until `close`. */
export interface Instance extends UnlockedHome, People {
    readonly audit: AuditLog;
    /** The audit trail, to be read. */
    readonly auditSource: AuditSource;
    readonly trail: AuditTrail;
    readonly providers: ProviderCatalog;
    readonly policies: Policies;
}
/** How a home is opened. */
export interface OpenInstanceOptions {
    /** Create the home, an empty store and, but for a team, the master key file when they are missing. */
    readonly create: boolean;
    /** It serves many at once: waiting for the disk must keep none of them waiting. */
    readonly server?: boolean;
    readonly system?: System;
}
/**
 * Unlocks the home and opens its tokens, nothing else: identities and audit trail stay as they lie on disk, which a verification must
 * not touch.
 *
 * @throws HomeError, EnvelopeError (`WRONG_MASTER_KEY`, `NO_MASTER_KEY`), TokenStoreError (`STORE_CORRUPT`), DatabaseError
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

// open-policies.d.ts
import type { Policy, PolicyBook, PolicySubject } from "@infershield/policy";
import type { Config } from "./load-config.ts";
import { type PolicyChange } from "./tell-changes.ts";
/** The policies in force, which follow their files. */
export interface Policies {
    /** The policy of one person. */
    of(subject: PolicySubject): Policy;
    /** Everything in force now. */
    book(): PolicyBook;
    /**
     * Looks whether the files changed, and puts what they say in force once they look the same twice. While they are not valid the last
     * valid policies stay.
     *
     * @returns what happened, once for each change; undefined when nothing changed
     */
    refresh(): Promise<PolicyChange | undefined>;
}
/**
 * Opens the built-in policy with the layers of the policy file or folder, where one is configured.
 *
 * @throws PolicyError `INVALID_POLICY`, `DUPLICATE_LAYER`; ConfigError `INVALID_CONFIG`: nothing starts without a valid policy
 */
export declare function openPolicies({ policyFile, riskThreshold, }: Pick<Config, "policyFile" | "riskThreshold">): Promise<Policies>;

// open-server.d.ts
import type { RequestListener, Server } from "node:http";
import type { Config } from "./load-config.ts";
/** The settings that a server takes. */
interface ServerSettings extends Pick<Config, "tls"> {
    readonly limits: Pick<Config["limits"], "headersTimeoutMs" | "keepAliveMs" | "connections">;
}
/**
 * Makes a server that does not wait for slow heads or handshakes, and reads them strictly. It listens to nothing yet.
 *
 * @param settings.tls - Certificate and key files; plain HTTP without them.
 * @param options.requestTimeoutMs - How long a whole request may take to come; 0 where bodies have a limit of their own.
 * @throws ConfigError `INVALID_CONFIG` for files that cannot be used
 */
export declare function openServer({ limits, tls }: ServerSettings, { requestTimeoutMs }: {
    readonly requestTimeoutMs: number;
}): Promise<Server>;
/** Lets a listener answer every request. One that waits for leave to send its body gets it first. */
export declare function answerRequests(server: Server, listener: RequestListener): void;
/**
 * Opens a server's port.
 *
 * @param where.setting - What a person changes to choose another port.
 * @returns the port, also when 0 asked for a free one
 * @throws ConfigError `PORT_IN_USE`; the system's error otherwise
 */
export declare function listen(server: Server, { host, port, setting }: {
    readonly host: string;
    readonly port: number;
    readonly setting: string;
}): Promise<number>;
export {};

// open-store.d.ts
import type { AuditStorage } from "@infershield/audit";
import type { System } from "@infershield/core";
import { type Keyring, type MasterKeyOptions } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { Directory, UserDirectory } from "@infershield/identity";
import type { TeamStore } from "@infershield/store-sqlite";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import type { Config } from "./load-config.ts";
/** Where tokens are kept: a file of the home, or the team's database. */
export interface Store {
    /** The home, for whoever makes stored values with `keyring`: while its lock is held the keys are those that are stored. */
    readonly home: Home;
    /** Sentences for the operator: about the master key, and about a database that was brought up to date. */
    readonly warnings: readonly string[];
    readonly keyring: Keyring;
    readonly tokens: TokenStore;
    /** Changes of the master key and of the keys under it. */
    readonly keys: TokenKeys;
    /** Opens who may use InferShield. */
    readonly openPeople: () => Promise<People>;
    /** Opens where audit records lie. */
    readonly openAudit: (options?: {
        readonly server: boolean;
    }) => Promise<AuditStorage>;
    close(): Promise<void>;
}
/** Who may use InferShield; `close` what was opened for it. */
export interface People {
    readonly directory: Directory;
    /** The directory with its accounts, in multi-user mode. */
    readonly users?: UserDirectory;
    /** What people used, in multi-user mode; else it is counted from the audit trail. */
    readonly usage?: TeamStore["usage"];
    /** Policies with their versions, in multi-user mode; else they lie in files. */
    readonly policyTable?: TeamStore["policies"];
}
interface StoreOptions {
    readonly home: Home;
    readonly create: boolean;
    readonly system: System;
}
/**
 * Opens the store that the configuration asks for.
 *
 * @throws HomeError, EnvelopeError (`WRONG_MASTER_KEY`, `NO_MASTER_KEY`), TokenStoreError, DatabaseError
 */
export declare function openStore(config: Config, options: StoreOptions): Promise<Store>;
/** Where the configuration says that the master key is. */
export declare function masterKeyOptions(config: Config, home: Home, create: boolean): MasterKeyOptions;
export {};

// open-trail.d.ts
import type { AuditError, AuditLog, AuditStorage, DroppedRecords, Excerpts, Expiry, Sink } from "@infershield/audit";
import type { System } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { ProviderCatalog } from "@infershield/providers";
import type { Config } from "./load-config.ts";
/** The audit log of an instance, and what keeps it in order. */
export interface AuditTrail {
    readonly log: AuditLog;
    readonly excerpts: Excerpts;
    /** Characters of a request and of an answer that are kept, encrypted; 0 keeps none. */
    readonly excerptCharacters: number;
    /** Opens the configured sinks; the caller makes them deliver. @throws ConfigError `INVALID_CONFIG`; HomeError */
    openSinks(providers: Pick<ProviderCatalog, "find">, onDropped: (dropped: DroppedRecords) => void): Promise<readonly Sink[]>;
    /** Deletes the segments whose time is over. @throws AuditError `BROKEN`, `AUDIT_CORRUPT`; HomeError */
    expire(): Promise<Expiry>;
    /** The last checkpoint that this process signed. */
    lastCheckpoint(): string | undefined;
    /** What failed after a record was durable, since it was last asked. */
    takeProblem(): AuditError | undefined;
}
/**
 * Opens the audit log over a storage.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `AUDIT_CORRUPT`; HomeError
 */
export declare function openTrail(config: Config, opened: {
    readonly home: Home;
    readonly keyring: Keyring;
    readonly storage: AuditStorage;
    readonly system: System;
}): Promise<AuditTrail>;

// policy-files.d.ts
import type { PolicyLayer } from "@infershield/policy";
/**
 * Reads the layers of a policy file, which may hold several documents, or of every `.yaml` and `.yml` file of a folder.
 *
 * @throws PolicyError `INVALID_POLICY`, `DUPLICATE_LAYER`, both with the file's name; ConfigError `INVALID_CONFIG` when something is missing or cannot be read
 */
export declare function readPolicyLayers(path: string): Promise<readonly PolicyLayer[]>;
/** Differs when a file of the policy was changed, added or taken away; costs one `stat` a file. */
export declare function policyIdentity(path: string): Promise<string>;

// recorded-act.d.ts
import type { AuditEvent, AuditLog } from "@infershield/audit";
import { type System } from "@infershield/core";
/** An act of somebody that changes this installation, as it is recorded before it is done. */
export type Act = Pick<AuditEvent, "event" | "action" | "userId" | "subject" | "provider" | "tokenId" | "device" | "peer" | "reason">;
/** What becomes known of an act only while it is done. */
export type ActNote = Partial<Pick<AuditEvent, "userId" | "subject" | "reason" | "policyHash">>;
/** Where acts are recorded. */
export interface ActLog {
    readonly audit: Pick<AuditLog, "recordIntent" | "recordOutcome" | "record">;
    /** Replacement for the real randomness. */
    readonly system?: Pick<System, "randomBytes">;
}
/**
 * Does something after its intent was recorded, and records how it ended: nothing changes without a record of who wanted it, also when
 * the process dies in between. Acts of the command line and of the admin API go through here.
 *
 * @param work - `note` tells what becomes known only while it is done.
 * @throws AuditError when nothing can be recorded, and then nothing was done; what `work` throws
 */
export declare function recordedAct<T>(log: ActLog, act: Act, work: (note: (more: ActNote) => void) => Promise<T>): Promise<T>;
/** Records what takes effect together with its record, so that nothing can come between the two. @throws AuditError */
export declare function recordAct(log: ActLog, act: Act): Promise<void>;
/** Records that somebody known was refused: one record, since nothing was done. @throws AuditError */
export declare function recordRefusedAct(log: ActLog, act: Act & {
    readonly reason: string;
}): Promise<void>;

// repair-trail.d.ts
import { type ReplacedLog } from "@infershield/audit";
import { type System } from "@infershield/core";
import type { Config } from "./load-config.ts";
/** What {@link repairTrail} found and did. */
export type TrailRepair = 
/** Nothing was wrong, or no more than what a crash leaves, which every opening puts in order. */
{
    readonly kind: "whole";
    readonly records: number;
} | {
    readonly kind: "replaced";
    readonly damage: string;
    readonly seq: number | undefined;
    readonly replaced: ReplacedLog;
};
/**
 * Lets the audit trail be written again after it was damaged: the damaged log is set aside as it is, and a new one begins with a record
 * of that. A whole log is left alone.
 *
 * @throws AuditError `AUDIT_UNAVAILABLE`, `NO_LOG`; what unlocking the home throws
 */
export declare function repairTrail(config: Config, options?: {
    /** Replaces a log that looks whole, too: a running process knows of records that are gone. */
    readonly force?: boolean;
    readonly onProgress?: (records: number) => void;
    readonly system?: System;
}): Promise<TrailRepair>;

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
    adminHost: z.ZodDefault<z.ZodString>;
    publicUrl: z.ZodOptional<z.ZodURL>;
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
    audit: z.ZodPrefault<z.ZodObject<{
        failMode: z.ZodDefault<z.ZodEnum<{
            closed: "closed";
            open: "open";
        }>>;
        excerpts: z.ZodDefault<z.ZodEnum<{
            full: "full";
            off: "off";
            redacted: "redacted";
        }>>;
        retention: z.ZodDefault<z.ZodString>;
        sinks: z.ZodDefault<z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
            type: z.ZodLiteral<"file">;
            name: z.ZodString;
            path: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"stdout">;
            name: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"syslog">;
            name: z.ZodString;
            host: z.ZodString;
            port: z.ZodInt;
            tls: z.ZodDefault<z.ZodBoolean>;
            ca: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"webhook">;
            name: z.ZodString;
            url: z.ZodURL;
            header: z.ZodDefault<z.ZodString>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"otlp">;
            name: z.ZodString;
            url: z.ZodURL;
            header: z.ZodDefault<z.ZodString>;
        }, z.core.$strict>], "type">>>;
    }, z.core.$strict>>;
    firewallEndpoint: z.ZodOptional<z.ZodURL>;
    firewall: z.ZodPrefault<z.ZodObject<{
        host: z.ZodDefault<z.ZodString>;
        port: z.ZodOptional<z.ZodInt>;
    }, z.core.$strict>>;
    allowPrivateUpstream: z.ZodDefault<z.ZodArray<z.ZodString>>;
    defaults: z.ZodPrefault<z.ZodObject<{
        openai: z.ZodDefault<z.ZodString>;
        anthropic: z.ZodDefault<z.ZodString>;
        gemini: z.ZodDefault<z.ZodString>;
        ollama: z.ZodDefault<z.ZodString>;
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
        bodiesBytes: z.ZodDefault<z.ZodInt>;
        requestsPerUser: z.ZodDefault<z.ZodInt>;
        requestsPerTeam: z.ZodOptional<z.ZodInt>;
        requestsPerMinutePerUser: z.ZodOptional<z.ZodInt>;
        requestsPerMinutePerTeam: z.ZodOptional<z.ZodInt>;
        tokensPerMinutePerUser: z.ZodOptional<z.ZodInt>;
        tokensPerMinutePerTeam: z.ZodOptional<z.ZodInt>;
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
        scanMs: z.ZodDefault<z.ZodInt>;
        drainMs: z.ZodDefault<z.ZodInt>;
    }, z.core.$strict>>;
}, z.core.$strict>;
/** The settings with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;

// team-database.d.ts
import type { DatabaseFacts, ImportedLogin, Migrated, Restored } from "@infershield/store-sqlite";
import type { Config } from "./load-config.ts";
import type { Instance } from "./open-instance.ts";
/** Brings the database to the schema of this version; opening it does so, too. @throws ConfigError; DatabaseError */
export declare function migrateTeam(config: Config): Promise<Migrated>;
/** Looks into the database without a key, and changes nothing. @throws ConfigError; DatabaseError */
export declare function inspectTeam(config: Config): Promise<DatabaseFacts>;
/** Copies the database while it is used; no key is needed. @throws ConfigError; DatabaseError; HomeError */
export declare function backupTeam(config: Config, target: string, onProgress: (share: number) => void): Promise<DatabaseFacts>;
/**
 * Puts a backup in the database's place, once the configured master key opened it. That it was is recorded in a copy of the backup, and
 * the copy takes the place: there is no moment at which the database is restored and its trail does not say so.
 *
 * @throws ConfigError; DatabaseError; EnvelopeError; HomeError; AuditError
 */
export declare function restoreTeam(config: Config, backup: string): Promise<Restored>;
/** Whose logins come from where. */
export interface ImportRequest {
    /** Absolute path of a single-user home; default the configured one. */
    readonly homePath?: string | undefined;
    /** Whose logins in it, such as `local`. */
    readonly from: string;
    /** Absolute path of the file with that home's master key; default `master.key` in it, else the configured key. */
    readonly keyFile?: string | undefined;
    /** Id of the account that gets them. */
    readonly to: string;
}
/** Moves the logins of a single-user home to a user of the team. @throws ConfigError; TokenStoreError `NOT_FOUND`, …; EnvelopeError; HomeError; DatabaseError */
export declare function importHome(instance: Pick<Instance, "config" | "tokens">, { homePath, from, keyFile, to }: ImportRequest): Promise<readonly ImportedLogin[]>;

// tell-changes.d.ts
import { InferShieldError } from "@infershield/core";
/** What became of changed policies. */
export type PolicyChange = {
    readonly kind: "changed";
    readonly hash: string;
} | {
    readonly kind: "refused";
    readonly error: InferShieldError;
};
/** Puts changed policies in force, and tells each change and each refusal once. */
export interface ChangeTeller {
    /** Whether the last change was refused: then the policies before it are in force. */
    isRefused(): boolean;
    /** @throws what is no error of ours */
    take(): Promise<PolicyChange | undefined>;
}
/**
 * @param take - Puts what is stored now in force and gives its hash, or throws and leaves everything as it is.
 * @param hash - Of what is in force at the start.
 */
export declare function tellChanges(take: () => Promise<string>, hash: string): ChangeTeller;

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
/**
 * {@link readYamlFile} for a file that may hold several documents, separated by `---`.
 *
 * @returns undefined when there is no such file
 * @throws ConfigError `INVALID_CONFIG` when it cannot be read or is no YAML
 */
export declare function readYamlDocuments(path: string): Promise<readonly unknown[] | undefined>;
/**
 * Some documents as one YAML text that {@link readYamlDocuments} reads again. It shows every character: a name that somebody chose cannot
 * hide on a terminal what a policy says.
 */
export declare function formatYamlDocuments(documents: readonly object[]): Promise<string>;
