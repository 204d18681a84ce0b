import { system } from "@infershield/core";
import { expect, it } from "vitest";
import { createRequestIds } from "./request-ids.ts";

it("never makes the same id twice, across draws too", () => {
  const next = createRequestIds(system.randomBytes);
  const ids = Array.from({ length: 1_000 }, next);
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{24}$/);
});
