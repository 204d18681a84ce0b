import { join, resolve } from "node:path";
import { Secret } from "@infershield/core";
import { builtInProviders } from "@infershield/providers";
import type { z } from "zod";
import { isLoopbackHost, isProtected } from "./address.ts";
import { ConfigError } from "./config-error.ts";
import { isTree, readEnvironment, sinkVariable } from "./environment.ts";
import { type Settings, settingsSchema } from "./settings.ts";
import { readYamlFile } from "./yaml-file.ts";

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
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { env } = options;
  const homePath = resolve(env["INFERSHIELD_HOME"] || join(options.homedir, ".infershield"));
  const filePath = resolve(options.file ?? join(homePath, "infershield.yaml"));
  const fromFile = await readConfigFile(filePath, { mustExist: options.file !== undefined });
  const custom = isTree(fromFile["providers"]) ? Object.keys(fromFile["providers"]) : [];
  const providerNames = [...new Set([...builtInProviders.map((provider) => provider.name), ...custom])];
  const environment = readEnvironment(env, providerNames);
  const settings = checkSettings(merge(merge(fromFile, environment.settings), options.flags ?? {}), filePath);
  const masterKey = takeSecret(env, "INFERSHIELD_MASTER_KEY");
  const firewallToken = takeSecret(env, "INFERSHIELD_FIREWALL_TOKEN");
  const sinkSecrets = settings.audit.sinks.flatMap(({ name }): [string, Secret][] => {
    const secret = takeSecret(env, sinkVariable(name));
    return secret === undefined ? [] : [[name, secret]];
  });
  const environmentKeys = readEnvironmentKeys(env);
  const databaseFile = databaseFileOf(settings, homePath);
  return {
    ...settings,
    homePath,
    filePath,
    ...(databaseFile !== undefined && { databaseFile }),
    tokenFile: resolve(settings.tokenPath ?? join(homePath, "tokens.json")),
    ...(masterKey && { masterKey }),
    ...(firewallToken && { firewallToken }),
    sinkSecrets: new Map(sinkSecrets),
    environmentKeys: environmentKeys.keys,
    warnings: [...environment.warnings, ...environmentKeys.warnings],
  };
}

async function readConfigFile(path: string, { mustExist }: { mustExist: boolean }): Promise<Record<string, unknown>> {
  const file = await readYamlFile(path);
  if (file === undefined && mustExist) {
    throw new ConfigError("INVALID_CONFIG", `The configuration file ${path} does not exist.`);
  }
  const content = file?.content ?? {};
  if (!isTree(content)) throw new ConfigError("INVALID_CONFIG", `${path} must hold settings by name.`);
  return content;
}

function checkSettings(input: unknown, filePath: string): Settings {
  const result = settingsSchema.safeParse(input);
  if (!result.success) throw new ConfigError("INVALID_CONFIG", describeIssues(result.error, filePath));
  const settings = result.data;
  if (settings.firewallEndpoint !== undefined && !isProtected(settings.firewallEndpoint)) {
    throw new ConfigError(
      "INVALID_CONFIG",
      "Setting firewallEndpoint: prompts may leave this machine only over https.",
    );
  }
  if ((settings.tls.cert === undefined) !== (settings.tls.key === undefined)) {
    throw new ConfigError("INVALID_CONFIG", "Settings tls.cert and tls.key belong together: one of them is missing.");
  }
  for (const host of [settings.host, settings.adminHost]) checkBind(host, settings);
  if (settings.mode === "single-user" && !isLoopbackHost(settings.adminHost)) {
    throw new ConfigError("INSECURE_BIND", "In single-user mode the admin port asks nobody for a token.", {
      hint: "Leave INFERSHIELD_ADMIN_HOST out, or set INFERSHIELD_MODE=multi-user.",
    });
  }
  return settings;
}

function checkBind(host: string, { tls, behindProxy }: Settings): void {
  const hasTls = tls.cert !== undefined && tls.key !== undefined;
  if (isLoopbackHost(host) || hasTls || behindProxy) return;
  throw new ConfigError("INSECURE_BIND", `Listening on ${host} needs TLS.`, {
    hint: "Set INFERSHIELD_TLS_CERT and INFERSHIELD_TLS_KEY, or INFERSHIELD_BEHIND_PROXY=true when a proxy in front ends TLS.",
  });
}

/**
 * Where the team's database lies: `sqlite:PATH`, or `infershield.db` in the home.
 *
 * @returns undefined in single-user mode, which has none
 */
function databaseFileOf({ mode, databaseUrl }: Settings, homePath: string): string | undefined {
  if (databaseUrl !== undefined && /^postgres(?:ql)?:/.test(databaseUrl)) {
    throw new ConfigError("NOT_IN_THIS_VERSION", "A PostgreSQL database is not in this version yet.", {
      hint: "Leave INFERSHIELD_DATABASE_URL out: multi-user mode keeps its data in infershield.db in the home.",
    });
  }
  if (mode === "single-user") {
    if (databaseUrl === undefined) return undefined;
    throw new ConfigError("INVALID_CONFIG", "Setting databaseUrl: only multi-user mode has a database.", {
      hint: "Set INFERSHIELD_MODE=multi-user, or remove INFERSHIELD_DATABASE_URL.",
    });
  }
  const [, path] = /^sqlite:(.+)$/.exec(databaseUrl ?? `sqlite:${join(homePath, "infershield.db")}`) ?? [];
  if (path === undefined || path.startsWith("//")) {
    throw new ConfigError("INVALID_CONFIG", "Setting databaseUrl: write it as sqlite:PATH.", {
      hint: "For example INFERSHIELD_DATABASE_URL=sqlite:/var/lib/infershield/infershield.db",
    });
  }
  return resolve(path);
}

/** Names each offending setting and what it must be, never its value. Only a file can hold one that is unknown. */
function describeIssues(error: z.ZodError, filePath: string): string {
  return error.issues
    .map((issue) => {
      const path = issue.path.join(".");
      return issue.code === "unrecognized_keys"
        ? `Unknown setting ${issue.keys.map((key) => [path, key].filter(Boolean).join(".")).join(", ")} in ${filePath}.`
        : `Setting ${path}: ${issue.message}.`;
    })
    .join(" ");
}

function takeSecret(env: Record<string, string | undefined>, name: string): Secret | undefined {
  const value = env[name];
  delete env[name];
  return value === undefined ? undefined : new Secret(value);
}

interface EnvironmentKeys {
  readonly keys: ReadonlyMap<string, Secret>;
  readonly warnings: readonly string[];
}

/** An InferShield token in such a variable was meant for a tool; taken for the provider's key it would be sent to the provider. */
function readEnvironmentKeys(env: Readonly<Record<string, string | undefined>>): EnvironmentKeys {
  const keys = new Map<string, Secret>();
  const warnings: string[] = [];
  for (const { name, environmentVariables } of builtInProviders) {
    const variable = environmentVariables.find((candidate) => env[candidate]);
    const value = variable === undefined ? undefined : env[variable];
    if (variable === undefined || value === undefined) continue;
    if (/^ifs[parsd]_/.test(value))
      warnings.push(`${variable} holds an InferShield token, no API key; it is not used.`);
    else keys.set(name, new Secret(value));
  }
  return { keys, warnings };
}

/** `over` wins; objects are merged key by key, everything else is replaced. */
function merge(
  under: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isTree(below) && isTree(value) ? merge(below, value) : value);
  }
  return Object.fromEntries(merged);
}
