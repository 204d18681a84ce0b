import type { AuditStorage } from "@infershield/audit";
import type { System } from "@infershield/core";
import { EnvelopeError, type Keyring, type MasterKeyOptions } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { Directory, UserDirectory } from "@infershield/identity";
import type { TeamStore } from "@infershield/store-sqlite";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import { keyUsers } from "./key-users.ts";
import type { Config } from "./load-config.ts";

// What opens files is loaded when something is opened: a command that only reads the configuration must start fast.

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
  readonly openAudit: (options?: { readonly server: boolean }) => Promise<AuditStorage>;
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
export async function openStore(config: Config, options: StoreOptions): Promise<Store> {
  const { databaseFile } = config;
  return databaseFile === undefined ? openFiles(config, options) : openDatabaseOf(config, databaseFile, options);
}

async function openFiles(config: Config, options: StoreOptions): Promise<Store> {
  const { create, system } = options;
  const { openTokenFile } = await import("@infershield/token-store");
  const { store, home, keyring, keys, warnings, close } = await openTokenFile({
    home: options.home,
    path: config.tokenFile,
    masterKey: masterKeyOptions(config, options.home, create),
    keyUsers: keyUsers(options.home, { system }),
    create,
    system,
  });
  return {
    home,
    warnings,
    keyring,
    tokens: store,
    keys,
    openPeople: async () => {
      const { openFileDirectory } = await import("@infershield/identity");
      return { directory: await openFileDirectory({ home, lookup: keyring.lookup, system }) };
    },
    openAudit: async () => (await import("@infershield/audit")).openAuditFiles({ home, system }),
    close,
  };
}

async function openDatabaseOf(config: Config, path: string, { home, create, system }: StoreOptions): Promise<Store> {
  const { openAuditReader, openAuditTable, openTeamStore } = await import("@infershield/store-sqlite");
  // A key that lay beside the database, made by nobody in particular, would protect it from nobody.
  const masterKey = masterKeyOptions(config, home, false);
  const users = keyUsers(home, { system, openAudit: async () => openAuditReader(path) });
  const team = await openTeamStore({ home, path, masterKey, keyUsers: users, create, system }).catch(explainMissingKey);
  const { keyring, tokens, keys, directory, usage, policies: policyTable } = team;
  return {
    home,
    warnings: [...team.warnings, ...migrationNote(team.database.migrated)],
    keyring,
    tokens,
    keys,
    openPeople: async () => ({ directory, users: directory, usage, policyTable }),
    openAudit: ({ server } = { server: false }) => openAuditTable({ home, path, server, system }),
    close: team.close,
  };
}

/** An older database is brought up to date by whatever opens it: the operator hears of it, since there is no way back. */
function migrationNote({ from, to }: TeamStore["database"]["migrated"]): readonly string[] {
  return from === 0 || from === to ? [] : [`The database was brought from version ${from} of the schema to ${to}.`];
}

/** Where the configuration says that the master key is. */
export function masterKeyOptions(config: Config, home: Home, create: boolean): MasterKeyOptions {
  return {
    home,
    create,
    ...(config.masterKey && { value: config.masterKey }),
    ...(config.masterKeyFile !== undefined && { file: config.masterKeyFile }),
    ...(config.keySource && { source: config.keySource }),
  };
}

function explainMissingKey(error: unknown): never {
  if (!(error instanceof EnvelopeError) || error.code !== "NO_MASTER_KEY") throw error;
  throw new EnvelopeError("NO_MASTER_KEY", "A team's server needs a master key that you keep; it makes none itself.", {
    cause: error,
    hint: "Make one (umask 077; openssl rand -hex 32 > FILE), keep it apart from the database, and set INFERSHIELD_MASTER_KEY_FILE=FILE.",
  });
}
