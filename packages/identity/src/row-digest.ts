import { timingSafeEqual } from "node:crypto";
import type { KeyedDigest } from "@infershield/core";
import type { GrantRow } from "./grant-row.ts";

/** Keeps row digests and token digests apart: no token begins like this. */
const rowDomain = "infershield/identity-row/v1\n";

/** Digest of a token under the primary key, as it is stored. */
export function tokenDigest(token: string, lookup: KeyedDigest): Pick<GrantRow, "lookup_kid" | "digest"> {
  return { lookup_kid: lookup.kid, digest: encode(lookup.digest(token)) };
}

/** Adds the MAC over every other field, so that nobody without the keyset can widen, revive or move a grant. */
export function withGrantMac(row: Omit<GrantRow, "mac">, lookup: KeyedDigest): GrantRow {
  const mac = lookup.digestWith(row.lookup_kid, canonical(row));
  if (mac === undefined) throw new RangeError(`The keyset has no lookup key ${row.lookup_kid}`);
  return { ...row, mac: encode(mac) };
}

/** The row with a fresh MAC; of one whose lookup key was destroyed the old one, since no token matches it any more. */
export function withFreshMac(row: GrantRow, lookup: KeyedDigest): GrantRow {
  return lookup.digestWith(row.lookup_kid, "") === undefined ? row : withGrantMac(row, lookup);
}

/** Whether a row is as it was written. `unknown_key`: its lookup key is gone, so neither it nor its token can be checked. */
export function checkGrantRow(row: GrantRow, lookup: KeyedDigest): "intact" | "altered" | "unknown_key" {
  const expected = lookup.digestWith(row.lookup_kid, canonical(row));
  if (expected === undefined) return "unknown_key";
  return sameBytes(Buffer.from(row.mac, "base64url"), expected) ? "intact" : "altered";
}

/** Constant-time comparison; false when the lengths differ. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** base64url without padding, as digests are stored. */
export function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

function canonical(row: Omit<GrantRow, "mac">): string {
  return (
    rowDomain +
    JSON.stringify([
      row.id,
      row.tenant,
      row.user_id,
      row.kind,
      row.name,
      row.device ?? null,
      row.last4,
      row.scopes,
      row.providers,
      row.path,
      row.created_at_ms,
      row.expires_at_ms,
      row.last_used_at_ms ?? null,
      row.revoked_at_ms ?? null,
      row.rotated_from ?? null,
      row.lookup_kid,
      row.digest,
    ])
  );
}
