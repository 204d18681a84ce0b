import type { KeyedDigest } from "@infershield/core";
import { checkGrantRow, type GrantRow, grantRowShape, IdentityError } from "@infershield/identity";
import type { Connection } from "./connection.ts";
import { restoreHint } from "./error.ts";
import { asRow } from "./mac-table.ts";

/** What is done with the table `identity_tokens`. Every row that is read is checked. @throws IdentityError `IDENTITY_CORRUPT` */
export interface GrantTable {
  /** Enough about the token of a digest to know whether anything about it or its user changed. */
  marks(digest: string): { readonly row: number; readonly mac: string; readonly userMac: string } | undefined;
  at(lookup: KeyedDigest, row: number): GrantRow | undefined;
  find(lookup: KeyedDigest, id: string): GrantRow | undefined;
  /** Some tokens after a place. */
  after(
    lookup: KeyedDigest,
    place: { readonly row: number; readonly limit: number; readonly userId?: string | undefined },
  ): readonly { readonly row: number; readonly grant: GrantRow }[];
  isReplaced(id: string): boolean;
  insert(row: GrantRow): void;
  update(row: GrantRow): void;
  removeOf(userId: string): void;
  /** Tokens under a lookup key that could still be used. */
  countUses(kid: string, now: number): number;
}

const columns = [
  "id",
  "tenant",
  "user_id",
  "kind",
  "name",
  "device",
  "last4",
  "scopes",
  "providers",
  "path",
  "created_at_ms",
  "expires_at_ms",
  "last_used_at_ms",
  "revoked_at_ms",
  "rotated_from",
  "lookup_kid",
  "digest",
  "mac",
] as const;

/** Prepares the statements on InferShield tokens. */
export function grantTable(connection: Connection): GrantTable {
  const names = columns.join(", ");
  // A join would cost three times as much.
  const marks = connection
    .prepare("SELECT rowid, mac, (SELECT mac FROM users WHERE id = user_id) FROM identity_tokens WHERE digest = ?")
    .raw();
  const at = connection.prepare(`SELECT ${names} FROM identity_tokens WHERE rowid = ?`);
  const byId = connection.prepare(`SELECT ${names} FROM identity_tokens WHERE id = ?`);
  const after = connection.prepare(
    `SELECT rowid AS row, ${names} FROM identity_tokens WHERE rowid > @row ORDER BY rowid LIMIT @limit`,
  );
  const afterOfUser = connection.prepare(
    `SELECT rowid AS row, ${names} FROM identity_tokens WHERE user_id = @userId AND rowid > @row ORDER BY rowid LIMIT @limit`,
  );
  const replaced = connection.prepare("SELECT 1 FROM identity_tokens WHERE rotated_from = ?");
  const insert = connection.prepare(
    `INSERT INTO identity_tokens (${names}) VALUES (${columns.map((name) => `@${name}`).join(", ")})`,
  );
  const update = connection.prepare(
    `UPDATE identity_tokens SET ${columns.map((name) => `${name} = @${name}`).join(", ")} WHERE id = @id`,
  );
  const removeOf = connection.prepare("DELETE FROM identity_tokens WHERE user_id = ?");
  const count = connection
    .prepare(
      "SELECT count(*) FROM identity_tokens WHERE lookup_kid = ? AND revoked_at_ms IS NULL AND expires_at_ms > ?",
    )
    .pluck();
  return {
    marks: (digest) => {
      const found = marks.get(digest);
      return Array.isArray(found)
        ? { row: Number(found[0]), mac: String(found[1]), userMac: String(found[2]) }
        : undefined;
    },
    at: (lookup, row) => checked(lookup, at.get(row)),
    find: (lookup, id) => checked(lookup, byId.get(id)),
    after: (lookup, { row, limit, userId }) =>
      (userId === undefined ? after.all({ row, limit }) : afterOfUser.all({ row, limit, userId })).flatMap((found) => {
        const grant = checked(lookup, found);
        return grant === undefined ? [] : [{ row: Number(asRow(found)["row"]), grant }];
      }),
    isReplaced: (id) => replaced.get(id) !== undefined,
    insert: (row) => {
      insert.run(columnsOf(row));
    },
    update: (row) => {
      update.run(columnsOf(row));
    },
    removeOf: (userId) => {
      removeOf.run(userId);
    },
    countUses: (kid, now) => Number(count.get(kid, now)),
  };
}

function columnsOf(row: GrantRow): Readonly<Record<string, unknown>> {
  return {
    ...Object.fromEntries(columns.map((name) => [name, row[name] ?? null])),
    scopes: JSON.stringify(row.scopes),
    providers: JSON.stringify(row.providers),
    path: row.path ? 1 : 0,
  };
}

/** A row under a lookup key that the keyset no longer has cannot be checked; it matches no token either. */
function checked(lookup: KeyedDigest, found: unknown): GrantRow | undefined {
  if (found === undefined) return undefined;
  const row = grantRowOf(asRow(found));
  if (checkGrantRow(row, lookup) === "altered") throw altered();
  return row;
}

function grantRowOf(found: Readonly<Record<string, unknown>>): GrantRow {
  const present = columns.filter((name) => found[name] !== null).map((name) => [name, found[name]] as const);
  try {
    return grantRowShape.parse({
      ...Object.fromEntries(present),
      scopes: JSON.parse(String(found["scopes"])),
      providers: JSON.parse(String(found["providers"])),
      path: found["path"] === 1,
    });
  } catch (error) {
    throw altered(error);
  }
}

function altered(cause?: unknown): IdentityError {
  return new IdentityError("IDENTITY_CORRUPT", "An InferShield token in the database was altered.", {
    hint: restoreHint,
    ...(cause !== undefined && { cause }),
  });
}
