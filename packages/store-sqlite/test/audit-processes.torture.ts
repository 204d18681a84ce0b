import { test } from "vitest";
import { recordTogether } from "./audit-processes.ts";

test("eight processes record a hundred thousand events into one database without a gap or a fork", async () => {
  await recordTogether(8, 12_500);
});
