import type { Scope } from "@infershield/core";
import { z } from "zod";
import type { TokenGrant } from "./grant.ts";
import type { TokenKind } from "./token-format.ts";

const time = z.int().nonnegative();
const digest = z.string().regex(/^[0-9A-Za-z_-]{43}$/);
const scope = z.enum(["proxy:invoke", "audit:read", "admin:users", "admin:policy", "scim"]);

/** One token as it is stored; the package's README describes each field. */
export interface GrantRow {
  readonly id: string;
  readonly tenant: string;
  readonly user_id: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly device?: string | undefined;
  readonly last4: string;
  readonly scopes: readonly Scope[];
  readonly providers: "all" | readonly string[];
  readonly path: boolean;
  readonly created_at_ms: number;
  readonly expires_at_ms: number;
  readonly last_used_at_ms?: number | undefined;
  readonly revoked_at_ms?: number | undefined;
  readonly rotated_from?: string | undefined;
  readonly lookup_kid: string;
  readonly digest: string;
  readonly mac: string;
}

/** Checks a row that was read: known fields only, each of its type. */
export const grantRowShape: z.ZodType<GrantRow> = z.strictObject({
  id: z.string().min(1),
  tenant: z.string().min(1),
  user_id: z.string().min(1),
  kind: z.enum(["p", "a", "r", "s", "d"]),
  name: z.string(),
  device: z.string().optional(),
  last4: z.string(),
  scopes: z.array(scope),
  providers: z.union([z.literal("all"), z.array(z.string())]),
  path: z.boolean(),
  created_at_ms: time,
  expires_at_ms: time,
  last_used_at_ms: time.optional(),
  revoked_at_ms: time.optional(),
  rotated_from: z.string().optional(),
  lookup_kid: z.string().min(1),
  digest,
  mac: digest,
});

/** The public part of a row. */
export function grantOf(row: GrantRow): TokenGrant {
  return {
    id: row.id,
    tenant: row.tenant,
    userId: row.user_id,
    kind: row.kind,
    name: row.name,
    ...(row.device !== undefined && { device: row.device }),
    last4: row.last4,
    scopes: row.scopes,
    providers: row.providers,
    path: row.path,
    createdAt: row.created_at_ms,
    expiresAt: row.expires_at_ms,
    ...(row.last_used_at_ms !== undefined && { lastUsedAt: row.last_used_at_ms }),
    ...(row.revoked_at_ms !== undefined && { revokedAt: row.revoked_at_ms }),
    ...(row.rotated_from !== undefined && { rotatedFrom: row.rotated_from }),
  };
}

/** A grant as the fields of a row; digests are added by `row-digest.ts`. */
export function fieldsOf(grant: TokenGrant): Omit<GrantRow, "lookup_kid" | "digest" | "mac"> {
  return {
    id: grant.id,
    tenant: grant.tenant,
    user_id: grant.userId,
    kind: grant.kind,
    name: grant.name,
    ...(grant.device !== undefined && { device: grant.device }),
    last4: grant.last4,
    scopes: grant.scopes,
    providers: grant.providers,
    path: grant.path,
    created_at_ms: grant.createdAt,
    expires_at_ms: grant.expiresAt,
    ...(grant.lastUsedAt !== undefined && { last_used_at_ms: grant.lastUsedAt }),
    ...(grant.revokedAt !== undefined && { revoked_at_ms: grant.revokedAt }),
    ...(grant.rotatedFrom !== undefined && { rotated_from: grant.rotatedFrom }),
  };
}
