import { expect, test } from "vitest";
import { killRecorders } from "./audit-kills.ts";
import { recordTogether } from "./audit-processes.ts";

test("eight processes record a hundred thousand events into one database without a gap or a fork", async () => {
  await recordTogether(8, 12_500);
});

test("two hundred processes killed while they record requests lose no intent and leave each request one outcome", async () => {
  expect(await killRecorders(100)).toBeGreaterThan(2000);
});
