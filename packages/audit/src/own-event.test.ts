import { expect, test } from "vitest";
import { ownEvent } from "./own-event.ts";

test("what the log says about itself has no user, provider or finding", () => {
  expect(ownEvent("00112233aabbccdd", { action: "audit.recovered", reason: "torn_record", bytesIn: 4 })).toEqual({
    event: "lifecycle",
    action: "audit.recovered",
    phase: "terminal",
    tenant: "default",
    userId: "system",
    requestId: "audit-00112233aabbccdd",
    decision: "allow",
    blocked: false,
    riskScore: 0,
    threats: [],
    reason: "torn_record",
    bytesIn: 4,
  });
});
