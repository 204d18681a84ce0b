import type { Keyring } from "@infershield/envelope";
import { checkMac, macKey, makeMac } from "@infershield/token-store/driver";
import type { Connection } from "./connection.ts";

/** A table whose rows carry a MAC over their other columns, in a column `mac`. */
export interface MacTable {
  /** The MAC of a row that is about to be written. */
  macOf(keyring: Keyring, row: Readonly<Record<string, unknown>>): string;
  /** @throws TokenStoreError `STORE_CORRUPT` when anything in the row was altered */
  check(keyring: Keyring, row: Readonly<Record<string, unknown>>): void;
  /** How many rows need a key. */
  countUses(kid: string): number;
  /** Gives up to `limit` rows that are not under the primary key a fresh MAC. @returns how many */
  renew(keyring: Keyring, limit: number): number;
  /** Checks up to `limit` rows after a place. @returns their places */
  verify(keyring: Keyring, after: number, limit: number): readonly number[];
}

/**
 * A table with MACs.
 *
 * @param columns - Every column but `mac`, in the order in which the MAC covers them.
 */
export function macTable(connection: Connection, name: string, columns: readonly string[]): MacTable {
  const label = `isk-${name}`;
  const list = columns.join(", ");
  const count = connection.prepare(`SELECT count(*) FROM ${name} WHERE substr(mac, 1, 16) = ?`).pluck();
  const old = connection.prepare(
    `SELECT rowid AS row, ${list}, mac FROM ${name} WHERE substr(mac, 1, 16) <> ? LIMIT ?`,
  );
  const page = connection.prepare(
    `SELECT rowid AS row, ${list}, mac FROM ${name} WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  );
  const write = connection.prepare(`UPDATE ${name} SET mac = ? WHERE rowid = ?`);
  const covered = (row: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(columns.map((column) => row[column] ?? null));
  const macOf: MacTable["macOf"] = (keyring, row) => makeMac(macKey(keyring), label, covered(row));
  const check: MacTable["check"] = (keyring, row) => checkMac(macKey(keyring), String(row["mac"]), label, covered(row));
  return {
    macOf,
    check,
    countUses: (kid) => Number(count.get(kid)),
    renew: (keyring, limit) => {
      const rows = old.all(keyring.rowMac.kid, limit).map(asRow);
      for (const row of rows) {
        check(keyring, row);
        write.run(macOf(keyring, row), row["row"]);
      }
      return rows.length;
    },
    verify: (keyring, after, limit) => {
      const rows = page.all(after, limit).map(asRow);
      for (const row of rows) check(keyring, row);
      return rows.map((row) => Number(row["row"]));
    },
  };
}

/** A row of a table that exists. */
export function asRow(row: unknown): Readonly<Record<string, unknown>> {
  return row as Readonly<Record<string, unknown>>;
}
