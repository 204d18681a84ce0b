import { timingSafeEqual } from "node:crypto";
import type { KeyedDigest } from "@infershield/core";
import { lengthPrefixed } from "@infershield/envelope";
import { TokenStoreError } from "./error.ts";
import { asStored, formatCovered, type TokenRow } from "./token-row.ts";

/** What the MACs of rows and of the whole file are made with. */
export interface MacKey {
  readonly storeId: string;
  readonly rowMac: KeyedDigest;
}

/** The row with a fresh MAC, and its times as the file keeps them: whole seconds. */
export function withRowMac(key: MacKey, row: Omit<TokenRow, "mac">): TokenRow {
  const stored = asStored(row);
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

/** Compares a MAC with the one of the parts. @throws TokenStoreError `STORE_CORRUPT` */
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

function macText(kid: string, digest: Uint8Array): string {
  return `${kid}.${Buffer.from(digest).toString("base64url")}`;
}
