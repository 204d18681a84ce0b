import { expect, test } from "vitest";
import { killRecorders } from "./audit-kills.ts";

test("two processes killed while they record requests lose no intent, and each request has exactly one outcome", async () => {
  expect(await killRecorders(1)).toBeGreaterThan(20);
});
