import { Secret, type System, system } from "@infershield/core";
import { memoryTokenStore, type TokenKey, type TokenStore, TokenStoreError } from "@infershield/token-store";
import { expect, test } from "vitest";
import { nobody, person, providerAt, signInOf } from "../test/people.ts";
import { createCustody } from "./custody.ts";

const now = 1_760_000_000_000;
const clock: System = { ...system, now: () => now };
const provider = providerAt("http://127.0.0.1:9");
const environmentKeys = new Map([[provider.name, new Secret("sk-shared")]]);

/** A store that nothing may be asked of. */
const closed: TokenStore = {
  ...memoryTokenStore(),
  get: () => Promise.reject(new Error("The store was read.")),
  list: () => Promise.reject(new Error("The store was listed.")),
};

test("where nobody's stored login may be spent the store is not even read", async () => {
  const request = { provider, operation: "chat_completions" } as const;
  const through = createCustody({ keyMode: "passthrough", store: closed, environmentKeys });
  const own = await through.credentialFor({ ...request, principal: person(), foreign: new Secret("sk-own") });
  expect(own.value.reveal()).toBe("Bearer sk-own");
  const shared = createCustody({ keyMode: "server", store: closed, environmentKeys });
  expect((await shared.credentialFor({ ...request, principal: nobody })).value.reveal()).toBe("Bearer sk-shared");
  await expect(shared.credentialFor({ ...request, operation: "embeddings", principal: nobody })).rejects.toMatchObject({
    code: "NOT_PERMITTED",
  });
  await expect(shared.credentialFor({ ...request, principal: person() })).rejects.toMatchObject({
    name: "CustodyError",
    code: "STORE_UNAVAILABLE",
    hint: "See `infershield doctor`.",
    cause: new Error("The store was read."),
  });
});

test("a fresh token is given without its lease, and the journal is looked at once", async () => {
  const memory = memoryTokenStore({ system: clock });
  const token = signInOf({ accessToken: "at", refreshToken: "rt" }, { expiresAt: now + 60 * 60_000 });
  await memory.put(token, { expectedGeneration: 0 });
  let looks = 0;
  const read = (key: TokenKey) => {
    looks += 1;
    return memory.journal.read(key);
  };
  const withLease = () => Promise.reject(new Error("The lease was taken."));
  const store: TokenStore = { ...memory, withLease, journal: { ...memory.journal, read } };
  const events: unknown[] = [];
  const onEvent = (event: unknown) => events.push(event);
  const custody = createCustody({ keyMode: "server", store, environmentKeys, system: clock, onEvent });
  for (let asked = 0; asked < 3; asked++) {
    await custody.credentialFor({ principal: person(), provider, operation: "chat_completions" });
  }
  await custody.close();
  expect([looks, events]).toEqual([1, []]);
});

test.each([
  ["LEASE_TIMEOUT", "CREDENTIAL_TIMEOUT"],
  ["STORE_CORRUPT", "STORE_UNAVAILABLE"],
] as const)("a lease that ends with %s is %s to whoever waits, and reported once", async (code, expected) => {
  const memory = memoryTokenStore({ system: clock });
  await memory.put(signInOf({ accessToken: "at", refreshToken: "rt" }, { expiresAt: now - 1 }), {
    expectedGeneration: 0,
  });
  const store: TokenStore = { ...memory, withLease: () => Promise.reject(new TokenStoreError(code, "No lease.")) };
  const events: unknown[] = [];
  const onEvent = (event: unknown) => events.push(event);
  const custody = createCustody({ keyMode: "server", store, environmentKeys, system: clock, onEvent });
  const request = { principal: person(), provider, operation: "chat_completions" } as const;
  await expect(custody.credentialFor(request)).rejects.toMatchObject({ name: "CustodyError", code: expected });
  expect(events).toMatchObject([{ type: "refresh_failed", reason: code.toLowerCase(), failures: 1 }]);
  await custody.close();
});
