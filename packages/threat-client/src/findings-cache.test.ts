import type { Finding } from "@infershield/core";
import { describe, expect, it } from "vitest";
import { createFindingsCache } from "./findings-cache.ts";

const none: readonly Finding[] = [];
const finding: Finding = {
  rule: "r",
  category: "secret",
  severity: "high",
  score: 90,
  role: "user",
  path: "/a",
  start: 0,
  end: 1,
  view: "text",
  explanation: "e",
};
/** An entry with such a key and no finding takes 310 bytes. */
const keyOf = (at: number): string => `k${String(at).padStart(9, "0")}`;

describe("the findings of texts that were scanned before", () => {
  it("come back with the place that the text has now, and for the same tenant only", () => {
    const cache = createFindingsCache({ tenantBytes: 10_000 });
    cache.set("one", "k", [finding]);
    expect(cache.get("one", "k", "/b")).toEqual([{ ...finding, path: "/b" }]);
    expect(cache.get("other", "k", "/b")).toBeUndefined();
  });

  it("stay while they are asked for, and go before those that nobody asks for take more than the bound", () => {
    const cache = createFindingsCache({ tenantBytes: 10 * 310 });
    for (let at = 0; at < 1_000; at += 1) {
      cache.set("one", keyOf(at), none);
      expect(cache.sizeBytes).toBeLessThanOrEqual(10 * 310);
      expect(cache.get("one", keyOf(at), "")).toEqual(none);
      expect(cache.get("one", keyOf(0), "")).toEqual(none);
    }
    expect(cache.sizeBytes).toBe(10 * 310);
    expect(cache.get("one", keyOf(1), "")).toBeUndefined();
  });

  it("are replaced by newer ones of the same text, and are not kept when they alone exceed the bound", () => {
    const cache = createFindingsCache({ tenantBytes: 1_000 });
    cache.set("one", "k", none);
    cache.set("one", "k", [finding]);
    expect(cache.get("one", "k", "/a")).toEqual([finding]);
    const size = cache.sizeBytes;
    cache.set("one", "m", [finding, finding, finding]);
    expect([cache.get("one", "m", ""), cache.sizeBytes]).toEqual([undefined, size]);
  });

  it("push out the oldest tenant's when there are too many tenants", () => {
    const cache = createFindingsCache({ tenantBytes: 1_000 });
    for (let at = 0; at <= 1_000; at += 1) cache.set(`tenant ${at}`, "k", none);
    expect(cache.get("tenant 0", "k", "")).toBeUndefined();
    expect(cache.get("tenant 1000", "k", "")).toEqual(none);
  });

  it("cost no more each time the same text is seen, however many others are kept and go", () => {
    const cache = createFindingsCache({ tenantBytes: 50_000 * 310 });
    for (let at = 0; at < 50_000; at += 1) cache.set("one", keyOf(at), none);
    const before = process.cpuUsage();
    for (let at = 0; at < 50_000; at += 1) cache.get("one", keyOf(25_000), "");
    for (let at = 50_000; at < 99_999; at += 1) cache.set("one", keyOf(at), none);
    // Moved to the end each time, it took 4 s.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    expect(cache.get("one", keyOf(25_000), "")).toEqual(none);
  });
});
