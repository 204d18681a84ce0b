import { type System, system } from "@infershield/core";
import { afterEach, describe, expect, test } from "vitest";
import { liveManyLives } from "../test/many-lives.ts";
import type { Moment } from "../test/mortal-store.ts";
import { keyFor, providerAt, signInOf } from "../test/people.ts";
import type { RotatingServer } from "../test/rotating-server.ts";
import { ask, dieAt, openSharedHome, type SharedHome, startProcess } from "../test/shared-home.ts";
import { createCustody } from "./custody.ts";
import { logout } from "./logout.ts";

const minute = 60_000;
let server: RotatingServer;

afterEach(() => server.close());

async function home(grace = false): Promise<SharedHome> {
  const at = await openSharedHome({ grace });
  server = at.server;
  return at;
}

describe("a process killed during a refresh", () => {
  test.each<[Moment, boolean, { calls: number; value: string }]>([
    ["intent_written", false, { calls: 1, value: "Bearer at.alex.1" }],
    ["answer_received", true, { calls: 2, value: "Bearer at.alex.2" }],
    ["answer_journalled", false, { calls: 1, value: "Bearer at.alex.1" }],
    ["committed", false, { calls: 1, value: "Bearer at.alex.1" }],
    ["journal_cleared", false, { calls: 1, value: "Bearer at.alex.1" }],
  ])("at %s (grace at the provider: %s) loses nothing", async (moment, grace, expected) => {
    const at = await home(grace);
    await dieAt(at, moment);
    const next = startProcess(at);
    expect((await ask(at, next)).value.reveal()).toBe(expected.value);
    expect(server.calls).toBe(expected.calls);
    await next.close();
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
    expect(server.familiesRevoked).toBe(0);
  });

  test("after the answer and before the journal ends the sign-in at a provider without grace, once and with its reason", async () => {
    const at = await home();
    await dieAt(at, "answer_received");
    const next = startProcess(at);
    await expect(ask(at, next)).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
    await expect(ask(at, next)).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
    expect(server.calls).toBe(2);
    expect(at.events).toEqual([{ type: "ended", key: keyFor(), reason: "invalid_grant_after_interruption" }]);
  });

  test("is finished at the start of the next one, before anybody asks", async () => {
    const at = await home();
    await dieAt(at, "answer_journalled");
    const next = startProcess(at);
    expect(await next.recover((name) => (name === "acme" ? providerAt(server.url) : undefined))).toBe(1);
    expect((await at.store.get(keyFor()))?.accessToken?.reveal()).toBe("at.alex.1");
    expect(at.events).toEqual([{ type: "refreshed", key: keyFor(), recovered: true }]);
    expect(await next.recover(() => undefined)).toBe(0);
  });

  test("leaves no token alive when the person logged out meanwhile", async () => {
    const at = await home();
    await dieAt(at, "answer_journalled");
    await at.store.delete(keyFor());
    const next = startProcess(at);
    await expect(next.refresh(keyFor(), providerAt(server.url))).rejects.toMatchObject({
      code: "REAUTHENTICATION_REQUIRED",
    });
    expect(server.isAlive("rt.alex.1")).toBe(false);
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
  });

  test("and followed by a logout, has the token revoked that is alive, not the spent one", async () => {
    const at = await home();
    await dieAt(at, "answer_journalled");
    const result = await logout({ store: at.store, provider: providerAt(server.url), key: keyFor() });
    expect(result).toEqual({ revoked: "revoked", deleted: true });
    expect(server.revocations.map(({ token }) => token)).toEqual(["rt.alex.1", "at.alex.1"]);
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
  });

  test("cannot harm a later sign-in: its journal entry is about another token", async () => {
    const at = await home();
    await dieAt(at, "answer_journalled");
    await at.store.delete(keyFor());
    const later = {
      ...signInOf({ accessToken: "at.new", refreshToken: "rt.new" }, { expiresAt: at.now + 60 * minute }),
    };
    await at.store.put(later, { expectedGeneration: 0 });
    const next = startProcess(at);
    expect((await ask(at, next)).value.reveal()).toBe("Bearer at.new");
    await next.close();
    expect((await at.store.get(keyFor()))?.refreshToken?.reveal()).toBe("rt.new");
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
  });
});

describe("an old journal entry put back by somebody who can write the folder", () => {
  /** A server that keeps its refresh token, so that only the generation tells an old entry from one of now. */
  async function afterOneRefresh() {
    const at = await openSharedHome({ rotates: false });
    server = at.server;
    await dieAt(at, "answer_journalled");
    const old = await at.store.journal.read(keyFor());
    if (old === undefined) throw new Error("the process left no entry");
    const next = startProcess(at);
    await ask(at, next);
    await next.refresh(keyFor(), providerAt(server.url));
    expect((await at.store.get(keyFor()))?.accessToken?.reveal()).toBe("at.alex.2");
    await at.store.journal.write(keyFor(), old);
    return at;
  }

  test("does not bring back the token of that time", async () => {
    const at = await afterOneRefresh();
    const next = startProcess(at);
    expect((await ask(at, next)).value.reveal()).toBe("Bearer at.alex.2");
    await next.close();
    expect((await at.store.get(keyFor()))?.accessToken?.reveal()).toBe("at.alex.2");
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
  });

  test("does not make a logout revoke the token of that time in place of the living one", async () => {
    const at = await afterOneRefresh();
    await logout({ store: at.store, provider: providerAt(server.url), key: keyFor() });
    expect(server.revocations.map(({ token }) => token)).toEqual(["rt.alex.0", "at.alex.2"]);
  });
});

describe("a full disk", () => {
  test("before the call spends no refresh token", async () => {
    const at = await home();
    at.store.journal.write = () => Promise.reject(new Error("full"));
    await expect(ask(at, startProcess(at))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(server.calls).toBe(0);
  });

  test("after the call keeps the answer in memory until it can be stored", async () => {
    const at = await home();
    const { write } = at.store.journal;
    at.store.journal.write = (key, entry) =>
      entry.reveal().includes('"answer"') ? Promise.reject(new Error("full")) : write(key, entry);
    let monotonic = 0;
    const clock: System = { ...system, now: () => at.now, monotonic: () => monotonic };
    const custody = createCustody({ keyMode: "server", store: at.store, environmentKeys: new Map(), system: clock });
    await expect(ask(at, custody)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    at.store.journal.write = write;
    monotonic += minute;
    expect((await ask(at, custody)).value.reveal()).toBe("Bearer at.alex.1");
    expect(server.calls).toBe(1);
  });
});

test("whatever four processes do, and whenever they die, no family is revoked and the sign-in survives", {
  timeout: 60_000,
}, async () => {
  const { kills } = await liveManyLives(40);
  // Which deaths happen depends on chance and load, but some must.
  expect(Object.values(kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
});
