import { readPrivateFile } from "@infershield/home";
import { z } from "zod";
import { IdentityError } from "./error.ts";
import type { TokenGrant } from "./grant.ts";
import { type GrantRow, grantOf, grantRowShape } from "./grant-row.ts";
import { refusalOf } from "./grant-rules.ts";

const format = "infershield-identity";
const version = 1;
/** Far above any real file: about 60,000 tokens. */
const maxFileBytes = 32 * 1024 * 1024;

const fileShape = z.strictObject({ format: z.literal(format), v: z.literal(version), tokens: z.array(grantRowShape) });

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
      throw new IdentityError("IDENTITY_VERSION", "identity.json was written by a newer InferShield.", {
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

/**
 * Lists what lies in an identity file without unlocking the keyset: rows are not checked for alterations.
 *
 * @returns oldest first, with expired and revoked ones; empty when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export async function readTokenGrants(path: string): Promise<readonly TokenGrant[]> {
  return (await readGrantRows(path)).map(grantOf);
}

/**
 * How many tokens that can still be used are known by a lookup key; nothing is unlocked.
 *
 * @returns 0 when the file is absent
 * @throws IdentityError `IDENTITY_CORRUPT`, `IDENTITY_VERSION`; HomeError
 */
export async function countTokensOfKey(path: string, kid: string, options: { readonly now: number }): Promise<number> {
  const rows = (await readGrantRows(path)).filter((row) => row.lookup_kid === kid);
  return rows.filter((row) => refusalOf(grantOf(row), options.now) === undefined).length;
}

/** The error for a file that is none of ours or was altered. */
export function corrupt(cause?: unknown): IdentityError {
  return new IdentityError("IDENTITY_CORRUPT", "identity.json is damaged or was altered; it was left as it is.", {
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
