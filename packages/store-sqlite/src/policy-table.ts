import { createHash } from "node:crypto";
import { defaultTenant, type System } from "@infershield/core";
import type { Keyring } from "@infershield/envelope";
import { PolicyError, type PolicyLevel } from "@infershield/policy";
import { TokenStoreError } from "@infershield/token-store";
import type { Database } from "./database.ts";
import { DatabaseError, restoreHint } from "./error.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import { asRow, type MacTable, macTable } from "./mac-table.ts";
import type { SealedChange } from "./sealed-change.ts";

/** Whose layer it is: a team or a person by id; the organisation has one layer, and no name here. */
export interface PolicyPlace {
  readonly level: PolicyLevel;
  readonly name: string;
}

/** One version of a layer, in force from `createdAt` until the next one. */
export interface PolicyVersion extends PolicyPlace {
  /** Counts all changes of all layers, from 1. */
  readonly change: number;
  /** Counts those of this layer, from 1. */
  readonly version: number;
  /** The layer as JSON; absent in a version that takes it away. */
  readonly document?: string;
  /** SHA-256 of `document`, in hex. */
  readonly hash?: string;
  /** Id of the account that made it, or `local`. */
  readonly author: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Policies with all their versions, which are never changed. */
export interface PolicyTable {
  /** Number of the last change; 0 without any. One short read. @throws DatabaseError */
  lastChange(): number;
  /** The newest version of each layer that was changed after a change; of every layer after 0. @throws DatabaseError `STORE_CORRUPT`, … */
  changedAfter(change: number): Promise<readonly PolicyVersion[]>;
  /** One version of a layer, the newest without a number. @throws DatabaseError `STORE_CORRUPT`, … */
  find(place: PolicyPlace, version?: number): Promise<PolicyVersion | undefined>;
  /**
   * Versions, the newest first.
   *
   * @param filter.before - Only changes before this one.
   * @param filter.limit - At most this many; default and most 1,000.
   * @throws DatabaseError `STORE_CORRUPT`, …
   */
  history(
    filter?: Partial<PolicyPlace> & { readonly before?: number; readonly limit?: number },
  ): Promise<readonly PolicyVersion[]>;
  /**
   * Adds a version of each layer: all of them or none. A document that is in force already adds nothing.
   *
   * @returns the newest version of each
   * @throws PolicyError `CONFLICT`, `NOT_FOUND` for taking away what is not there; DatabaseError `STORE_LOCKED`, `STORE_FULL`, …
   */
  add(...wishes: readonly PolicyWish[]): Promise<readonly PolicyVersion[]>;
}

/** A version to be added. */
export interface PolicyWish extends PolicyPlace {
  /** The layer as JSON, checked by the caller; without it the layer is taken away. */
  readonly document?: string;
  readonly author: string;
  /** The version that was seen, 0 for none; without it whatever is there is replaced. */
  readonly expectedVersion?: number | undefined;
}

const columns = ["id", "tenant", "level", "name", "version", "document", "hash", "author", "created_at_ms"] as const;
const list = columns.join(", ");
const mostListed = 1000;

/** MACs of the table, for key changes. */
export function policyMacs({ connection }: Pick<Database, "connection">): MacTable {
  return macTable(connection, "policies", columns);
}

/** The policies of an open database. */
export function policyTable(options: {
  readonly database: Database;
  readonly keys: LiveKeyset;
  readonly change: SealedChange;
  readonly macs: MacTable;
  readonly system: Pick<System, "now">;
}): PolicyTable {
  const { database, keys, change, macs, system } = options;
  const { connection } = database;
  const last = connection.prepare("SELECT max(id) FROM policies").pluck();
  const newest = connection.prepare(
    `SELECT ${list}, mac FROM policies WHERE level = @level AND name = @name AND version <= @version
     ORDER BY version DESC LIMIT 1`,
  );
  const changed = connection.prepare(
    `SELECT ${list}, mac FROM policies AS each WHERE id > ? AND version =
       (SELECT max(version) FROM policies WHERE level = each.level AND name = each.name) ORDER BY id`,
  );
  const page = connection.prepare(
    `SELECT ${list}, mac FROM policies WHERE (@level IS NULL OR level = @level) AND (@name IS NULL OR name = @name)
       AND id < @before ORDER BY id DESC LIMIT @limit`,
  );
  const insert = connection.prepare(
    `INSERT INTO policies (${list}, mac) VALUES (${columns.map((column) => `@${column}`).join(", ")}, @mac)`,
  );
  const checked = (keyring: Keyring, row: unknown): PolicyVersion => {
    try {
      macs.check(keyring, asRow(row));
    } catch (error) {
      if (!(error instanceof TokenStoreError)) throw error;
      throw new DatabaseError("STORE_CORRUPT", "A policy in the database was altered.", {
        cause: error,
        hint: restoreHint,
      });
    }
    return versionOf(asRow(row));
  };
  const read = async (rows: () => unknown[]): Promise<readonly PolicyVersion[]> => {
    await keys.check();
    return database.read(() => rows().map((row) => checked(keys.known().keyring, row)));
  };
  const lastChange = (): number => Number(last.get() ?? 0);

  const addOne = (keyring: Keyring, { level, name, document, author, expectedVersion }: PolicyWish): PolicyVersion => {
    const found = newest.get({ level, name, version: Number.MAX_SAFE_INTEGER });
    const present = found === undefined ? undefined : checked(keyring, found);
    const version = present?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version) throw conflict(version);
    if (document === undefined && present?.document === undefined) throw noSuchPolicy();
    const hash = document === undefined ? undefined : createHash("sha256").update(document).digest("hex");
    if (present !== undefined && present.hash === hash) return present;
    const row = {
      id: lastChange() + 1,
      tenant: defaultTenant,
      level,
      name,
      version: version + 1,
      document: document ?? null,
      hash: hash ?? null,
      author,
      created_at_ms: system.now(),
    };
    insert.run({ ...row, mac: macs.macOf(keyring, row) });
    return versionOf(row);
  };

  return {
    lastChange: () => database.read(lastChange),
    changedAfter: (after) => read(() => changed.all(after)),
    find: async ({ level, name }, version) => {
      const most = version ?? Number.MAX_SAFE_INTEGER;
      const [found] = await read(() => newest.all({ level, name, version: most }));
      return version === undefined || found?.version === version ? found : undefined;
    },
    history: ({ level = null, name = null, before = Number.MAX_SAFE_INTEGER, limit = mostListed } = {}) =>
      read(() => page.all({ level, name, before, limit: Math.min(limit, mostListed) })),
    add: (...wishes) => change((keyring) => wishes.map((wish) => addOne(keyring, wish))),
  };
}

function noSuchPolicy(): PolicyError {
  return new PolicyError("NOT_FOUND", "There is no such policy.", { hint: "Run: infershield policy history" });
}

function conflict(version: number): PolicyError {
  return new PolicyError("CONFLICT", `Somebody else changed this policy meanwhile: it is at version ${version} now.`, {
    hint: "Look at what is in force, and make the change on top of it.",
  });
}

/** A row is trusted once its MAC fits: it is what this program wrote. */
function versionOf(row: Readonly<Record<string, unknown>>): PolicyVersion {
  const { level, document, hash } = row;
  return {
    change: Number(row["id"]),
    level: level === "team" || level === "user" ? level : "org",
    name: String(row["name"]),
    version: Number(row["version"]),
    ...(typeof document === "string" && { document }),
    ...(typeof hash === "string" && { hash }),
    author: String(row["author"]),
    createdAt: Number(row["created_at_ms"]),
  };
}
