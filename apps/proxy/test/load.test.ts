import { describe, expect, it } from "vitest";
import { startNearProxy } from "./load-proxy.ts";
import { sendMany } from "./many-requests.ts";
import { overload } from "./overload.ts";

// A small part of what load.torture.ts does, in this process.

describe("the proxy under load", () => {
  it("leaves no descriptor and no timer behind after a hundred requests", async () => {
    const { sizes } = await sendMany(100, { warmUp: 50, start: startNearProxy });
    const [first, last] = [sizes.at(1), sizes.at(-1)];
    expect(last?.descriptors).toBeLessThanOrEqual((first?.descriptors ?? 0) + 5);
    expect(last?.timers).toBeLessThanOrEqual((first?.timers ?? 0) + 5);
  });

  it("refuses what is over its capacity with 429, scans all it serves, and recovers", async () => {
    const found = await overload({ capacity: 10, factor: 5, requests: 150, upstreamMs: 20, start: startNearProxy });
    expect(Object.keys(found.statuses).toSorted()).toEqual(["200", "429"]);
    expect(found.mostAtOnce).toBeLessThanOrEqual(10);
    expect(found.unscanned).toBe(0);
  });
});
