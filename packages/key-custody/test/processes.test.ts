import { beforeAll, describe, expect, test } from "vitest";
import { killAt, raceAtRealServer, raceOnExpiry, raceOnRefusal } from "./chaos.ts";
import { bundleWorker } from "./worker-order.ts";

// Vitest calls what a set-up returns when the tests are over.
beforeAll(bundleWorker);

describe("four processes on one home on disk", () => {
  test("that find the same expired token with 25 requests each refresh it exactly once", async () => {
    await raceOnExpiry({ rounds: 1, parallel: 25 });
  });

  test("that see token after token refused never spend one twice: no family is revoked", async () => {
    expect(await raceOnRefusal(20)).toBeGreaterThanOrEqual(20);
  });

  test("do the same at a real server, which revokes the family of a token that comes back", async () => {
    expect(await raceAtRealServer(20)).toBeGreaterThanOrEqual(20);
  });
});

describe("a process killed with SIGKILL during a refresh", () => {
  test.each([
    ["intent_written", false],
    ["answer_journalled", false],
  ] as const)("at %s (grace at the provider: %s) leaves a usable sign-in", async (moment, grace) => {
    expect(await killAt(moment, { times: 1, grace })).toEqual({ kills: 1, usable: 1, ended: 0 });
  });
});
