import type { KeyedDigest } from "@infershield/core";
import type { TokenGrant } from "./grant.ts";
import { type GrantRow, grantOf } from "./grant-row.ts";
import { corrupt } from "./identity-file.ts";
import { checkGrantRow, encode, sameBytes } from "./row-digest.ts";

interface Entry {
  readonly grant: TokenGrant;
  readonly kid: string;
  readonly digest: Uint8Array;
}

/** The rows of one version of the file, ready for look-ups by token. */
export interface TokenIndex {
  readonly grants: readonly TokenGrant[];
  /** The grant of a token and the lookup key it is stored under; the work is the same whether there is one or not. */
  find(token: string): { readonly grant: TokenGrant; readonly kid: string } | undefined;
}

/**
 * Checks every row and makes the index. Rows under a lookup key that the keyset no longer has are listed but match no token.
 *
 * @throws IdentityError `IDENTITY_CORRUPT` when a row was altered
 */
export function indexRows(rows: readonly GrantRow[], lookup: KeyedDigest): TokenIndex {
  const entries = new Map<string, Entry>();
  const kids = new Set<string>([lookup.kid]);
  for (const row of rows) {
    const state = checkGrantRow(row, lookup);
    if (state === "altered") throw corrupt();
    if (state === "unknown_key") continue;
    kids.add(row.lookup_kid);
    const digest = Buffer.from(row.digest, "base64url");
    entries.set(row.digest, { grant: grantOf(row), kid: row.lookup_kid, digest });
  }
  return { grants: rows.map(grantOf), find: (token) => findEntry(token, entries, kids, lookup) };
}

function findEntry(
  token: string,
  entries: ReadonlyMap<string, Entry>,
  kids: ReadonlySet<string>,
  lookup: KeyedDigest,
): { readonly grant: TokenGrant; readonly kid: string } | undefined {
  let found: Entry | undefined;
  for (const kid of kids) {
    const digest = lookup.digestWith(kid, token);
    if (digest === undefined) continue;
    const entry = entries.get(encode(digest));
    // The map is keyed by a keyed digest, which a caller can neither choose nor learn: its timing tells nothing about stored tokens.
    const same = sameBytes(entry?.digest ?? new Uint8Array(digest.length), digest);
    if (same && entry?.kid === kid) found = entry;
  }
  return found && { grant: found.grant, kid: found.kid };
}
