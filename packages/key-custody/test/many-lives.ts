import { Secret } from "@infershield/core";
import fc from "fast-check";
import { expect } from "vitest";
import type { Custody } from "../src/custody.ts";
import type { Moment } from "./mortal-store.ts";
import { person, providerAt } from "./people.ts";
import type { Fault } from "./rotating-server.ts";
import { ask, openSharedHome, type SharedHome, startProcess } from "./shared-home.ts";

const minute = 60_000;
const processes = 4;
/** One more could end the token, which is right but not what a life is about. */
const maxComplaints = 4;

/** Something that happens to a home with four processes. */
type Step =
  | { readonly type: "ask"; readonly process: number; readonly times: number }
  | { readonly type: "unauthorized"; readonly process: number }
  | { readonly type: "kill"; readonly process: number; readonly moment: Moment }
  | { readonly type: "fault"; readonly fault: Fault }
  | { readonly type: "pass"; readonly minutes: number };

const process = fc.nat({ max: processes - 1 });
const fault = fc.constantFrom<Fault>(
  "reset",
  { status: 500, body: "{}" },
  { status: 429, body: "{}" },
  { status: 502, body: "<html>", headers: { "content-type": "text/html" } },
  { status: 200, body: '{"access_token":' },
);
// A provider without grace cannot forgive a death between its answer and the journal, so that moment is left out.
const moment = fc.constantFrom<Moment>("intent_written", "answer_journalled", "committed", "journal_cleared");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("ask"), process, times: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("unauthorized"), process }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("kill"), process, moment }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("fault"), fault }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("pass"), minutes: fc.integer({ min: 1, max: 90 }) }) },
);

/** What happened in all lives together. */
export interface Lives {
  readonly kills: Readonly<Partial<Record<Moment, number>>>;
  readonly calls: number;
}

/** Lives random lives of four processes on one home; after each, whatever is left must work and no family may have been revoked. */
export async function liveManyLives(numRuns: number): Promise<Lives> {
  const kills: Partial<Record<Moment, number>> = {};
  let calls = 0;
  const life = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
    const at = await openSharedHome({ grace: false });
    await live(at, steps, (died) => {
      kills[died] = (kills[died] ?? 0) + 1;
    });
    // A new process, as after a reboot.
    at.now += 3 * 60 * minute;
    const last = startProcess(at);
    const credential = await ask(at, last);
    await last.close();
    calls += at.server.calls;
    expect(at.server.isCurrent(credential.value.reveal().slice("Bearer ".length))).toBe(true);
    expect(at.server.familiesRevoked).toBe(0);
    await at.server.close();
  });
  await fc.assert(life, { numRuns, endOnFailure: true });
  return { kills, calls };
}

async function live(at: SharedHome, steps: readonly Step[], onDeath: (moment: Moment) => void): Promise<void> {
  const doomed = new Map<number, Moment>();
  const start = (index: number): Custody =>
    startProcess(at, (reached) => {
      if (doomed.get(index) !== reached) return false;
      doomed.delete(index);
      onDeath(reached);
      alive.set(index, start(index));
      return true;
    });
  const alive = new Map<number, Custody>();
  for (let index = 0; index < processes; index++) alive.set(index, start(index));
  const running: Promise<unknown>[] = [];
  let complaints = 0;
  const run = (index: number, work: (custody: Custody) => Promise<unknown>): void => {
    const custody = alive.get(index);
    if (custody !== undefined) running.push(work(custody).catch(() => undefined));
  };
  for (const each of steps) {
    switch (each.type) {
      case "ask":
        for (let time = 0; time < each.times; time++) run(each.process, (custody) => ask(at, custody));
        break;
      case "unauthorized":
        if (++complaints <= maxComplaints) run(each.process, (custody) => complain(at, custody));
        break;
      case "kill":
        doomed.set(each.process, each.moment);
        break;
      case "fault":
        at.server.faults.push(each.fault);
        break;
      case "pass":
        await pause(5);
        at.now += each.minutes * minute;
        break;
    }
  }
  // The requests of dead processes never settle.
  await Promise.race([Promise.all(running), pause(50)]);
  doomed.clear();
  at.server.faults.length = 0;
}

/** The API refuses whatever token is stored. */
async function complain(at: SharedHome, custody: Custody): Promise<unknown> {
  const request = { principal: person(), provider: providerAt(at.server.url), operation: "responses" } as const;
  const stored = await at.store.get({ tenant: "default", userId: "alex", provider: "acme" });
  const value = new Secret(`Bearer ${stored?.accessToken?.reveal()}`);
  const credential = { kind: "oauth", header: "authorization", value, origin: "", account: "work" } as const;
  return custody.refreshAfterUnauthorized(credential, request);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
