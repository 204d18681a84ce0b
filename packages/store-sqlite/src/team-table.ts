import type { Keyring } from "@infershield/envelope";
import type { Team } from "@infershield/identity";
import type { Connection } from "./connection.ts";
import { asRow, type MacTable, macTable } from "./mac-table.ts";
import { checkedRow, toSeconds } from "./people-row.ts";

/** What is done with the table `teams`. Every row that is read is checked. @throws IdentityError `IDENTITY_CORRUPT` */
export interface TeamTable {
  readonly macs: MacTable;
  list(keyring: Keyring): readonly Team[];
  has(id: string): boolean;
  insert(keyring: Keyring, team: Team): void;
  remove(id: string): void;
}

const columns = ["id", "tenant", "name", "created_at"] as const;

/** Prepares the statements on teams. */
export function teamTable(connection: Connection): TeamTable {
  const macs = macTable(connection, "teams", columns);
  const all = connection.prepare(`SELECT ${columns.join(", ")}, mac FROM teams ORDER BY id`);
  const has = connection.prepare("SELECT 1 FROM teams WHERE id = ?");
  const insert = connection.prepare(
    `INSERT INTO teams (${columns.join(", ")}, mac) VALUES (${columns.map((name) => `@${name}`).join(", ")}, @mac)`,
  );
  const remove = connection.prepare("DELETE FROM teams WHERE id = ?");
  return {
    macs,
    list: (keyring) => all.all().map((row) => checkedRow(macs, keyring, asRow(row), teamOf)),
    has: (id) => has.get(id) !== undefined,
    insert: (keyring, { id, tenant, name, createdAt }) => {
      const row = { id, tenant, name, created_at: toSeconds(createdAt) };
      insert.run({ ...row, mac: macs.macOf(keyring, row) });
    },
    remove: (id) => {
      remove.run(id);
    },
  };
}

function teamOf(row: Readonly<Record<string, unknown>>): Team {
  return {
    id: String(row["id"]),
    tenant: String(row["tenant"]),
    name: String(row["name"]),
    createdAt: Number(row["created_at"]) * 1000,
  };
}
