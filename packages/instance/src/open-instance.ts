import type { AuditLog, AuditSource } from "@infershield/audit";
import { type System, system } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { builtInProviders, type ProviderCatalog, providerCatalog } from "@infershield/providers";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import { isLoopbackHost } from "./address.ts";
import type { Config } from "./load-config.ts";
import { openPolicies, type Policies } from "./open-policies.ts";
import { openStore, type People, type Store } from "./open-store.ts";
import { type AuditTrail, openTrail } from "./open-trail.ts";
import { openTeamPolicies } from "./team-policies.ts";

// What opens files is loaded when something is opened: a command that only reads the configuration must start fast.

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
export async function openTokens(config: Config, options: OpenInstanceOptions): Promise<UnlockedHome> {
  const { home, keyring, warnings, tokens, keys, close } = await openStoreOf(config, options);
  return { config, home, keyring, warnings, tokens, keys, close };
}

async function openStoreOf(config: Config, { create, system: outside = system }: OpenInstanceOptions): Promise<Store> {
  const { openHome } = await import("@infershield/home");
  const home = await openHome(config.homePath, { create, system: outside });
  return openStore(config, { home, create, system: outside });
}

/**
 * Opens everything a command or the proxy needs.
 *
 * @throws what {@link openTokens} throws; IdentityError, AuditError, ProviderError, PolicyError
 */
export async function openInstance(config: Config, options: OpenInstanceOptions): Promise<Instance> {
  const { server = false, system: outside = system } = options;
  const providers = openProviders(config);
  // Read before anything is made. A team's policies lie in its database, and its files do not count.
  const ofFiles = await openPolicies(config.databaseFile === undefined ? config : { ...config, policyFile: undefined });
  const store = await openStoreOf(config, options);
  const { home, keyring, warnings, tokens, keys } = store;
  const opened: { close(): Promise<void> }[] = [store];
  try {
    const people = await store.openPeople();
    opened.push(people.directory);
    const { policyTable } = people;
    const policies = policyTable === undefined ? ofFiles : await openTeamPolicies(policyTable, config);
    const storage = await store.openAudit({ server });
    const trail = await openTrail(config, { home, keyring, storage, system: outside });
    const audit = trail.log;
    opened.push(audit);
    const close = (): Promise<void> => closeAll(opened);
    return {
      config,
      home,
      keyring,
      warnings,
      tokens,
      keys,
      ...people,
      audit,
      auditSource: storage,
      trail,
      providers,
      policies,
      close,
    };
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
