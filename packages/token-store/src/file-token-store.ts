import type { System } from "@infershield/core";
import { EnvelopeError, ulid } from "@infershield/envelope";
import type { Home } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import type { LiveTokenFile, LoadedFile } from "./live-token-file.ts";
import { secretsOf, type TokenRecord } from "./token.ts";
import { macKey, type TokenFile, withFileMac } from "./token-file.ts";
import { withTokenLease } from "./token-lease.ts";
import { openSecrets, sealSecrets, summaryOf, type TokenRow, withRowMac } from "./token-row.ts";
import { decideDelete, decidePut, decideSelect, findRow, isSameKey, passesFilter } from "./token-rules.ts";
import type { TokenJournal, TokenStore } from "./token-store.ts";

/** What an operation decided: the file to write, if any, and what it gives back. */
interface Change<T> {
  readonly next?: Omit<TokenFile, "mac">;
  readonly result: T;
}

/** A token store over a file that is open. */
export function fileTokenStore(options: {
  readonly home: Home;
  readonly live: LiveTokenFile;
  readonly journal: TokenJournal;
  readonly system: System;
}): TokenStore {
  const { home, live, system } = options;
  let isClosed = false;
  const checkOpen = (): void => {
    if (isClosed) throw new TokenStoreError("STORE_CLOSED", "The token store is closed.");
  };
  /** Reads, decides and writes while nobody else writes; nothing is written without a `next`. */
  const change = <T>(decide: (loaded: LoadedFile) => Change<T>): Promise<T> => {
    checkOpen();
    return home.withLock(async () => {
      await live.check();
      const loaded = live.known();
      const { next, result } = decide(loaded);
      if (next !== undefined) {
        await live.write(withFileMac(loaded.keyring, { ...next, generation: loaded.file.generation + 1 }));
      }
      return result;
    });
  };

  return {
    get: async (key) => {
      checkOpen();
      await live.check();
      const loaded = live.known();
      const row = findRow(loaded.file.records, key);
      return row && openedRecord(loaded, row);
    },
    put: async (token, { expectedGeneration }) =>
      change(({ file, keyring }) => {
        const given = {
          expectedGeneration,
          now: system.now(),
          newId: `tok_${ulid(system)}`,
          floor: file.generationFloor,
        };
        const columns = decidePut(file.records, token, given);
        const secrets = secretsOf(token);
        const row = withRowMac(macKey(keyring), { ...columns, sealed: sealSecrets(keyring.sealer, columns, secrets) });
        const isNew = !file.records.some((each) => isSameKey(each, row));
        const records = isNew
          ? [...file.records, row]
          : file.records.map((each) => (isSameKey(each, row) ? row : each));
        const { sealed, mac, ...stored } = row;
        return { next: { ...file, records }, result: { ...stored, ...secrets } };
      }),
    select: async (key) =>
      change(({ file, keyring }) => {
        const records = decideSelect(file.records, key);
        if (records.every((row, index) => row === file.records[index])) return { result: undefined };
        return { next: { ...file, records: remade(keyring, file.records, records) }, result: undefined };
      }),
    delete: async (key) =>
      change(({ file, keyring }) => {
        const rest = decideDelete(file.records, key);
        if (rest === undefined) return { result: false };
        const removed = file.records.find((row) => isSameKey(row, key));
        const generationFloor = Math.max(file.generationFloor, removed?.generation ?? 0);
        return { next: { ...file, generationFloor, records: remade(keyring, file.records, rest) }, result: true };
      }),
    list: async (filter = {}) => {
      checkOpen();
      await live.check();
      const { file } = live.known();
      return file.records.filter((row) => passesFilter(row, filter)).map(summaryOf);
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

function openedRecord(loaded: LoadedFile, row: TokenRow): TokenRecord {
  const known = loaded.opened.get(row.id);
  if (known !== undefined) return known;
  const { sealed, mac, ...columns } = row;
  const record = { ...columns, ...opened(loaded, row) };
  loaded.opened.set(row.id, record);
  return record;
}

function opened(loaded: LoadedFile, row: TokenRow): ReturnType<typeof openSecrets> {
  try {
    return openSecrets(loaded.keyring.sealer, row);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw new TokenStoreError("STORE_CORRUPT", "A sealed token does not open.", { cause: error });
  }
}

/** Rows that changed get a fresh MAC; the others keep theirs. */
function remade(
  keyring: LoadedFile["keyring"],
  before: readonly TokenRow[],
  after: readonly TokenRow[],
): readonly TokenRow[] {
  const known = new Set(before);
  return after.map((row) => (known.has(row) ? row : withRowMac(macKey(keyring), row)));
}
