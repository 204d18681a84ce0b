import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleChildren, removeHomes } from "./crash-harness.ts";
import { killAtSteps, killKeyChanges, killMigrations, killWriters, mixProcesses } from "./crash-rounds.ts";

beforeAll(bundleChildren);
afterAll(removeHomes);

/** A small part of `crash.torture.ts`: every kill costs a process, 0.2 to 0.5 s. */
describe("after kill -9", () => {
  it("every acknowledged token of a writer is there", async () => {
    expect(await killWriters(5)).toBeGreaterThan(1);
  });

  it("the store opens whatever step an operation had reached", async () => {
    expect(await killAtSteps([5])).toBe(8);
  });

  it("of rotate, reencrypt, destroy and rewrap every record opens and the change can go on", async () => {
    await killKeyChanges(3);
  });

  it("in a migration every record is there, in the old form or in the new one", async () => {
    expect(await killMigrations([5])).toBe(1);
  });

  it("of one of several processes the others lose no update", async () => {
    await mixProcesses(2, 50);
  });
});
