import type { System } from "@infershield/core";
import { EnvelopeError, type Keyring, ulid } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import { withRowMac } from "./row-mac.ts";
import { openSecrets, sealSecrets } from "./sealed-secrets.ts";
import { secretsOf, type TokenRecord } from "./token.ts";
import { macKey } from "./token-file.ts";
import { withTokenLease } from "./token-lease.ts";
import { summaryOf, type TokenRow } from "./token-row.ts";
import { decideDelete, decidePut, decideSelect, findRow, isSameKey, passesFilter } from "./token-rules.ts";
import type { TokenJournal, TokenStore } from "./token-store.ts";

/** All sealed rows of a store, in the order in which they were first stored. */
export interface TokenRows {
  readonly rows: readonly TokenRow[];
  /** Highest generation among the deleted ones. */
  readonly floor: number;
}

/** The rows as they were last read, and what opens them. */
export interface KnownRows extends TokenRows {
  readonly keyring: Keyring;
  /** Records by id that were opened of these rows so far. */
  readonly opened: Map<string, TokenRecord>;
}

/** What an operation decided: the rows to keep, if they are others, and what it gives back. */
export interface RowChange<T> {
  readonly next?: TokenRows;
  readonly result: T;
}

/** Where sealed rows lie that fit into memory. */
export interface RowPlace {
  /** Makes {@link known} what is stored now, with every MAC checked. @throws TokenStoreError `STORE_CORRUPT`, … */
  check(): Promise<void>;
  /** Good for one turn of the event loop after {@link check}. */
  known(): KnownRows;
  /** Decides on the rows as they are stored while nobody else writes, and keeps what was decided before it resolves. */
  change<T>(decide: (rows: KnownRows) => RowChange<T>): Promise<T>;
}

/** A token store over a place for rows: what is the same wherever they lie. */
export function rowTokenStore(options: {
  readonly place: RowPlace;
  /** Its leases are those of the tokens. */
  readonly home: Home;
  readonly journal: TokenJournal;
  readonly system: System;
}): TokenStore {
  const { place, home, system } = options;
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw new TokenStoreError("STORE_CLOSED", "The token store is closed.");
  };
  const change = <T>(decide: (rows: KnownRows) => RowChange<T>): Promise<T> => {
    checkOpen();
    return place.change(decide);
  };

  return {
    get: async (key) => {
      checkOpen();
      await place.check();
      const known = place.known();
      const row = findRow(known.rows, key);
      return row && openedRecord(known, row);
    },
    put: async (token, { expectedGeneration }) =>
      change(({ rows, floor, keyring }) => {
        const columns = decidePut(rows, token, {
          expectedGeneration,
          now: system.now(),
          newId: `tok_${ulid(system)}`,
          floor,
        });
        const secrets = secretsOf(token);
        const row = withRowMac(macKey(keyring), { ...columns, sealed: sealSecrets(keyring.sealer, columns, secrets) });
        const isNew = !rows.some((each) => isSameKey(each, row));
        const next = isNew ? [...rows, row] : rows.map((each) => (isSameKey(each, row) ? row : each));
        const { sealed, mac, ...stored } = row;
        return { next: { rows: next, floor }, result: { ...stored, ...secrets } };
      }),
    select: async (key) =>
      change(({ rows, floor, keyring }) => {
        const selected = decideSelect(rows, key);
        if (selected.every((row, index) => row === rows[index])) return { result: undefined };
        return { next: { rows: remade(keyring, rows, selected), floor }, result: undefined };
      }),
    delete: async (key) =>
      change(({ rows, floor, keyring }) => {
        const rest = decideDelete(rows, key);
        if (rest === undefined) return { result: false };
        const removed = rows.find((row) => isSameKey(row, key));
        const next = { rows: remade(keyring, rows, rest), floor: Math.max(floor, removed?.generation ?? 0) };
        return { next, result: true };
      }),
    list: async (filter = {}) => {
      checkOpen();
      await place.check();
      const { rows } = place.known();
      return rows.filter((row) => passesFilter(row, filter)).map(summaryOf);
    },
    withLease: async (key, work, wait) => {
      checkOpen();
      return withTokenLease(home, key, work, wait);
    },
    journal: options.journal,
    close: async () => {
      isClosed = true;
    },
  };
}

function openedRecord({ keyring, opened }: KnownRows, row: TokenRow): TokenRecord {
  const known = opened.get(row.id);
  if (known !== undefined) return known;
  const record = openRow(keyring, row);
  opened.set(row.id, record);
  return record;
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
