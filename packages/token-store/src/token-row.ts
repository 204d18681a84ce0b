import { timingSafeEqual } from "node:crypto";
import type { KeyedDigest, SealContext, SealedField, SealedValue, Sealer } from "@infershield/core";
import { lengthPrefixed, parseSealedValue } from "@infershield/envelope";
import { TokenStoreError } from "./error.ts";
import { secretFields, type TokenColumns, type TokenKey, type TokenSecrets, type TokenSummary } from "./token.ts";

/** The fields of a row that are sealed. */
export type SealedFields = { readonly [Field in SealedField]?: SealedValue };

/** One stored token: readable columns, sealed fields, and a MAC over both. */
export interface TokenRow extends TokenColumns {
  readonly sealed: SealedFields;
  /** `<key id>.<base64url of 32 bytes>` */
  readonly mac: string;
}

/** What the MACs of rows and of the whole file are made with. */
export interface MacKey {
  readonly storeId: string;
  readonly rowMac: KeyedDigest;
}

/** Seals the secrets of a token for its row. */
export function sealSecrets(sealer: Sealer, columns: TokenColumns, secrets: TokenSecrets): SealedFields {
  return Object.fromEntries(
    secretFields.flatMap(([name, field]) => {
      const secret = secrets[name];
      return secret === undefined ? [] : [[field, sealer.seal(secret, sealContext(columns, columns.id, field))]];
    }),
  );
}

/** Opens the secrets of a row. @throws EnvelopeError when one was altered or belongs elsewhere */
export function openSecrets(sealer: Sealer, row: TokenRow): TokenSecrets {
  return Object.fromEntries(
    secretFields.flatMap(([name, field]) => {
      const sealed = row.sealed[field];
      return sealed === undefined ? [] : [[name, sealer.open(sealed, sealContext(row, row.id, field))]];
    }),
  );
}

/** The place that a sealed field belongs to. */
export function sealContext(key: TokenKey, recordId: string, field: SealedField): SealContext {
  return { tenant: key.tenant, userId: key.userId, provider: key.provider, recordId, field };
}

/** The row with a fresh MAC, and its times as the file keeps them: whole seconds. */
export function withRowMac(key: MacKey, row: Omit<TokenRow, "mac">): TokenRow {
  const stored = { ...readColumns(formatColumns(row)), sealed: row.sealed };
  return { ...stored, mac: makeMac(key, "isk-row", JSON.stringify(formatCovered(stored))) };
}

/** @throws TokenStoreError `STORE_CORRUPT` when anything in the row was altered */
export function checkRowMac(key: MacKey, row: TokenRow): void {
  checkMac(key, row.mac, "isk-row", JSON.stringify(formatCovered(row)));
}

/** HMAC-SHA256 over the label, the version, the store and the parts, under the primary key. */
export function makeMac(key: MacKey, label: string, ...parts: readonly string[]): string {
  const digest = key.rowMac.digest(lengthPrefixed(label, "1", key.storeId, ...parts));
  return macText(key.rowMac.kid, digest);
}

function macText(kid: string, digest: Uint8Array): string {
  return `${kid}.${Buffer.from(digest).toString("base64url")}`;
}

/** @throws TokenStoreError `STORE_CORRUPT` */
export function checkMac(key: MacKey, mac: string, label: string, ...parts: readonly string[]): void {
  const kid = mac.slice(0, mac.indexOf("."));
  const digest = key.rowMac.digestWith(kid, lengthPrefixed(label, "1", key.storeId, ...parts));
  // Texts are compared, not bytes: base64url has several spellings of the same bytes and only one is ours.
  const expected = digest && Buffer.from(macText(kid, digest));
  const found = Buffer.from(mac);
  if (expected === undefined || found.length !== expected.length || !timingSafeEqual(found, expected)) {
    throw new TokenStoreError("STORE_CORRUPT", "The token store was altered: a record does not fit its MAC.");
  }
}

/** The row as it is stored. */
export function formatRow(row: TokenRow): Record<string, unknown> {
  return { ...formatCovered(row), mac: row.mac };
}

/** What can be shown of a row without any key. */
export function summaryOf({ sealed, mac, ...columns }: TokenRow): TokenSummary {
  return { ...columns, has: secretFields.map(([, field]) => field).filter((field) => sealed[field] !== undefined) };
}

function formatCovered(row: Omit<TokenRow, "mac">): Record<string, unknown> {
  const fields = secretFields.map(([, field]) => field).filter((field) => row.sealed[field] !== undefined);
  return { ...formatColumns(row), ...Object.fromEntries(fields.map((field) => [field, row.sealed[field]])) };
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

/**
 * Checks a stored row: known members only, each of its type. Its MAC is another step.
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

/** @throws TokenStoreError `STORE_CORRUPT` */
export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}

/** @throws TokenStoreError `STORE_CORRUPT` */
export function text(value: unknown): string {
  if (typeof value !== "string" || !value.isWellFormed()) throw malformed();
  return value;
}

/** A whole number from 0. @throws TokenStoreError `STORE_CORRUPT` */
export function count(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw malformed();
  return value;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw malformed();
  return found;
}

/** A file that is not what we write. */
export function malformed(cause?: unknown): TokenStoreError {
  return new TokenStoreError("STORE_CORRUPT", "The token store is damaged: it is not in the form that is written.", {
    cause,
  });
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
