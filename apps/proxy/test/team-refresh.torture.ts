import { system } from "@infershield/core";
import { expect, test } from "vitest";
import { renewed, shareLogin } from "./team-refresh.ts";

test("4 processes with 100 requests each on one database: exactly one refresh, 50 rounds", async () => {
  for (let round = 0; round < 50; round++) {
    const shared = await shareLogin(renewed);
    const reports = await Promise.all([100, 100, 100, 100].map((parallel) => shared.start(parallel).report));
    expect(reports.flatMap((report) => report?.values)).toEqual(Array.from({ length: 400 }, () => "Bearer at-1"));
    expect(shared.server.calls("/token")).toHaveLength(1);
    await shared.close();
  }
  console.info("50 rounds of 4 × 100 requests, 1 refresh each");
});

test("a process that waits takes over from a killed one within 2 seconds, 20 rounds", async () => {
  let slowest = 0;
  for (let round = 0; round < 20; round++) {
    const shared = await shareLogin([{ fault: "silence" }, ...renewed]);
    const dying = shared.start(1);
    await expect.poll(() => shared.server.calls("/token").length, { timeout: 10_000 }).toBe(1);
    const waiting = shared.start(100);
    await waiting.asking;
    // It has found the lease taken by now.
    await system.sleep(200);
    dying.process.kill("SIGKILL");
    const killed = system.now();
    const report = await waiting.report;
    expect(report?.values).toEqual(Array.from({ length: 100 }, () => "Bearer at-1"));
    slowest = Math.max(slowest, (report?.at ?? 0) - killed);
    expect(shared.server.calls("/token")).toHaveLength(2);
    await shared.close();
  }
  console.info(`20 take-overs, the slowest ${slowest.toFixed(0)} ms after the kill`);
  expect(slowest).toBeLessThan(2000);
});
