import type { Scope } from "@infershield/core";
import { readPrivateFile } from "@infershield/home";
import { z } from "zod";
import { IdentityError } from "./error.ts";
import type { TokenGrant } from "./grant.ts";
import type { TokenKind } from "./token-format.ts";

const format = "infershield-identity";
const version = 1;
/** Far above any real file: about 60,000 tokens. */
const maxFileBytes = 32 * 1024 * 1024;

const time = z.int().nonnegative();
const digest = z.string().regex(/^[0-9A-Za-z_-]{43}$/);
const scope = z.enum(["proxy:invoke", "audit:read", "admin:users", "admin:policy", "scim"]);

/** One token as it lies in the file; the package's README describes each field. */
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

const rowShape: z.ZodType<GrantRow> = z.strictObject({
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

const fileShape = z.strictObject({ format: z.literal(format), v: z.literal(version), tokens: z.array(rowShape) });

/**
 * Reads the rows of an identity file.
 *
 * @returns an empty list when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError when the file is not private
 */
export async function readGrantRows(path: string): Promise<readonly GrantRow[]> {
  const bytes = await readPrivateFile(path, { maxBytes: maxFileBytes });
  return bytes === undefined ? [] : parseIdentityFile(bytes);
}

/** @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION` */
function parseIdentityFile(bytes: Uint8Array): readonly GrantRow[] {
  const value = parseJson(bytes);
  const parsed = fileShape.safeParse(value);
  if (!parsed.success) {
    if (isNewer(value)) {
      throw new IdentityError("IDENTITY_VERSION", "identity.json was written by a newer InferShield", {
        hint: "Update InferShield on this machine.",
      });
    }
    throw corrupt();
  }
  const rows = parsed.data.tokens;
  if (new Set(rows.map((row) => row.id)).size !== rows.length) throw corrupt();
  return rows;
}

/** The bytes of an identity file with these rows. */
export function serialiseIdentityFile(rows: readonly GrantRow[]): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ format, v: version, tokens: rows }, null, 1)}\n`);
}

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

/**
 * Lists what lies in an identity file without unlocking the keyset: rows are not checked for alterations.
 *
 * @returns oldest first, with expired and revoked ones; empty when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export async function readTokenGrants(path: string): Promise<readonly TokenGrant[]> {
  return (await readGrantRows(path)).map(grantOf);
}

/** The error for a file that is none of ours or was altered. */
export function corrupt(cause?: unknown): IdentityError {
  return new IdentityError("IDENTITY_CORRUPT", "identity.json is damaged or was altered; it was left as it is", {
    hint: "Restore it from a backup, or move it away and create the tokens anew.",
    ...(cause !== undefined && { cause }),
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw corrupt(error);
  }
}

function isNewer(value: unknown): boolean {
  const head = z.object({ format: z.literal(format), v: z.int().min(version + 1) }).safeParse(value);
  return head.success;
}
