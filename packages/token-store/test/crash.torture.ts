import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleChildren, removeHomes } from "./crash-harness.ts";
import { killAtSteps, killKeyChanges, killMigrations, killWriters, mixProcesses } from "./crash-rounds.ts";

beforeAll(bundleChildren);
afterAll(removeHomes);

describe("after kill -9", { timeout: 3_600_000 }, () => {
  it("1,000 times, every acknowledged token of a writer is there", async () => {
    const stored = await killWriters(1000);
    console.info(`kills: 1000, writes: ${stored}, acknowledged writes lost: 0`);
    expect(stored).toBeGreaterThan(500);
  });

  it("at every step of every operation the store opens", async () => {
    const kills = await killAtSteps();
    console.info(`kills: ${kills}, stores that did not open: 0`);
    expect(kills).toBeGreaterThanOrEqual(70);
  });

  it("300 times during key changes, every record opens and the change can go on", async () => {
    const changes = await killKeyChanges(300);
    console.info(`kills: 300, whole rounds of changes: ${changes}, records lost: 0`);
    expect(changes).toBeGreaterThan(100);
  });

  it("200 times in a migration, at every step of it, every record is there, in the old form or in the new one", async () => {
    let kills = 0;
    while (kills < 200) kills += await killMigrations();
    console.info(`kills: ${kills}, records lost: 0`);
  });

  it("of one of three processes with 1,000 operations each, the others lose no update", async () => {
    await mixProcesses(3, 1000);
  });
});
