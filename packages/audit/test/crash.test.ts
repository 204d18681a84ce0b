import { test } from "vitest";
import { testHome } from "./fixtures.ts";
import { killRounds } from "./kill-rounds.ts";

/** Processes start and are killed: slow on a busy machine. */
const timeout = 30_000;

test("two writers killed at any moment lose no intent, fork nothing, and leave each request exactly one outcome", {
  timeout,
}, async () => {
  await killRounds(await testHome(), 1);
});
