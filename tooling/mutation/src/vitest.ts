import { setTimeout } from "node:timers/promises";
import { expect as check } from "vitest";

// What test files get when they import vitest: its `expect`, and tests that are only gathered.

export { afterAll, afterEach, beforeAll, beforeEach, describe, onTestFinished, test, test as it } from "./tests.ts";

const pollMs = 10;
const pollTimes = 100;

/** `expect.poll`, which vitest's own refuses outside of its workers: a value is asked for until it is as expected. */
function poll(value: () => unknown): object {
  const until = async (matcher: string | symbol, expected: readonly unknown[]): Promise<void> => {
    for (let left = pollTimes; ; left -= 1) {
      const expectation = check(await value());
      try {
        return Reflect.apply(Reflect.get(expectation, matcher), expectation, expected);
      } catch (error) {
        if (left === 0) throw error;
      }
      await setTimeout(pollMs);
    }
  };
  return new Proxy(
    {},
    {
      get:
        (_, matcher) =>
        (...expected: readonly unknown[]) =>
          until(matcher, expected),
    },
  );
}

/** vitest's own, with a `poll` that needs no worker. */
export const expect: typeof check = Object.assign(check, { poll });
