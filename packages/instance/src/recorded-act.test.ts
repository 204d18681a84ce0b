import type { AuditEvent } from "@infershield/audit";
import { expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { type ActLog, recordedAct, recordRefusedAct } from "./recorded-act.ts";

const act = { event: "admin", action: "keys.destroy", userId: "local", subject: "key-1" } as const;

/** Keeps the records, and what was done, in the order of their coming. */
function rememberingLog(): { readonly log: ActLog; readonly seen: unknown[]; readonly events: AuditEvent[] } {
  const seen: unknown[] = [];
  const events: AuditEvent[] = [];
  const keep = (phase: string) => async (event: AuditEvent) => {
    events.push(event);
    seen.push([phase, event.decision, event.outcome, event.reason]);
    return { seq: events.length };
  };
  const audit = { recordIntent: keep("intent"), recordOutcome: keep("outcome"), record: keep("terminal") };
  return { log: { audit }, seen, events };
}

test("the intent is on disk before anything is done, and the outcome has what became known meanwhile", async () => {
  const { log, seen, events } = rememberingLog();
  const result = await recordedAct(log, act, async (note) => {
    seen.push("done");
    note({ subject: "key-2", reason: "seal" });
    return 7;
  });
  expect(result).toBe(7);
  expect(seen).toEqual([["intent", "allow", undefined, undefined], "done", ["outcome", "allow", "completed", "seal"]]);
  const [intent, outcome] = events;
  expect(intent).toMatchObject(act);
  expect(outcome).toMatchObject({ action: "keys.destroy", userId: "local", subject: "key-2" });
  expect(outcome?.requestId).toBe(intent?.requestId);
});

test.each([
  ["a coded failure", new ConfigError("INVALID_CONFIG", "No."), "invalid_config"],
  ["any other failure", new TypeError("No."), "unexpected"],
])("%s is recorded with its code and thrown on", async (_, failure, reason) => {
  const { log, seen } = rememberingLog();
  await expect(recordedAct(log, act, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(seen.at(-1)).toEqual(["outcome", "refuse", "failed", reason]);
});

test("what cannot be recorded is not done", async () => {
  const full = new Error("the disk is full");
  const { log } = rememberingLog();
  const work: unknown[] = [];
  const refusing = { audit: { ...log.audit, recordIntent: () => Promise.reject(full) } };
  await expect(recordedAct(refusing, act, async () => work.push("done"))).rejects.toBe(full);
  expect(work).toEqual([]);
});

test("two acts have two ids, and a refusal is one record", async () => {
  const { log, seen, events } = rememberingLog();
  await recordRefusedAct(log, { ...act, reason: "role" });
  await recordRefusedAct(log, { ...act, reason: "role" });
  expect(seen[0]).toEqual(["terminal", "refuse", "failed", "role"]);
  expect(events[0]?.blocked).toBe(true);
  expect(events[0]?.requestId).not.toBe(events[1]?.requestId);
});

test("a token given in the place of its id is not recorded", async () => {
  const { log, events } = rememberingLog();
  const token = "ifsp_pasted";
  const refused = new ConfigError("INVALID_CONFIG", "No such token.");
  await expect(recordedAct(log, { ...act, subject: token }, () => Promise.reject(refused))).rejects.toBe(refused);
  expect(events.map(({ subject }) => subject)).toEqual(["[credential]", "[credential]"]);
});
