import type { KeyPurpose, KeyStatus, MasterKeySource } from "@infershield/envelope";
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
    /** Records and journal entries that need it. */
    readonly uses: number;
  }[];
}

/** The report on a token file and its journal. */
export function keyStatus(file: TokenFile, journal: readonly JournalEntry[]): KeyStatusReport {
  return {
    storeId: file.keyset.store_id,
    seq: file.keyset.seq,
    wraps: file.keyset.wraps.map((wrap) => ({ id: wrap.id, source: wrap.source, kdf: wrap.kdf.name })),
    keys: Object.entries(file.keyset.keys).map(([kid, { purpose, status, created_at }]) => ({
      kid,
      purpose,
      status,
      createdAt: created_at,
      uses: countUses(file, journal, kid),
    })),
  };
}

/** How many records and journal entries need a key. */
export function countUses(file: TokenFile, journal: readonly JournalEntry[], kid: string): number {
  const rows = file.records.filter((row) => keysOf(row).includes(kid)).length;
  return rows + journal.filter((each) => each.entry.kid === kid).length;
}

/** The keys that a row needs: for its MAC and for each sealed field. */
export function keysOf(row: TokenRow): readonly string[] {
  return [row.mac.slice(0, 16), ...Object.values(row.sealed).map((sealed) => sealed.kid)];
}
