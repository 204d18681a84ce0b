import { Secret } from "@infershield/core";
import { DeviceFlowError } from "@infershield/device-flow";
import {
  memoryTokenStore,
  type NewToken,
  type TokenRecord,
  type TokenStore,
  tokenName,
} from "@infershield/token-store";
import { beforeEach, describe, expect, test } from "vitest";
import { keyFor, providerAt, signInOf } from "../test/people.ts";
import { commitAnswer } from "./commit-answer.ts";
import type { CustodyEvent } from "./events.ts";
import type { JournalledAnswer } from "./journal-entry.ts";
import { createOAuthClients } from "./oauth-client.ts";
import type { RefreshContext } from "./refresh-context.ts";
import { settleFailure } from "./settle-failure.ts";

const now = 1_760_000_000_000;
const key = keyFor();
const task = { key, provider: providerAt("http://127.0.0.1:9") };
const answer: JournalledAnswer = { accessToken: "at.1", receivedAt: now };
const unreachable = new DeviceFlowError("UNREACHABLE", "The server cannot be reached.");

let store: TokenStore;
let events: CustodyEvent[];
let context: RefreshContext;
let known: TokenRecord;

function clientsThat(error: unknown): RefreshContext["clients"] {
  return () => Promise.reject(error);
}

beforeEach(async () => {
  store = memoryTokenStore();
  events = [];
  const onEvent = (event: CustodyEvent) => events.push(event);
  context = { store, clients: clientsThat(unreachable), now: () => now, onEvent, unsaved: new Map() };
  const signIn = signInOf({ accessToken: "at.0", refreshToken: "rt.0" }, { expiresAt: now });
  known = await store.put({ ...signIn, idToken: new Secret("id.0") }, { expectedGeneration: 0 });
  await store.journal.write(key, new Secret("{}"));
  context.unsaved.set(tokenName(key), new Secret("{}"));
});

function commit(change: Partial<JournalledAnswer> = {}) {
  const brought = { ...answer, ...change };
  return commitAnswer(context, task, { record: known, used: "rt.0", answer: brought, recovered: false });
}

/** Puts something else into the record's place, as somebody without the lease may do. */
async function replaceBy(change: Partial<NewToken>): Promise<void> {
  const {
    refreshToken: _,
    accessToken: __,
    idToken: ___,
    ...token
  } = signInOf({ accessToken: "at.other", refreshToken: "rt.other" }, { expiresAt: now + 1 });
  await store.put({ ...token, ...change }, { expectedGeneration: known.generation });
}

function secretsOf(record: TokenRecord | undefined): readonly (string | undefined)[] {
  return [record?.accessToken?.reveal(), record?.refreshToken?.reveal(), record?.idToken?.reveal()];
}

describe("an answer", () => {
  test("is stored with everything it brings", async () => {
    const brought = { refreshToken: "rt.1", idToken: "id.1", expiresAt: now + 5, scopes: ["more"] };
    expect(await commit(brought)).toMatchObject({ type: "record", renewed: true });
    const record = await store.get(key);
    expect(secretsOf(record)).toEqual(["at.1", "rt.1", "id.1"]);
    expect(record).toMatchObject({ expiresAt: now + 5, scopes: ["more"], lastRefreshAt: now, refreshFailures: 0 });
    expect(events).toEqual([{ type: "refreshed", key, recovered: false }]);
  });

  test("leaves what it does not bring, but for the end of the token before", async () => {
    await commit();
    const record = await store.get(key);
    expect(secretsOf(record)).toEqual(["at.1", "rt.0", "id.0"]);
    expect(record?.scopes).toEqual(["llm"]);
    expect(record).not.toHaveProperty("expiresAt");
  });

  test("is forgotten by journal and memory once it is stored", async () => {
    await commit();
    expect(await store.journal.read(key)).toBeUndefined();
    expect(context.unsaved.size).toBe(0);
  });

  test("does not replace an API key that took the account's place", async () => {
    await replaceBy({ kind: "api_key", apiKey: new Secret("sk") });
    expect(await commit()).toMatchObject({ type: "record", renewed: false });
    expect((await store.get(key))?.apiKey?.reveal()).toBe("sk");
    expect(events).toEqual([{ type: "discarded", key, reason: "replaced" }]);
  });

  test("does not revive another sign-in that has ended meanwhile", async () => {
    await replaceBy({ refreshToken: new Secret("rt.other"), state: "reauthentication_required" });
    expect(await commit()).toEqual({ type: "ended" });
    expect(await store.get(key)).toMatchObject({ state: "reauthentication_required" });
  });

  test("to somebody who logged out is revoked: its refresh token, or the access token where it has no other", async () => {
    await store.delete(key);
    const forms: string[] = [];
    const clients = createOAuthClients(async (_, init) => {
      forms.push(String(init?.body));
      return new Response();
    });
    context = { ...context, clients };
    await commit({ refreshToken: "rt.1" });
    await commit();
    expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toMatchObject([
      { token: "rt.1", token_type_hint: "refresh_token" },
      { token: "at.1", token_type_hint: "access_token" },
    ]);
    const event = { type: "discarded", key, reason: "logged_out", revoked: "revoked" };
    expect(events).toEqual([event, event]);
  });

  test("to somebody who logged out is told to live on when the server cannot be reached to revoke it", async () => {
    await store.delete(key);
    expect(await commit()).toEqual({ type: "gone" });
    expect(events).toEqual([{ type: "discarded", key, reason: "logged_out", revoked: "failed" }]);
    expect(await store.journal.read(key)).toBeUndefined();
  });

  test("stays in the journal when something unforeseen keeps it from being revoked", async () => {
    await store.delete(key);
    context = { ...context, clients: clientsThat(new TypeError("unforeseen")) };
    await expect(commit()).rejects.toThrow(TypeError);
    expect(await store.journal.read(key)).toBeDefined();
  });
});

describe("a refusal", () => {
  const refused = new DeviceFlowError("INVALID_GRANT", "The grant has ended.", { oauthError: "invalid_grant" });
  const settle = (error = refused) =>
    settleFailure(context, task, { used: new Secret("rt.0"), error, interrupted: false });

  test("to somebody who logged out meanwhile changes nothing", async () => {
    await store.delete(key);
    expect(await settle()).toEqual({ type: "gone" });
    expect(events).toEqual([]);
  });

  test("of a token that another refresh has replaced leaves the new one, and does not revive an ended one", async () => {
    await replaceBy({ refreshToken: new Secret("rt.other"), accessToken: new Secret("at.other") });
    expect(await settle()).toMatchObject({ type: "record", renewed: false });
    known = (await store.get(key)) ?? known;
    await replaceBy({ refreshToken: new Secret("rt.other"), state: "reauthentication_required" });
    expect(await settle()).toEqual({ type: "ended" });
    expect(events).toEqual([]);
  });

  test("for now leaves the sign-in and counts, and tells when to ask again", async () => {
    const later = new DeviceFlowError("SERVER_ERROR", "Too much to do.", { retryAfterMs: 7_000 });
    expect(await settle(later)).toEqual({ type: "failed", reason: "server_error", retryAfterMs: 7_000 });
    expect(await store.get(key)).toMatchObject({ state: "active", refreshFailures: 1 });
  });

  test("at a provider without words that end a token ends none", async () => {
    const { signIn: _, ...provider } = task.provider;
    const failure = { used: new Secret("rt.0"), error: refused, interrupted: false };
    expect(await settleFailure(context, { key, provider }, failure)).toMatchObject({ type: "failed" });
    expect(await store.get(key)).toMatchObject({ state: "active" });
  });
});
