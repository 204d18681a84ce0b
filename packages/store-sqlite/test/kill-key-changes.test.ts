import { expect, test } from "vitest";
import { killAtEveryStep } from "./kill-key-changes.ts";

test("key changes that are killed on their way leave everything readable, under the old keys or the new ones", async () => {
  expect(await killAtEveryStep([20])).toBe(1);
});
