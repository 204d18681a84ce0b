import type { TokenKey } from "@infershield/token-store";
import { TokenStoreError } from "@infershield/token-store";
import type { TokenRow } from "@infershield/token-store/driver";
import type { Connection } from "./connection.ts";
import { type Columns, columnsOf, tokenColumns, tokenOf } from "./token-columns.ts";

/** What is done with the table `oauth_tokens`; rows come as they are stored, in the order in which they were first stored. */
export interface TokenStatements {
  /** Place and MAC of a person's selected account, or of the named one: enough to know whether it changed. */
  place(
    key: Omit<TokenKey, "account"> & { readonly account?: string },
  ): { readonly row: number; readonly mac: string } | undefined;
  /** The token at a place, with the number of the keyset at the same moment. */
  at(row: number): { readonly token: TokenRow; readonly keysetSeq: number } | undefined;
  /** All accounts of a person at a provider. */
  ofPerson(key: Omit<TokenKey, "account">): readonly TokenRow[];
  /** Some tokens after a place. */
  after(row: number, limit: number, filter: Filter): readonly { readonly row: number; readonly token: TokenRow }[];
  write(token: TokenRow): void;
  remove(token: TokenKey): void;
  floor(): number;
  raiseFloor(generation: number): void;
}

/** Members that are given select; the others take everything. */
export interface Filter {
  readonly tenant?: string;
  readonly userId?: string;
  readonly provider?: string;
}

const floorName = "generation_floor";

/** Prepares the statements of a connection. */
export function tokenStatements(connection: Connection): TokenStatements {
  const names = tokenColumns.join(", ");
  const person = "user_id = @userId AND provider = @provider AND tenant = @tenant";
  const selected = connection.prepare(`SELECT rowid AS row, mac FROM oauth_tokens WHERE ${person} AND selected = 1`);
  const named = connection.prepare(`SELECT rowid AS row, mac FROM oauth_tokens WHERE ${person} AND account = @account`);
  const at = connection.prepare(
    `SELECT ${names}, (SELECT seq FROM keyset) AS keyset_seq FROM oauth_tokens WHERE rowid = ?`,
  );
  const ofPerson = connection.prepare(`SELECT ${names} FROM oauth_tokens WHERE ${person} ORDER BY rowid`);
  const afterOf = (where: string) =>
    connection.prepare(
      `SELECT rowid AS row, ${names} FROM oauth_tokens WHERE rowid > @row AND ${where}
       AND (@tenant IS NULL OR tenant = @tenant) AND (@provider IS NULL OR provider = @provider) ORDER BY rowid LIMIT @limit`,
    );
  const afterOfAll = afterOf("@userId IS NULL");
  const afterOfUser = afterOf("user_id = @userId");
  const write = connection.prepare(
    `INSERT INTO oauth_tokens (${names}) VALUES (${tokenColumns.map((name) => `@${name}`).join(", ")})
     ON CONFLICT (user_id, provider, account, tenant) DO UPDATE SET ${tokenColumns.map((name) => `${name} = excluded.${name}`).join(", ")}`,
  );
  const remove = connection.prepare(`DELETE FROM oauth_tokens WHERE ${person} AND account = @account`);
  const floor = connection.prepare("SELECT value FROM counters WHERE name = ?").pluck();
  const raiseFloor = connection.prepare(
    "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
  );
  return {
    place: ({ tenant, userId, provider, account }) => {
      const found =
        account === undefined
          ? selected.get({ tenant, userId, provider })
          : named.get({ tenant, userId, provider, account });
      if (found === undefined) return undefined;
      const { row, mac } = asColumns(found);
      return { row: Number(row), mac: String(mac) };
    },
    at: (row) => {
      const found = at.get(row);
      if (found === undefined) return undefined;
      const columns = asColumns(found);
      return { token: tokenOf(columns), keysetSeq: Number(columns["keyset_seq"]) };
    },
    ofPerson: ({ tenant, userId, provider }) => ofPerson.all({ tenant, userId, provider }).map(asColumns).map(tokenOf),
    after: (row, limit, { tenant = null, userId = null, provider = null }) =>
      (userId === null ? afterOfAll : afterOfUser)
        .all({ row, limit, tenant, userId, provider })
        .map(asColumns)
        .map((columns) => ({ row: Number(columns["row"]), token: tokenOf(columns) })),
    write: (token) => {
      write.run(columnsOf(token));
    },
    remove: ({ tenant, userId, provider, account }) => {
      remove.run({ tenant, userId, provider, account });
    },
    floor: () => Number(floor.get(floorName) ?? 0),
    raiseFloor: (generation) => {
      raiseFloor.run(floorName, generation);
    },
  };
}

function asColumns(row: unknown): Columns {
  if (typeof row !== "object" || row === null) throw new TokenStoreError("STORE_CORRUPT", "A row is missing.");
  return { ...row };
}
