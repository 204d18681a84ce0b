import { dirname } from "node:path";
import { system as realSystem, type System } from "@infershield/core";
import type { Keyring, MasterKeyOptions } from "@infershield/envelope";
import { type Home, openHome } from "@infershield/home";
import type { UserDirectory } from "@infershield/identity";
import type { TokenKeys, TokenStore } from "@infershield/token-store";
import { type KeyUser, liveKeyring, tokenKeys } from "@infershield/token-store/driver";
import { type Database, openDatabase } from "./database.ts";
import { forgetUser } from "./forget-user.ts";
import { grantTable } from "./grant-table.ts";
import { openKeyset } from "./live-keyset.ts";
import { type PolicyTable, policyMacs, policyTable } from "./policy-table.ts";
import { sealedChange } from "./sealed-change.ts";
import { sqliteDirectory } from "./sqlite-directory.ts";
import { sqliteJournal } from "./sqlite-journal.ts";
import { sqliteSealedStore } from "./sqlite-sealed-store.ts";
import { sqliteTokenStore } from "./sqlite-token-store.ts";
import { teamTable } from "./team-table.ts";
import { type UsageTable, usageTable } from "./usage-table.ts";
import { userTable } from "./user-table.ts";

/** A team's database, unlocked until `close`. */
export interface TeamStore {
  /** Sentences for the operator about the master key. */
  readonly warnings: readonly string[];
  readonly tokens: TokenStore;
  /** Follows the keyset of the database; one for all who seal, digest or sign for this team. */
  readonly keyring: Keyring;
  /** Changes of the master key and of the keys under it. */
  readonly keys: TokenKeys;
  readonly directory: UserDirectory;
  readonly usage: UsageTable;
  readonly policies: PolicyTable;
  readonly database: Database;
  /** Writes what is not written yet, closes the database and overwrites the keys. */
  close(): Promise<void>;
}

/** Options of {@link openTeamStore}. */
export interface TeamStoreOptions {
  readonly home: Home;
  /** Absolute path; default `infershield.db` in the home. Its folder must be ours alone, too. */
  readonly path?: string;
  /** Where the master key is; it is never made here. */
  readonly masterKey: MasterKeyOptions;
  /** Makes the database and its keyset when there are none. */
  readonly create: boolean;
  /** What needs the keys besides tokens and users: audit segments, keys of excerpts. */
  readonly keyUsers?: readonly KeyUser[];
  readonly system?: System;
}

/**
 * Opens a team's database, brings an older one up to date (`database.migrated` tells), and unlocks it. Other processes of this machine may
 * have it open.
 *
 * @throws DatabaseError `NOT_FOUND`, `STORE_VERSION`, `STORE_CORRUPT`, `STORE_LOCKED`, `STORE_FULL`, `STORE_UNAVAILABLE`
 * @throws EnvelopeError `NO_MASTER_KEY`, `WRONG_MASTER_KEY`, `WEAK_MASTER_KEY`: nothing was written; HomeError `HOME_NOT_PRIVATE`
 */
export async function openTeamStore(options: TeamStoreOptions): Promise<TeamStore> {
  const { home, path = home.file("infershield.db"), masterKey, create, keyUsers = [], system = realSystem } = options;
  const database = await openDatabase(path, { create, system });
  try {
    // Whoever shares the database shares its leases, whatever home he has.
    const beside = dirname(path) === home.path ? home : await openHome(dirname(path), { system });
    const { live, warnings } = await openKeyset({ database, home, masterKey, create, system });
    const change = sealedChange(database, live);
    const { connection } = database;
    const [users, teams, grants] = [userTable(connection), teamTable(connection), grantTable(connection)];
    const macs = policyMacs(database);
    const journal = sqliteJournal({ database, keys: live, change });
    const tokens = sqliteTokenStore({ database, keys: live, change, home: beside, journal, system });
    const forget = forgetUser(connection);
    const directory = sqliteDirectory({ database, keys: live, change, users, teams, grants, forget, system });
    const sealed = sqliteSealedStore({
      database,
      keys: live,
      change,
      home: beside,
      tables: [users.macs, teams.macs, macs],
      system,
    });
    const digests: KeyUser = { countUses: async (kid) => database.read(() => grants.countUses(kid, system.now())) };
    const close = (): void => live.close();
    return {
      warnings,
      tokens,
      keyring: liveKeyring({ known: () => live.known().keyring, current: () => live.current().keyring, close }),
      keys: tokenKeys(sealed, { home, users: [digests, ...keyUsers], system }),
      directory,
      usage: usageTable(database),
      policies: policyTable({ database, keys: live, change, macs, system }),
      database,
      close: async () => {
        try {
          await directory.close();
        } finally {
          await tokens.close();
          close();
          await database.close();
        }
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
