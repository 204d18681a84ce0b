import type { System } from "@infershield/core";
import { type Keyring, ulid } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import {
  type TokenJournal,
  type TokenRecord,
  type TokenStore,
  TokenStoreError,
  type TokenSummary,
} from "@infershield/token-store";
import {
  checkRowMac,
  decideDelete,
  decidePut,
  decideSelect,
  isSameKey,
  macKey,
  openRow,
  sealSecrets,
  secretsOf,
  summaryOf,
  type TokenRow,
  withRowMac,
  withTokenLease,
} from "@infershield/token-store/driver";
import { boundedMap } from "./bounded-map.ts";
import type { Database } from "./database.ts";
import type { LiveKeyset } from "./live-keyset.ts";
import type { SealedChange } from "./sealed-change.ts";
import { tokenStatements } from "./token-statements.ts";

/** Opened tokens that are kept; the others are opened when they are used. */
const keptTokens = 10_000;
/** Rows that are checked without letting others in between. */
const pageRows = 200;

/** A token store in a database that is open. */
export function sqliteTokenStore(options: {
  readonly database: Database;
  readonly keys: LiveKeyset;
  readonly change: SealedChange;
  /** Beside the database: its leases are those of the tokens. */
  readonly home: Home;
  readonly journal: TokenJournal;
  readonly system: System;
}): TokenStore {
  const { database, keys, home, system } = options;
  const statements = tokenStatements(database.connection);
  const opened = boundedMap<number, { readonly mac: string; readonly record: TokenRecord }>(keptTokens);
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw new TokenStoreError("STORE_CLOSED", "The token store is closed.");
  };
  const change: SealedChange = (work) => {
    checkOpen();
    return options.change(work);
  };
  const checked = (keyring: Keyring, rows: readonly TokenRow[]): readonly TokenRow[] => {
    for (const row of rows) checkRowMac(macKey(keyring), row);
    return rows;
  };
  /** Writes what differs, each with a fresh MAC. */
  const writeChanged = (keyring: Keyring, before: readonly TokenRow[], after: readonly TokenRow[]): void => {
    for (const row of after) if (!before.includes(row)) statements.write(withRowMac(macKey(keyring), row));
  };

  const load = async (row: number): Promise<TokenRecord | undefined> => {
    for (;;) {
      const found = database.read(() => statements.at(row));
      if (found === undefined) return undefined;
      const { file, keyring } = keys.known();
      if (found.keysetSeq !== file.seq) {
        await keys.check();
        continue;
      }
      checkRowMac(macKey(keyring), found.token);
      const record = openRow(keyring, found.token);
      opened.set(row, { mac: found.token.mac, record });
      return record;
    }
  };

  return {
    get: async (key) => {
      checkOpen();
      const place = database.read(() => statements.place(key));
      if (place === undefined) return undefined;
      // A MAC covers the whole row: an equal one means an equal row.
      const known = opened.get(place.row);
      return known?.mac === place.mac ? known.record : load(place.row);
    },
    put: async (token, { expectedGeneration }) =>
      change((keyring) => {
        const rows = checked(keyring, statements.ofPerson(token));
        const given = {
          expectedGeneration,
          now: system.now(),
          newId: `tok_${ulid(system)}`,
          floor: statements.floor(),
        };
        const columns = decidePut(rows, token, given);
        const secrets = secretsOf(token);
        const row = withRowMac(macKey(keyring), { ...columns, sealed: sealSecrets(keyring.sealer, columns, secrets) });
        statements.write(row);
        const { sealed, mac, ...stored } = row;
        return { ...stored, ...secrets };
      }),
    select: async (key) =>
      change((keyring) => {
        const rows = checked(keyring, statements.ofPerson(key));
        writeChanged(keyring, rows, decideSelect(rows, key));
      }),
    delete: async (key) =>
      change((keyring) => {
        const rows = checked(keyring, statements.ofPerson(key));
        const rest = decideDelete(rows, key);
        if (rest === undefined) return false;
        statements.raiseFloor(rows.find((row) => isSameKey(row, key))?.generation ?? 0);
        statements.remove(key);
        writeChanged(keyring, rows, rest);
        return true;
      }),
    list: async (filter = {}) => {
      checkOpen();
      const summaries: TokenSummary[] = [];
      for (let last = 0; ; ) {
        await keys.check();
        const page = database.read(() => statements.after(last, pageRows, filter));
        const rows = page.map(({ token }) => token);
        summaries.push(...checked(keys.current().keyring, rows).map(summaryOf));
        if (page.length < pageRows) return summaries;
        last = page.at(-1)?.row ?? last;
        await system.sleep(0);
      }
    },
    withLease: async (key, work, wait) => {
      checkOpen();
      return withTokenLease(home, key, work, wait);
    },
    journal: options.journal,
    close: async () => {
      isClosed = true;
      opened.clear();
    },
  };
}
