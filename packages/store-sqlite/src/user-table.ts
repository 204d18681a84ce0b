import type { Keyring } from "@infershield/envelope";
import { IdentityError, type Role, roles, type User, type UserFilter, type UserKey } from "@infershield/identity";
import type { Connection } from "./connection.ts";
import { asRow, type MacTable, macTable } from "./mac-table.ts";
import { checkedRow, toSeconds } from "./people-row.ts";

/** What is done with the table `users`. Every row that is read is checked. @throws IdentityError `IDENTITY_CORRUPT` */
export interface UserTable {
  readonly macs: MacTable;
  find(keyring: Keyring, key: UserKey): User | undefined;
  list(keyring: Keyring, filter: UserFilter): readonly User[];
  /** Members of a team, all of them. */
  membersOf(keyring: Keyring, team: string): readonly User[];
  /** How many owners are active besides this one. */
  otherOwners(id: string): number;
  insert(keyring: Keyring, user: User): void;
  update(keyring: Keyring, user: User): void;
  remove(id: string): void;
}

const columns = ["id", "tenant", "email", "name", "role", "team", "state", "created_at", "version"] as const;
const mostListed = 1000;

/** Prepares the statements on users. */
export function userTable(connection: Connection): UserTable {
  const macs = macTable(connection, "users", columns);
  const select = `SELECT ${columns.join(", ")}, mac FROM users`;
  const byId = connection.prepare(`${select} WHERE id = ?`);
  const byEmail = connection.prepare(`${select} WHERE email = ?`);
  const byTeam = connection.prepare(`${select} WHERE team = ?`);
  const page = connection.prepare(
    `${select} WHERE email > @after AND (@team IS NULL OR team = @team) AND (@role IS NULL OR role = @role)
     AND (@state IS NULL OR state = @state) ORDER BY email LIMIT @limit`,
  );
  const owners = connection
    .prepare("SELECT count(*) FROM users WHERE role = 'owner' AND state = 'active' AND id <> ?")
    .pluck();
  const insert = connection.prepare(
    `INSERT INTO users (${columns.join(", ")}, mac) VALUES (${columns.map((name) => `@${name}`).join(", ")}, @mac)`,
  );
  const update = connection.prepare(
    `UPDATE users SET ${columns.map((name) => `${name} = @${name}`).join(", ")}, mac = @mac WHERE id = @id`,
  );
  const remove = connection.prepare("DELETE FROM users WHERE id = ?");
  const checked = (keyring: Keyring, row: unknown): User => checkedRow(macs, keyring, asRow(row), userOf);
  const withMac = (keyring: Keyring, user: User) => {
    const row = rowOfUser(user);
    return { ...row, mac: macs.macOf(keyring, row) };
  };
  return {
    macs,
    find: (keyring, key) => {
      const row = "id" in key ? byId.get(key.id) : byEmail.get(key.email);
      return row === undefined ? undefined : checked(keyring, row);
    },
    list: (keyring, { after = "", team = null, role = null, state = null, limit = mostListed }: Nullable<UserFilter>) =>
      page
        .all({ after, team, role, state, limit: Math.min(limit ?? mostListed, mostListed) })
        .map((row) => checked(keyring, row)),
    membersOf: (keyring, team) => byTeam.all(team).map((row) => checked(keyring, row)),
    otherOwners: (id) => Number(owners.get(id)),
    insert: (keyring, user) => {
      insert.run(withMac(keyring, user));
    },
    update: (keyring, user) => {
      update.run(withMac(keyring, user));
    },
    remove: (id) => {
      remove.run(id);
    },
  };
}

type Nullable<T> = { readonly [Name in keyof T]: T[Name] | null };

function userOf(row: Readonly<Record<string, unknown>>): User {
  const { name, team } = row;
  return {
    id: String(row["id"]),
    tenant: String(row["tenant"]),
    email: String(row["email"]),
    ...(typeof name === "string" && { name }),
    role: roleOf(row["role"]),
    ...(typeof team === "string" && { team }),
    state: row["state"] === "disabled" ? "disabled" : "active",
    createdAt: Number(row["created_at"]) * 1000,
    version: Number(row["version"]),
  };
}

function roleOf(value: unknown): Role {
  const found = roles.find((role) => role === value);
  if (found === undefined) {
    throw new IdentityError("IDENTITY_CORRUPT", "A user has a role that this version does not know.");
  }
  return found;
}

function rowOfUser(user: User): Readonly<Record<string, unknown>> {
  const { id, tenant, email, name = null, role, team = null, state, createdAt, version } = user;
  return { id, tenant, email, name, role, team, state, created_at: toSeconds(createdAt), version };
}
