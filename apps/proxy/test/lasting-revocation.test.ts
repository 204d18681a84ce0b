import { expect, it } from "vitest";
import { revokeWhileStreaming } from "./lasting-revocation.ts";

/** The promise is 1 s and 2 s, and the torture suite measures it; machines that test may be thirty times as busy. */
const soonMs = 30_000;

it("a token revoked by another process is refused, and its streams are cut at both ends", async () => {
  const { refusedAfterMs, cutAfterMs, upstreamCancelledAfterMs } = await revokeWhileStreaming(5);
  expect(refusedAfterMs).toBeLessThan(soonMs);
  expect(cutAfterMs).toBeLessThan(soonMs);
  expect(upstreamCancelledAfterMs).toBeLessThan(soonMs);
});
