import { formatSealedValue } from "@infershield/envelope";
import { TokenStoreError } from "@infershield/token-store";
import { formatRow, parseRow, type TokenRow } from "@infershield/token-store/driver";

/** A row as SQLite gives it or takes it. */
export type Columns = Readonly<Record<string, unknown>>;

/** Names of the sealed fields, in a row and in the table. */
const sealedFields = ["access_token", "refresh_token", "id_token", "api_key"] as const;

/** Columns of `oauth_tokens`, as statements name them. */
export const tokenColumns: readonly string[] = [
  "id",
  "tenant",
  "user_id",
  "provider",
  "account",
  "kind",
  "state",
  "selected",
  "scopes",
  "expires_at",
  "created_at",
  "updated_at",
  "last_refresh_at",
  "refresh_failures",
  "generation",
  "display_name",
  "client_id",
  ...sealedFields.map((field) => `${field}_encrypted`),
  "mac",
];

/** The columns of a token. */
export function columnsOf(row: TokenRow): Columns {
  const stored = formatRow(row);
  const plain = tokenColumns.map((name) => [name, stored[name] ?? null] as const);
  const sealed = sealedFields.map((field) => {
    const value = row.sealed[field];
    return [`${field}_encrypted`, value === undefined ? null : formatSealedValue(value)] as const;
  });
  return {
    ...Object.fromEntries([...plain, ...sealed]),
    selected: row.selected ? 1 : 0,
    scopes: JSON.stringify(row.scopes),
  };
}

/**
 * The token in a row of the table. Its MAC is another step.
 *
 * @throws TokenStoreError `STORE_CORRUPT`
 */
export function tokenOf(columns: Columns): TokenRow {
  const { scopes, selected } = columns;
  const present = tokenColumns.filter((name) => !name.endsWith("_encrypted") && columns[name] !== null);
  const plain = present.map((name) => [name, columns[name]] as const);
  try {
    const sealed = sealedFields.flatMap((field) => {
      const value = columns[`${field}_encrypted`];
      return typeof value === "string" ? [[field, JSON.parse(value)] as const] : [];
    });
    return parseRow({
      ...Object.fromEntries([...plain, ...sealed]),
      scopes: JSON.parse(String(scopes)),
      selected: selected === 1,
    });
  } catch (error) {
    if (error instanceof TokenStoreError) throw error;
    throw new TokenStoreError("STORE_CORRUPT", "A token in the database is not in the form that is written.", {
      cause: error,
    });
  }
}
