import type { ThreatScanner } from "@infershield/threat-client";
import { ThreatClientError } from "@infershield/threat-client";
import { expect, test } from "vitest";
import type { Readiness } from "./readiness.ts";
import { watchScanner } from "./watch-scanner.ts";

/** A watched scanner that works or fails as it is told, and a clock that is moved by hand. */
function watched(isRemote: boolean) {
  const readiness: Readiness = {
    draining: false,
    auditFailed: false,
    auditMayFail: false,
    auditLost: 0,
    scannerFailed: false,
    degraded: [],
  };
  const failures: string[] = [];
  const state = { works: true, asked: 0 };
  let beat: (now: number) => void = () => undefined;
  const scanner: ThreatScanner = {
    version: "1",
    scan: async () => {
      state.asked += 1;
      if (!state.works) throw new ThreatClientError("SCANNER_TIMEOUT", "Too slow.");
      return [];
    },
    answerScanner: () => {
      throw new Error("not asked for");
    },
  };
  const watch = watchScanner(scanner, {
    readiness,
    metrics: { scanFailure: (code) => failures.push(code) },
    ticker: {
      watch: (check) => {
        beat = check;
        return () => undefined;
      },
      stop: () => undefined,
    },
    isRemote,
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { watch, readiness, failures, state, settle, beat: (now: number) => beat(now) };
}

test("a failure is told and counted, and a scan that works takes it back", async () => {
  const { watch, readiness, failures, state } = watched(false);
  expect(readiness.scannerFailed).toBe(false);
  state.works = false;
  await expect(watch.scan([], { tenant: "default" })).rejects.toMatchObject({ code: "SCANNER_TIMEOUT" });
  expect({ failed: readiness.scannerFailed, failures }).toEqual({ failed: true, failures: ["SCANNER_TIMEOUT"] });
  state.works = true;
  await watch.scan([], { tenant: "default" });
  expect(readiness.scannerFailed).toBe(false);
});

test("a caller that leaves is no failure of the scanner", async () => {
  const { watch, readiness, failures, state } = watched(false);
  state.works = false;
  await expect(watch.scan([], { tenant: "default", signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "SCANNER_TIMEOUT",
  });
  expect({ failed: readiness.scannerFailed, failures }).toEqual({ failed: false, failures: [] });
});

test("a service counts as down until it has answered", async () => {
  const { readiness, settle } = watched(true);
  expect(readiness.scannerFailed).toBe(true);
  await settle();
  expect(readiness.scannerFailed).toBe(false);
});

test("one that is down is asked every five seconds until it is back, and then no more", async () => {
  const { watch, readiness, state, settle, beat } = watched(false);
  state.works = false;
  await expect(watch.scan([], { tenant: "default" })).rejects.toMatchObject({ code: "SCANNER_TIMEOUT" });
  const asked: number[] = [];
  for (let second = 0; second <= 20; second += 1) {
    if (second === 12) state.works = true;
    const before = state.asked;
    beat(second * 1_000);
    await settle();
    if (state.asked > before) asked.push(second);
  }
  expect(asked).toEqual([5, 10, 15]);
  expect(readiness.scannerFailed).toBe(false);
});
