import type { KeyPurpose, KeyStatus, KeysetFile, MasterKeySource } from "@infershield/envelope";
import type { JournalEntry } from "./journal-file.ts";
import type { TokenFile } from "./token-file.ts";
import type { TokenRow } from "./token-row.ts";

/** What can be said about the keys of a store without any key. */
export interface KeyStatusReport {
  readonly storeId: string;
  /** Number of the keyset's last change. */
  readonly seq: number;
  readonly wraps: readonly { readonly id: string; readonly source: MasterKeySource; readonly kdf: string }[];
  readonly keys: readonly {
    readonly kid: string;
    readonly purpose: KeyPurpose;
    readonly status: KeyStatus;
    /** Epoch milliseconds. */
    readonly createdAt: number;
    /** Stored values that need it: records, journal entries, and what the given users of keys count. */
    readonly uses: number;
  }[];
}

/** The report on a keyset. @param countUses - How many stored values need a key. */
export async function keyStatus(
  keyset: KeysetFile,
  countUses: (kid: string) => Promise<number>,
): Promise<KeyStatusReport> {
  const keys: KeyStatusReport["keys"][number][] = [];
  for (const [kid, { purpose, status, created_at: createdAt }] of Object.entries(keyset.keys)) {
    keys.push({ kid, purpose, status, createdAt, uses: await countUses(kid) });
  }
  return {
    storeId: keyset.store_id,
    seq: keyset.seq,
    wraps: keyset.wraps.map((wrap) => ({ id: wrap.id, source: wrap.source, kdf: wrap.kdf.name })),
    keys,
  };
}

/** How many records and journal entries of a token file need a key. */
export function countUses(file: TokenFile, journal: readonly JournalEntry[], kid: string): number {
  const rows = file.records.filter((row) => keysOf(row).includes(kid)).length;
  return rows + journal.filter((each) => each.entry.kid === kid).length;
}

/** The keys that a row needs: for its MAC and for each sealed field. */
export function keysOf(row: TokenRow): readonly string[] {
  return [row.mac.slice(0, 16), ...Object.values(row.sealed).map((sealed) => sealed.kid)];
}
