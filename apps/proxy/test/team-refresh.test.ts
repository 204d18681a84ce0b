import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { renewed, type SharedLogin, shareLogin } from "./team-refresh.ts";

let shared: SharedLogin | undefined;
afterEach(() => shared?.close());

test("of several processes on one database one refreshes for all, also when another one was killed while it did", async () => {
  shared = await shareLogin([{ fault: "silence" }, ...renewed]);
  const dying = shared.start(1);
  await expect.poll(() => shared?.server.calls("/token").length, { timeout: 10_000 }).toBe(1);
  const waiting = [25, 25].map(shared.start);
  dying.process.kill("SIGKILL");
  await once(dying.process, "close");
  const reports = await Promise.all(waiting.map((each) => each.report));
  expect(reports.flatMap((report) => report?.values)).toEqual(Array.from({ length: 50 }, () => "Bearer at-1"));
  expect(shared.server.calls("/token")).toHaveLength(2);
}, 30_000);
