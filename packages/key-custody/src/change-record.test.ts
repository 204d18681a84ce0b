import { memoryTokenStore, type TokenStore, TokenStoreError } from "@infershield/token-store";
import { beforeEach, expect, test } from "vitest";
import { keyFor, signInOf } from "../test/people.ts";
import { changeRecord, withoutStoreFields } from "./change-record.ts";

const key = keyFor();
let memory: TokenStore;
let puts: number;

beforeEach(async () => {
  memory = memoryTokenStore();
  puts = 0;
  await memory.put(signInOf({ accessToken: "at", refreshToken: "rt" }, { expiresAt: 1 }), { expectedGeneration: 0 });
});

/** The store, whose writing fails as often as `error` gives one. */
function failing(error: (attempt: number) => unknown): TokenStore {
  return {
    ...memory,
    put: (token, options) => {
      puts += 1;
      const failure = error(puts);
      return failure === undefined ? memory.put(token, options) : Promise.reject(failure);
    },
  };
}

function rename(store: TokenStore) {
  return changeRecord(store, key, (record) => ({ ...withoutStoreFields(record), displayName: "new" }));
}

const conflict = new TokenStoreError("CONFLICT", "Somebody was faster.");

test("a change that somebody was faster than is made again on what is stored now", async () => {
  const store = failing((attempt) => (attempt <= 2 ? conflict : undefined));
  expect(await rename(store)).toMatchObject({ changed: true, record: { displayName: "new" } });
  expect(puts).toBe(3);
});

test("a record that never stops changing is given up after twenty attempts", async () => {
  await expect(rename(failing(() => conflict))).rejects.toMatchObject({ name: "TokenStoreError", code: "CONFLICT" });
  expect(puts).toBe(20);
});

test.each([
  new TokenStoreError("STORE_CORRUPT", "It is damaged."),
  Object.assign(new Error("of another kind"), { code: "CONFLICT" }),
])("a failure of the store is no reason to try again: %s", async (error) => {
  await expect(rename(failing(() => error))).rejects.toBe(error);
  expect(puts).toBe(1);
});

test("what is not stored, or must stay as it is, is not written", async () => {
  const store = failing(() => undefined);
  expect(await changeRecord(store, key, () => undefined)).toMatchObject({ changed: false, record: { generation: 1 } });
  await memory.delete(key);
  expect(await rename(store)).toEqual({ record: undefined, changed: false });
  expect(puts).toBe(0);
});

test("a record as it is written again has no member that the store gives it", async () => {
  const record = await memory.get(key);
  if (record === undefined) throw new Error("It was stored.");
  const token = signInOf({ accessToken: "at", refreshToken: "rt" }, { expiresAt: 1 });
  expect(withoutStoreFields(record)).toEqual({ ...token, refreshFailures: 0 });
});
