import { defaultTenant } from "@infershield/core";
import { EnvelopeError, type LegacyEnvelope, parseLegacyEnvelope } from "@infershield/envelope";
import { count, malformed, text } from "./stored-members.ts";
import type { TokenColumns, TokenSummary } from "./token.ts";

/** One record of the original's file. */
export interface LegacyRecord {
  readonly userId: string;
  readonly provider: string;
  readonly accessToken: LegacyEnvelope;
  readonly refreshToken?: LegacyEnvelope;
  /** Epoch seconds, as stored. */
  readonly expiresAtSeconds: number;
  readonly createdAtSeconds: number;
}

/**
 * Reads the original's file, `{"<user_id>":{"<provider>":{…}}}`, and nothing else.
 *
 * @returns undefined when it is not of that form at all
 * @throws TokenStoreError `STORE_CORRUPT` when it is of that form but damaged
 */
export function parseLegacyFile(value: unknown): readonly LegacyRecord[] | undefined {
  const users = membersOf(value);
  if (users === undefined || users.length === 0 || users.some(([name]) => name === "format")) return undefined;
  const records: LegacyRecord[] = [];
  for (const [userId, providers] of users) {
    const entries = membersOf(providers);
    if (entries === undefined) return undefined;
    for (const [provider, record] of entries) records.push(parseRecord(userId, provider, record));
  }
  return records;
}

/** The original had one account a provider, without a name. */
const legacyAccount = "default";

/** What a record becomes, but for its secrets. */
export function legacyColumns(
  record: LegacyRecord,
  given: { readonly id: string; readonly updatedAt: number },
): TokenColumns {
  return {
    ...given,
    tenant: defaultTenant,
    userId: record.userId,
    provider: record.provider,
    account: legacyAccount,
    kind: "oauth",
    state: "active",
    selected: true,
    scopes: [],
    createdAt: record.createdAtSeconds * 1000,
    expiresAt: record.expiresAtSeconds * 1000,
    refreshFailures: 0,
    generation: 1,
  };
}

/** What can be shown of a record that was not migrated yet; it has no id. */
export function legacySummary(record: LegacyRecord): TokenSummary {
  const columns = legacyColumns(record, { id: "", updatedAt: record.createdAtSeconds * 1000 });
  return { ...columns, has: record.refreshToken === undefined ? ["access_token"] : ["access_token", "refresh_token"] };
}

function parseRecord(userId: string, provider: string, value: unknown): LegacyRecord {
  const members = membersOf(value);
  if (members === undefined) throw malformed();
  const object = new Map(members);
  const known = ["user_id", "provider", "access_token", "refresh_token", "expires_at", "created_at"];
  const isKnown = members.every(([name]) => known.includes(name));
  if (!isKnown || object.get("user_id") !== userId || object.get("provider") !== provider) throw malformed();
  const refreshToken = object.get("refresh_token");
  return {
    userId: text(userId),
    provider: text(provider),
    accessToken: envelope(object.get("access_token")),
    ...(refreshToken === undefined || refreshToken === null ? {} : { refreshToken: envelope(refreshToken) }),
    expiresAtSeconds: count(object.get("expires_at")),
    createdAtSeconds: count(object.get("created_at")),
  };
}

function envelope(value: unknown): LegacyEnvelope {
  try {
    return parseLegacyEnvelope(value);
  } catch (error) {
    throw error instanceof EnvelopeError ? malformed(error) : error;
  }
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
}
