import { system as realSystem, type Secret, type System } from "@infershield/core";
import { ulid } from "@infershield/envelope";
import type { LockOptions } from "@infershield/home";
import { TokenStoreError } from "./error.ts";
import { secretFields, secretsOf, type TokenKey, type TokenRecord } from "./token.ts";
import { tokenKeyOf, tokenName } from "./token-key.ts";
import { decideDelete, decidePut, decideSelect, findRow, isSameKey, passesFilter } from "./token-rules.ts";
import type { TokenStore } from "./token-store.ts";

/** A store that ends with the process: for tests and for what must never touch the disk. */
export function memoryTokenStore(options: { readonly system?: System } = {}): TokenStore {
  const { system = realSystem } = options;
  let rows: readonly TokenRecord[] = [];
  let floor = 0;
  let isClosed = false;
  const leases = new Map<string, Promise<void>>();
  const entries = new Map<string, { readonly key: TokenKey; readonly entry: Secret }>();
  const checkOpen = (): void => {
    if (isClosed) throw new TokenStoreError("STORE_CLOSED", "The token store is closed.");
  };

  return {
    get: async (key) => {
      checkOpen();
      return findRow(rows, key);
    },
    put: async (token, { expectedGeneration }) => {
      checkOpen();
      const given = { expectedGeneration, now: system.now(), newId: `tok_${ulid(system)}`, floor };
      const record: TokenRecord = { ...decidePut(rows, token, given), ...secretsOf(token) };
      const isNew = !rows.some((row) => isSameKey(row, record));
      rows = isNew ? [...rows, record] : rows.map((row) => (isSameKey(row, record) ? record : row));
      return record;
    },
    select: async (key) => {
      checkOpen();
      rows = decideSelect(rows, key);
    },
    delete: async (key) => {
      checkOpen();
      const rest = decideDelete(rows, key);
      if (rest === undefined) return false;
      floor = Math.max(floor, ...rows.filter((row) => isSameKey(row, key)).map((row) => row.generation));
      rows = rest;
      return true;
    },
    list: async (filter = {}) => {
      checkOpen();
      return rows
        .filter((row) => passesFilter(row, filter))
        .map(({ accessToken, refreshToken, idToken, apiKey, ...columns }) => {
          const secrets = { accessToken, refreshToken, idToken, apiKey };
          return {
            ...columns,
            has: secretFields.flatMap(([name, field]) => (secrets[name] === undefined ? [] : [field])),
          };
        });
    },
    withLease: async (key, work, wait = {}) => {
      checkOpen();
      const leave = await takeLease(leases, tokenName(key), wait, system);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    journal: {
      write: async (key, entry) => {
        checkOpen();
        entries.set(tokenName(key), { key: tokenKeyOf(key), entry });
      },
      read: async (key) => {
        checkOpen();
        return entries.get(tokenName(key))?.entry;
      },
      clear: async (key) => {
        checkOpen();
        entries.delete(tokenName(key));
      },
      keys: async () => {
        checkOpen();
        return [...entries.values()].map(({ key }) => key);
      },
    },
    close: async () => {
      isClosed = true;
    },
  };
}

const leaseWaitMs = 60_000;

/** Waits until those before have left; returns how to leave. */
async function takeLease(
  leases: Map<string, Promise<void>>,
  name: string,
  { waitMs = leaseWaitMs, signal }: LockOptions,
  system: System,
): Promise<() => void> {
  signal?.throwIfAborted();
  const before = leases.get(name) ?? Promise.resolve();
  const own = Promise.withResolvers<void>();
  leases.set(
    name,
    before.then(() => own.promise),
  );
  const done = new AbortController();
  const stop = signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]);
  const late = system.sleep(waitMs, stop).then(() => {
    throw new TokenStoreError("LEASE_TIMEOUT", `Another operation on this token took more than ${waitMs} ms.`);
  });
  late.catch(() => undefined);
  try {
    await Promise.race([before, late]);
    return own.resolve;
  } catch (error) {
    own.resolve();
    throw error;
  } finally {
    done.abort();
  }
}
