import { expect, test } from "vitest";
import { system } from "./system.ts";

test("an aborted sleep rejects at once with the signal's reason and leaves no timer behind", async () => {
  const controller = new AbortController();
  const started = system.monotonic();
  const slept = system.sleep(60_000, controller.signal);
  controller.abort(new Error("enough"));
  await expect(slept).rejects.toThrow("enough");
  expect(system.monotonic() - started).toBeLessThan(30_000);
});

test("a sleep under an aborted signal does not begin", async () => {
  await expect(system.sleep(60_000, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
});

test("a sleep longer than a timer can hold does not end at once", async () => {
  const controller = new AbortController();
  let ended = false;
  const slept = system.sleep(2 ** 31 + 1_000, controller.signal).then(
    () => {
      ended = true;
    },
    () => undefined,
  );
  await system.sleep(20);
  expect(ended).toBe(false);
  controller.abort(new Error("done"));
  await slept;
});

test("random bytes have the length asked for and differ", () => {
  expect(system.randomBytes(32)).toHaveLength(32);
  expect(Buffer.from(system.randomBytes(32))).not.toEqual(Buffer.from(system.randomBytes(32)));
});
