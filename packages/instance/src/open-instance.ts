import type { AuditLog } from "@infershield/audit";
import { type System, system } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { Directory } from "@infershield/identity";
import type { Policy } from "@infershield/policy";
import { builtInProviders, type ProviderCatalog, providerCatalog } from "@infershield/providers";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import { type Config, isLoopbackHost } from "./load-config.ts";
import { openPolicy } from "./open-policy.ts";

// What opens files is loaded when something is opened: a command that only reads the configuration must start fast.

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
export async function openTokens(config: Config, options: OpenInstanceOptions): Promise<UnlockedHome> {
  const { create, system: outside = system } = options;
  const [{ openHome }, { openTokenFile }] = await Promise.all([
    import("@infershield/home"),
    import("@infershield/token-store"),
  ]);
  const home = await openHome(config.homePath, { create, system: outside });
  const { store, keyring, keys, close } = await openTokenFile({
    home,
    path: config.tokenFile,
    masterKey: masterKeyOptions(config, home, create),
    create,
    system: outside,
  });
  return { config, home, keyring, tokens: store, keys, close };
}

/**
 * Opens everything a command or the proxy needs.
 *
 * @throws what {@link openTokens} throws; IdentityError, AuditError, ProviderError, PolicyError
 */
export async function openInstance(config: Config, options: OpenInstanceOptions): Promise<Instance> {
  const { system: outside = system } = options;
  const providers = openProviders(config);
  const [{ openFileDirectory }, { openAuditFiles, openAuditLog }] = await Promise.all([
    import("@infershield/identity"),
    import("@infershield/audit"),
  ]);
  const policy = await openPolicy(config);
  const unlocked = await openTokens(config, options);
  const { home, keyring } = unlocked;
  const opened: { close(): Promise<void> }[] = [unlocked];
  try {
    const directory = await openFileDirectory({ home, lookup: keyring.lookup, system: outside });
    opened.push(directory);
    const storage = await openAuditFiles({ home, system: outside });
    const audit = await openAuditLog({
      home,
      storage,
      auditKey: keyring.audit,
      signer: keyring.signer,
      system: outside,
    });
    opened.push(audit);
    const close = (): Promise<void> => closeAll(opened);
    return { ...unlocked, directory, audit, providers, policy, close };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/**
 * The providers as configured: built-in ones with the operator's changes, and the operator's own.
 *
 * @throws ProviderError `INVALID_PROVIDER`, `FORBIDDEN_UPSTREAM`
 */
export function openProviders(config: Config): ProviderCatalog {
  const builtIn = new Set(builtInProviders.map((provider) => provider.name));
  const configured = Object.entries(config.providers);
  return providerCatalog({
    overrides: Object.fromEntries(configured.filter(([name]) => builtIn.has(name))),
    custom: configured.filter(([name]) => !builtIn.has(name)).map(([name, fields]) => ({ name, ...fields })),
    allowPrivateUpstream: config.allowPrivateUpstream,
    reachable: config.behindProxy || !isLoopbackHost(config.host),
  });
}

function masterKeyOptions(config: Config, home: Home, create: boolean) {
  return {
    home,
    create,
    ...(config.masterKey && { value: config.masterKey }),
    ...(config.masterKeyFile !== undefined && { file: config.masterKeyFile }),
    ...(config.keySource && { source: config.keySource }),
  };
}

/** Closes in the reverse order of opening; the first failure is reported after all were closed. */
async function closeAll(opened: { close(): Promise<void> }[]): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  for (let next = opened.pop(); next; next = opened.pop()) {
    try {
      await next.close();
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure) throw failure.error;
}
