import { expect, test } from "vitest";
import { killRounds } from "./kill-rounds.ts";
import { workMixed } from "./mixed-work.ts";

test("what a killed process had acknowledged is there, each transaction whole or not at all", async () => {
  const { acknowledged } = await killRounds(2);
  expect(acknowledged).toBeGreaterThan(0);
}, 30_000);

test("a process beside one that is killed loses no update", async () => {
  expect(await workMixed({ processes: 1, operations: 60 })).toBeGreaterThan(0);
}, 30_000);
