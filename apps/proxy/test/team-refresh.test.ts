import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { renewed, type SharedLogin, shareLogin } from "./team-refresh.ts";

let shared: SharedLogin | undefined;
afterEach(() => shared?.close());

test("a process on the same database finishes what a killed one had begun, with one more call for all its requests", async () => {
  shared = await shareLogin([{ fault: "silence" }, ...renewed]);
  const dying = shared.start(1);
  await expect.poll(() => shared?.server.calls("/token").length).toBe(1);
  const waiting = shared.start(25);
  dying.process.kill("SIGKILL");
  await once(dying.process, "close");
  expect((await waiting.report)?.values).toEqual(Array.from({ length: 25 }, () => "Bearer at-1"));
  expect(shared.server.calls("/token")).toHaveLength(2);
});
