import type { SealedField, SealedValue } from "@infershield/core";
import { parseSealedValue } from "@infershield/envelope";
import { asObject, count, malformed, oneOf, text } from "./stored-members.ts";
import { secretFields, type TokenColumns, type TokenSummary } from "./token.ts";

/** The fields of a row that are sealed. */
export type SealedFields = { readonly [Field in SealedField]?: SealedValue };

/** One stored token: readable columns, sealed fields, and a MAC over both. */
export interface TokenRow extends TokenColumns {
  readonly sealed: SealedFields;
  /** `<key id>.<base64url of 32 bytes>` */
  readonly mac: string;
}

/** All sealed rows of a store, in the order in which they were first stored. */
export interface TokenRows {
  readonly records: readonly TokenRow[];
  /** Highest generation among deleted tokens. */
  readonly generationFloor: number;
}

/** The row as it is stored. */
export function formatRow(row: TokenRow): Record<string, unknown> {
  return { ...formatCovered(row), mac: row.mac };
}

/** The part of a stored row that its MAC covers. */
export function formatCovered(row: Omit<TokenRow, "mac">): Record<string, unknown> {
  const fields = secretFields.map(([, field]) => field).filter((field) => row.sealed[field] !== undefined);
  return { ...formatColumns(row), ...Object.fromEntries(fields.map((field) => [field, row.sealed[field]])) };
}

/**
 * Reads the members that a row has, each of its type. Whether it has others, and its MAC, are checked where it comes from.
 *
 * @throws TokenStoreError `STORE_CORRUPT`; EnvelopeError for a malformed sealed field
 */
export function parseRow(value: unknown): TokenRow {
  const object = asObject(value);
  const sealed = secretFields.flatMap(([, field]) =>
    object[field] === undefined ? [] : [[field, parseSealedValue(object[field])]],
  );
  const mac = text(object["mac"]);
  if (!/^[0-9a-f]{16}\.[\w-]{43}$/.test(mac)) throw malformed();
  return { ...readColumns(object), sealed: Object.fromEntries(sealed), mac };
}

/** The row as it is read back once it was stored: its times are whole seconds. */
export function asStored(row: Omit<TokenRow, "mac">): Omit<TokenRow, "mac"> {
  return { ...readColumns(formatColumns(row)), sealed: row.sealed };
}

/** What can be shown of a row without any key. */
export function summaryOf({ sealed, mac, ...columns }: TokenRow): TokenSummary {
  return { ...columns, has: secretFields.map(([, field]) => field).filter((field) => sealed[field] !== undefined) };
}

function formatColumns(row: TokenColumns): Record<string, unknown> {
  return {
    id: row.id,
    tenant: row.tenant,
    user_id: row.userId,
    provider: row.provider,
    account: row.account,
    kind: row.kind,
    state: row.state,
    selected: row.selected,
    scopes: row.scopes,
    ...(row.expiresAt === undefined ? {} : { expires_at: toSeconds(row.expiresAt) }),
    created_at: toSeconds(row.createdAt),
    updated_at: toSeconds(row.updatedAt),
    ...(row.lastRefreshAt === undefined ? {} : { last_refresh_at: toSeconds(row.lastRefreshAt) }),
    refresh_failures: row.refreshFailures,
    generation: row.generation,
    ...(row.displayName === undefined ? {} : { display_name: row.displayName }),
    ...(row.clientId === undefined ? {} : { client_id: row.clientId }),
  };
}

function readColumns(object: Record<string, unknown>): TokenColumns {
  const { expires_at: expiresAt, last_refresh_at: lastRefreshAt } = object;
  const { display_name: displayName, client_id: clientId, scopes, selected } = object;
  if (!Array.isArray(scopes) || typeof selected !== "boolean") throw malformed();
  return {
    id: text(object["id"]),
    tenant: text(object["tenant"]),
    userId: text(object["user_id"]),
    provider: text(object["provider"]),
    account: text(object["account"]),
    kind: oneOf(object["kind"], ["oauth", "api_key"]),
    state: oneOf(object["state"], ["active", "reauthentication_required"]),
    selected,
    scopes: scopes.map(text),
    createdAt: count(object["created_at"]) * 1000,
    updatedAt: count(object["updated_at"]) * 1000,
    ...(expiresAt === undefined ? {} : { expiresAt: count(expiresAt) * 1000 }),
    ...(lastRefreshAt === undefined ? {} : { lastRefreshAt: count(lastRefreshAt) * 1000 }),
    refreshFailures: count(object["refresh_failures"]),
    generation: count(object["generation"]),
    ...(displayName === undefined ? {} : { displayName: text(displayName) }),
    ...(clientId === undefined ? {} : { clientId: text(clientId) }),
  };
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
