import { Secret, type System, system } from "@infershield/core";
import { memoryTokenStore, type TokenStore } from "@infershield/token-store";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { type Leases, leasesOfOneHome, type Moment, mortalStore } from "../test/mortal-store.ts";
import { keyFor, person, providerAt, signInOf } from "../test/people.ts";
import { type Fault, type RotatingServer, startRotatingServer } from "../test/rotating-server.ts";
import { type Custody, createCustody } from "./custody.ts";
import type { CustodyEvent } from "./events.ts";

const minute = 60_000;
let server: RotatingServer;

afterEach(() => server.close());

interface Home {
  readonly store: TokenStore;
  readonly leases: Leases;
  readonly events: CustodyEvent[];
  now: number;
}

/** A home with one sign-in that expired, as several processes see it. */
async function home(grace = false): Promise<Home> {
  server = await startRotatingServer({ grace });
  const store = memoryTokenStore();
  const now = 1_760_000_000_000;
  await store.put(signInOf(server.issue(), { expiresAt: now - 1 }), { expectedGeneration: 0 });
  return { store, leases: leasesOfOneHome(), events: [], now };
}

function startProcess(at: Home, dies: (moment: Moment) => boolean = () => false): Custody {
  const clock: System = { ...system, now: () => at.now };
  const store = mortalStore(at.store, at.leases, dies);
  const onEvent = (event: CustodyEvent) => at.events.push(event);
  return createCustody({
    keyMode: "server",
    store,
    environmentKeys: new Map(),
    system: clock,
    onEvent,
    timeoutMs: 5_000,
  });
}

const ask = (custody: Custody) =>
  custody.credentialFor({ principal: person(), provider: providerAt(server.url), operation: "responses" });

/** Lets a process begin a refresh and die at a moment. */
async function dieAt(at: Home, moment: Moment): Promise<void> {
  const died = Promise.withResolvers<void>();
  const custody = startProcess(at, (reached) => {
    if (reached === moment) died.resolve();
    return reached === moment;
  });
  ask(custody).catch(() => undefined);
  await died.promise;
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
    expect((await ask(next)).value.reveal()).toBe(expected.value);
    expect(server.calls).toBe(expected.calls);
    await next.close();
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
    expect(server.familiesRevoked).toBe(0);
  });

  test("after the answer and before the journal ends the sign-in at a provider without grace, once and with its reason", async () => {
    const at = await home();
    await dieAt(at, "answer_received");
    const next = startProcess(at);
    await expect(ask(next)).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
    await expect(ask(next)).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });
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

  test("cannot harm a later sign-in: its journal entry is about another token", async () => {
    const at = await home();
    await dieAt(at, "answer_journalled");
    await at.store.delete(keyFor());
    const later = {
      ...signInOf({ accessToken: "at.new", refreshToken: "rt.new" }, { expiresAt: at.now + 60 * minute }),
    };
    await at.store.put(later, { expectedGeneration: 0 });
    const next = startProcess(at);
    expect((await ask(next)).value.reveal()).toBe("Bearer at.new");
    await next.close();
    expect((await at.store.get(keyFor()))?.refreshToken?.reveal()).toBe("rt.new");
    expect(await at.store.journal.read(keyFor())).toBeUndefined();
  });
});

describe("a full disk", () => {
  test("before the call spends no refresh token", async () => {
    const at = await home();
    at.store.journal.write = () => Promise.reject(new Error("full"));
    await expect(ask(startProcess(at))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
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
    await expect(ask(custody)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    at.store.journal.write = write;
    monotonic += minute;
    expect((await ask(custody)).value.reveal()).toBe("Bearer at.alex.1");
    expect(server.calls).toBe(1);
  });
});

/** One step of a life with races: a process does something. */
type Step =
  | { readonly type: "ask"; readonly process: number; readonly times: number }
  | { readonly type: "unauthorized"; readonly process: number }
  | { readonly type: "kill"; readonly process: number; readonly moment: Moment }
  | { readonly type: "fault"; readonly fault: Fault }
  | { readonly type: "pass"; readonly minutes: number };

const processes = 4;
const processNumber = fc.nat({ max: processes - 1 });
const anyFault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  "reset",
  { status: 500, body: "{}" },
  { status: 429, body: "{}" },
  { status: 502, body: "<html>", headers: { "content-type": "text/html" } },
  { status: 200, body: '{"access_token":' },
);
// Without grace a provider cannot forgive a process that dies between the answer and the journal, so that moment is left out.
const anyMoment = fc.constantFrom<Moment>("intent_written", "answer_journalled", "committed", "journal_cleared");
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("ask"), process: processNumber, times: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("unauthorized"), process: processNumber }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("kill"), process: processNumber, moment: anyMoment }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("fault"), fault: anyFault }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("pass"), minutes: fc.integer({ min: 1, max: 90 }) }) },
);

test("whatever four processes do, and whenever they die, no family is revoked and the sign-in survives", {
  timeout: 60_000,
}, async () => {
  let kills = 0;
  const life = fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (steps) => {
    const at = await home();
    const doomed = new Map<number, Moment>();
    const dies = (process: number) => (moment: Moment) => {
      if (doomed.get(process) !== moment) return false;
      doomed.delete(process);
      kills++;
      alive[process] = startProcess(at, dies(process));
      return true;
    };
    const alive = Array.from({ length: processes }, (_, process) => startProcess(at, dies(process)));
    const of = (process: number): Custody => {
      const custody = alive[process];
      if (custody === undefined) throw new RangeError(`no process ${process}`);
      return custody;
    };
    const running: Promise<unknown>[] = [];
    for (const step of steps) {
      switch (step.type) {
        case "ask":
          for (let time = 0; time < step.times; time++) running.push(ask(of(step.process)).catch(() => undefined));
          break;
        case "unauthorized": {
          const request = { principal: person(), provider: providerAt(server.url), operation: "responses" } as const;
          const custody = of(step.process);
          const credential = {
            kind: "oauth",
            header: "authorization",
            value: new Secret("Bearer other"),
            origin: "",
            account: "work",
          } as const;
          running.push(custody.refreshAfterUnauthorized(credential, request).catch(() => undefined));
          break;
        }
        case "kill":
          doomed.set(step.process, step.moment);
          break;
        case "fault":
          server.faults.push(step.fault);
          break;
        case "pass":
          await new Promise((resolve) => setImmediate(resolve));
          at.now += step.minutes * minute;
          break;
      }
    }
    await Promise.race([Promise.all(running), new Promise((resolve) => setTimeout(resolve, 50))]);
    doomed.clear();
    server.faults.length = 0;
    // A new process, as after a reboot: whatever is left must still work.
    at.now += 3 * 60 * minute;
    const last = startProcess(at);
    const credential = await ask(last);
    await last.close();
    expect(server.isCurrent(credential.value.reveal().slice("Bearer ".length))).toBe(true);
    expect(server.familiesRevoked).toBe(0);
    await server.close();
  });
  await fc.assert(life, { numRuns: 40, endOnFailure: true });
  expect(kills).toBeGreaterThan(0);
});
