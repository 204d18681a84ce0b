import { describe, it } from "vitest";
import { contend } from "./lock-rounds.ts";

describe("the lock between processes", () => {
  it("is never held twice, also when its holders die", () => contend(3, 150, 3));
});
