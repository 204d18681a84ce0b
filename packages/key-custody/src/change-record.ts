import {
  type NewToken,
  type TokenKey,
  type TokenRecord,
  type TokenStore,
  TokenStoreError,
} from "@infershield/token-store";

/** Far above what people and a command line change while a refresh is under way. */
const maxConflicts = 20;

/**
 * Reads a record, changes it and writes it back by compare-and-set, again when somebody without the lease was faster.
 *
 * @param change - Gives the new record, or undefined when this record must stay as it is.
 * @param known - The record as it was just read, to save one read.
 * @returns what is stored now, and whether the change is in it
 */
export async function changeRecord(
  store: TokenStore,
  key: TokenKey,
  change: (record: TokenRecord) => NewToken | undefined,
  known?: TokenRecord,
): Promise<{ readonly record: TokenRecord | undefined; readonly changed: boolean }> {
  let record = known ?? (await store.get(key));
  for (let attempt = 0; attempt < maxConflicts; attempt++) {
    const next = record && change(record);
    if (record === undefined || next === undefined) return { record, changed: false };
    const saved = await putUnlessChanged(store, next, record.generation);
    if (saved !== undefined) return { record: saved, changed: true };
    record = await store.get(key);
  }
  throw new TokenStoreError("CONFLICT", "The token kept changing while it was to be written.");
}

/** The members that `put` takes. */
export function withoutStoreFields(record: TokenRecord): NewToken {
  const { id: _i, generation: _g, createdAt: _c, updatedAt: _u, selected: _s, ...token } = record;
  return token;
}

async function putUnlessChanged(
  store: TokenStore,
  token: NewToken,
  expectedGeneration: number,
): Promise<TokenRecord | undefined> {
  try {
    return await store.put(token, { expectedGeneration });
  } catch (error) {
    if (error instanceof TokenStoreError && error.code === "CONFLICT") return undefined;
    throw error;
  }
}
