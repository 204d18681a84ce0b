import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { localUser } from "@infershield/core";
import type { MasterKeyOptions } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import type { DatabaseFacts, ImportedLogin, Migrated, Restored } from "@infershield/store-sqlite";
import { ConfigError } from "./config-error.ts";
import type { Config } from "./load-config.ts";
import type { Instance } from "./open-instance.ts";
import { masterKeyOptions } from "./open-store.ts";
import { recordAct } from "./recorded-act.ts";

/**
 * The file of the team's database.
 *
 * @throws ConfigError `INVALID_CONFIG` in single-user mode, which has none
 */
function requireDatabaseFile(config: Config): string {
  if (config.databaseFile !== undefined) return config.databaseFile;
  throw new ConfigError(
    "INVALID_CONFIG",
    "There is no database in single-user mode: its data lies in files of the home.",
    {
      hint: "Set INFERSHIELD_MODE=multi-user, or copy the home folder while no command runs.",
    },
  );
}

/** Brings the database to the schema of this version; opening it does so, too. @throws ConfigError; DatabaseError */
export async function migrateTeam(config: Config): Promise<Migrated> {
  const { openDatabase } = await import("@infershield/store-sqlite");
  const database = await openDatabase(requireDatabaseFile(config), { create: false });
  await database.close();
  return database.migrated;
}

/** Looks into the database without a key, and changes nothing. @throws ConfigError; DatabaseError */
export async function inspectTeam(config: Config): Promise<DatabaseFacts> {
  const { inspectDatabase } = await import("@infershield/store-sqlite");
  return inspectDatabase(requireDatabaseFile(config));
}

/** Copies the database while it is used; no key is needed. @throws ConfigError; DatabaseError; HomeError */
export async function backupTeam(
  config: Config,
  target: string,
  onProgress: (share: number) => void,
): Promise<DatabaseFacts> {
  const { backupDatabase } = await import("@infershield/store-sqlite");
  return backupDatabase(requireDatabaseFile(config), target, { onProgress });
}

/**
 * Puts a backup in the database's place, once the configured master key opened it. That it was is recorded in a copy of the backup, and
 * the copy takes the place: there is no moment at which the database is restored and its trail does not say so.
 *
 * @throws ConfigError; DatabaseError; EnvelopeError; HomeError; AuditError
 */
export async function restoreTeam(config: Config, backup: string): Promise<Restored> {
  const path = requireDatabaseFile(config);
  const [{ restoreDatabase }, { resolveMasterKey }, { openHome }, { openInstance }] = await Promise.all([
    import("@infershield/store-sqlite"),
    import("@infershield/envelope"),
    import("@infershield/home"),
    import("./open-instance.ts"),
  ]);
  const home = await openHome(config.homePath, { create: true });
  const masterKey = await resolveMasterKey(masterKeyOptions(config, home, false));
  // Named like a temporary file: what a crash leaves is swept.
  const copy = home.file(`.restoring.${randomBytes(8).toString("hex")}.tmp`);
  try {
    await restoreDatabase(backup, copy, { masterKey });
    const instance = await openInstance({ ...config, databaseFile: copy }, { create: false });
    const act = { event: "admin", action: "db.restore", userId: localUser } as const;
    await recordAct(instance, act).finally(instance.close);
    return await restoreDatabase(copy, path, { masterKey });
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) await rm(copy + suffix, { force: true });
  }
}

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
export async function importHome(
  instance: Pick<Instance, "config" | "tokens">,
  { homePath, from, keyFile, to }: ImportRequest,
): Promise<readonly ImportedLogin[]> {
  const { config, tokens } = instance;
  requireDatabaseFile(config);
  const [{ importLogins }, { openTokenFile }, { openHome }] = await Promise.all([
    import("@infershield/store-sqlite"),
    import("@infershield/token-store"),
    import("@infershield/home"),
  ]);
  const home = await openHome(homePath ?? config.homePath);
  const path = homePath === undefined ? config.tokenFile : home.file("tokens.json");
  const source = await openTokenFile({ home, path, masterKey: await sourceKey(config, home, keyFile), create: false });
  try {
    return await importLogins(source.store, tokens, { from, to });
  } finally {
    await source.close();
  }
}

async function sourceKey(config: Config, home: Home, keyFile: string | undefined): Promise<MasterKeyOptions> {
  if (keyFile !== undefined) return { source: "file", file: keyFile };
  const { checkPrivateFile } = await import("@infershield/home");
  return checkPrivateFile(home.file("master.key")) ? { source: "file" } : masterKeyOptions(config, home, false);
}
