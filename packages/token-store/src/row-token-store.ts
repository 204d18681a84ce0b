import type { System } from "@infershield/core";
import { EnvelopeError, type Keyring, ulid } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import { withRowMac } from "./row-mac.ts";
import { openSecrets, sealSecrets } from "./sealed-secrets.ts";
import { secretsOf, type TokenRecord } from "./token.ts";
import { macKey } from "./token-file.ts";
import { withTokenLease } from "./token-lease.ts";
import { summaryOf, type TokenRow, type TokenRows } from "./token-row.ts";
import { decideDelete, decidePut, decideSelect, findRow, isSameKey, passesFilter } from "./token-rules.ts";
import type { TokenJournal, TokenStore } from "./token-store.ts";

/** Works on the rows of a store as they are stored now, with the keys that open them, at one go: later they may be others. */
export type UseRows<T> = (rows: TokenRows, keyring: Keyring) => T;

/** What an operation decided: what to keep instead, if anything, and what it gives back. */
export interface RowChange<T> {
  readonly next?: Partial<TokenRows>;
  readonly result: T;
}

/** Where sealed rows lie that fit into memory. */
export interface RowPlace {
  /**
   * Looks at the rows after every MAC was checked. A row that is the same object as before is not opened again.
   *
   * @throws TokenStoreError `STORE_CORRUPT`, …
   */
  read<T>(use: UseRows<T>): Promise<T>;
  /** Decides on rows that nobody else changes meanwhile, and keeps what was decided before it resolves. */
  change<T>(decide: UseRows<RowChange<T>>): Promise<T>;
}

/** What a token store over rows has besides their place. */
export interface RowStoreOptions {
  /** Its leases are those of the tokens. */
  readonly home: Home;
  readonly journal: TokenJournal;
  readonly system: System;
}

/** A token store over a place for rows: what is the same wherever they lie. */
export function rowTokenStore(place: RowPlace, options: RowStoreOptions): TokenStore {
  const { home, journal, system } = options;
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw new TokenStoreError("STORE_CLOSED", "The token store is closed.");
  };
  const read = async <T>(use: UseRows<T>): Promise<T> => {
    checkOpen();
    return place.read(use);
  };
  const change = async <T>(decide: UseRows<RowChange<T>>): Promise<T> => {
    checkOpen();
    return place.change(decide);
  };
  const opened = new WeakMap<TokenRow, TokenRecord>();
  const openedRecord = (keyring: Keyring, row: TokenRow): TokenRecord => {
    const record = opened.get(row) ?? openRow(keyring, row);
    opened.set(row, record);
    return record;
  };

  return {
    get: (key) =>
      read(({ records }, keyring) => {
        const row = findRow(records, key);
        return row && openedRecord(keyring, row);
      }),
    put: (token, { expectedGeneration }) =>
      change(({ records, generationFloor }, keyring) => {
        const columns = decidePut(records, token, {
          expectedGeneration,
          now: system.now(),
          newId: `tok_${ulid(system)}`,
          floor: generationFloor,
        });
        const secrets = secretsOf(token);
        const row = withRowMac(macKey(keyring), { ...columns, sealed: sealSecrets(keyring.sealer, columns, secrets) });
        const isNew = !records.some((each) => isSameKey(each, row));
        const next = isNew ? [...records, row] : records.map((each) => (isSameKey(each, row) ? row : each));
        const { sealed, mac, ...stored } = row;
        return { next: { records: next }, result: { ...stored, ...secrets } };
      }),
    select: (key) =>
      change(({ records }, keyring) => {
        const selected = decideSelect(records, key);
        if (selected.every((row, index) => row === records[index])) return { result: undefined };
        return { next: { records: remade(keyring, records, selected) }, result: undefined };
      }),
    delete: (key) =>
      change(({ records, generationFloor }, keyring) => {
        const rest = decideDelete(records, key);
        if (rest === undefined) return { result: false };
        const removed = records.find((row) => isSameKey(row, key))?.generation ?? 0;
        const next = { records: remade(keyring, records, rest), generationFloor: Math.max(generationFloor, removed) };
        return { next, result: true };
      }),
    list: (filter = {}) => read(({ records }) => records.filter((row) => passesFilter(row, filter)).map(summaryOf)),
    withLease: async (key, work, wait) => {
      checkOpen();
      return withTokenLease(home, key, work, wait);
    },
    journal,
    close: async () => {
      isClosed = true;
    },
  };
}

/** A row with its secrets opened. @throws TokenStoreError `STORE_CORRUPT` when one does not open */
export function openRow(keyring: Keyring, row: TokenRow): TokenRecord {
  const { sealed, mac, ...columns } = row;
  try {
    return { ...columns, ...openSecrets(keyring.sealer, row) };
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw new TokenStoreError("STORE_CORRUPT", "A sealed token does not open.", { cause: error });
  }
}

/** Rows that changed get a fresh MAC; the others keep theirs. */
function remade(keyring: Keyring, before: readonly TokenRow[], after: readonly TokenRow[]): readonly TokenRow[] {
  const known = new Set(before);
  return after.map((row) => (known.has(row) ? row : withRowMac(macKey(keyring), row)));
}
