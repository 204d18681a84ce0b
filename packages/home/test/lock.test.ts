import { describe, it } from "vitest";
import { contend } from "./lock-rounds.ts";

describe("the lock between processes", { timeout: 60_000 }, () => {
  it("is never held twice, also when its holders die", () => contend(3, 150, 3));
});
