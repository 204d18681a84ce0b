import { expect, test } from "vitest";
import { runTests, type TestRun } from "./run-tests.ts";
import * as gathered from "./tests.ts";

/** Runs what `declare` declares. @returns each test with the message of its failure, if any */
async function outcomes(declare: () => void, chosen?: string): Promise<readonly (readonly [string, string?])[]> {
  const tests = await gathered.readTests("a.test.ts", async () => declare());
  const runs: TestRun[] = [];
  for await (const run of runTests(
    tests.filter(({ id }) => chosen === undefined || id === chosen),
    () => {},
  ))
    runs.push(run);
  return runs.map(({ test, failure }) => (failure === undefined ? [test.id] : [test.id, String(failure.error)]));
}

const fail = (): never => {
  throw new Error("wrong");
};

test("a test has the names of its groups, and each row of a table is one", async () => {
  const seen: unknown[] = [];
  const declared = await outcomes(() => {
    gathered.describe("a group", { timeout: 1 }, () => {
      gathered.test.each([
        ["x", 1],
        ["y", 2],
      ])("spreads", (...row: readonly unknown[]) => seen.push(row));
      gathered.test.each([["x"], "y"])("keeps", (row: unknown) => seen.push(row));
    });
    gathered.test.runIf(false)("left out", fail);
    gathered.test("same", () => {});
    gathered.test("same", () => {});
  });
  expect(declared.map(([id]) => id)).toEqual([
    "a.test.ts > a group > spreads #0",
    "a.test.ts > a group > spreads #1",
    "a.test.ts > a group > keeps #0",
    "a.test.ts > a group > keeps #1",
    "a.test.ts > same",
    "a.test.ts > same (again 1)",
  ]);
  expect(seen).toEqual([["x", 1], ["y", 2], ["x"], "y"]);
});

test("hooks run around each test of their group, from the outside in and back, and once around the group", async () => {
  const steps: string[] = [];
  const step = (name: string) => () => steps.push(name);
  await outcomes(() => {
    gathered.beforeEach(step("file's before"));
    gathered.afterEach(step("file's after"));
    gathered.describe("a group", () => {
      gathered.beforeAll(() => {
        steps.push("enter");
        return step("left");
      });
      gathered.afterAll(step("leave"));
      gathered.beforeEach(() => {
        steps.push("before");
        return step("cleaned");
      });
      gathered.afterEach(step("after"));
      gathered.test("one", () => gathered.onTestFinished(step("finished")));
      gathered.test("two", () => {});
    });
    gathered.test("three", step("three"));
  });
  const around = (inner: readonly string[]): readonly string[] => ["file's before", ...inner, "file's after"];
  expect(steps).toEqual([
    "enter",
    ...around(["before", "after"]),
    "cleaned",
    "finished",
    ...around(["before", "after"]),
    "cleaned",
    "leave",
    "left",
    ...around(["three"]),
  ]);
});

test.each([
  ["beforeAll", gathered.beforeAll],
  ["beforeEach", gathered.beforeEach],
  ["afterEach", gathered.afterEach],
])("a failing %s fails the test", async (_, hook) => {
  const declared = (): void => {
    hook(fail);
    gathered.test("one", () => {});
  };
  expect(await outcomes(declared)).toEqual([["a.test.ts > one", "Error: wrong"]]);
});

test("a failing test is told with its error, also one that fails later, and what comes after it runs all the same", async () => {
  const finished: string[] = [];
  const declared = (): void => {
    gathered.test("one", async () => {
      gathered.onTestFinished(() => finished.push("one"));
      await Promise.resolve();
      fail();
    });
    gathered.test("two", () => {});
  };
  expect(await outcomes(declared)).toEqual([["a.test.ts > one", "Error: wrong"], ["a.test.ts > two"]]);
  expect(finished).toEqual(["one"]);
});

test("one test runs alone", async () => {
  const declared = (): void => {
    gathered.test("one", fail);
    gathered.test("two", () => {});
  };
  expect(await outcomes(declared, "a.test.ts > two")).toEqual([["a.test.ts > two"]]);
});

test("a test that waits for what never comes is given up", async () => {
  const declared = (): void => gathered.test("one", () => new Promise(() => {}));
  const tests = await gathered.readTests("a.test.ts", async () => declared());
  for await (const { failure } of runTests(tests, () => {}, 0)) expect(failure).toBeDefined();
  expect.assertions(1);
});
