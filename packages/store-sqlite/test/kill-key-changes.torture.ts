import { expect, test } from "vitest";
import { killAnywhere, killAtEveryStep } from "./kill-key-changes.ts";

test("a round of key changes that is killed at any of its steps leaves everything readable", async () => {
  const kills = await killAtEveryStep();
  console.info(`${kills} steps, a kill at each, 0 lost`);
  expect(kills).toBeGreaterThan(50);
});

test("200 kills at random moments of key changes leave everything readable, and the changes can go on", async () => {
  const rounds = await killAnywhere(200);
  console.info(`200 kills, ${rounds} whole rounds of key changes, 0 lost`);
  expect(rounds).toBeGreaterThan(100);
});
