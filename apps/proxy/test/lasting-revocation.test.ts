import { expect, it } from "vitest";
import { revokeWhileStreaming } from "./lasting-revocation.ts";

// The promise is 1 s and 2 s; machines that test are busy. The torture suite measures.
it("a token revoked by another process is refused, and its streams are cut at both ends", async () => {
  const { refusedAfterMs, cutAfterMs, upstreamCancelledAfterMs } = await revokeWhileStreaming(5);
  expect(refusedAfterMs).toBeLessThan(10_000);
  expect(cutAfterMs).toBeLessThan(20_000);
  expect(upstreamCancelledAfterMs).toBeLessThan(20_000);
});
