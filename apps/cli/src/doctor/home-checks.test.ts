import { expect, test } from "vitest";
import { diskSpace } from "./home-checks.ts";

test.each([
  [10_000_000_000, "ok"],
  [100_000_000, "warning"],
  [4_096, "problem"],
  [0, "problem"],
])("%d bytes left on the disk: %s", (bytes, status) => {
  expect(diskSpace(bytes).status).toBe(status);
});
