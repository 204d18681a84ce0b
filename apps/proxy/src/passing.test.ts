import { expect, test } from "vitest";
import { createPassing } from "./passing.ts";

test("what was added is there until it is gone, in the order in which it came", () => {
  const passing = createPassing<{ readonly name: string }>();
  const names = (): readonly string[] => [...passing.all()].map(({ name }) => name);
  const leave = ["one", "two", "three"].map((name) => passing.add({ name }));
  expect(names()).toEqual(["one", "two", "three"]);
  leave[1]?.();
  leave[1]?.();
  passing.add({ name: "four" });
  expect(names()).toEqual(["one", "three", "four"]);
});

test("what goes while all are walked through is not met any more, and what comes is", () => {
  const passing = createPassing<{ readonly name: string }>();
  const met: string[] = [];
  passing.add({ name: "first" });
  const leave = passing.add({ name: "goes" });
  for (const { name } of passing.all()) {
    met.push(name);
    if (name !== "first") continue;
    leave();
    passing.add({ name: "comes" });
  }
  expect(met).toEqual(["first", "comes"]);
});
