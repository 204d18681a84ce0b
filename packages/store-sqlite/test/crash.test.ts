import { expect, test } from "vitest";
import { killRounds } from "./kill-rounds.ts";

test("what a killed process had acknowledged is there, each transaction whole or not at all", async () => {
  const { acknowledged } = await killRounds(1);
  expect(acknowledged).toBeGreaterThan(0);
});
