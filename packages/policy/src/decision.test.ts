import { expect, test } from "vitest";
import { type Decision, isStricter } from "./index.ts";

test("what takes more away is stricter, and nothing is stricter than itself", () => {
  const ladder: readonly Decision[] = [
    { action: "allow", replacement: "placeholder" },
    { action: "log", replacement: "placeholder" },
    { action: "warn", replacement: "placeholder" },
    { action: "redact", replacement: "placeholder" },
    { action: "redact", replacement: "notice" },
    { action: "block", replacement: "placeholder" },
  ];
  for (const [rank, one] of ladder.entries()) {
    const below = ladder.filter((other) => isStricter(one, other));
    expect(below, `${one.action} with a ${one.replacement}`).toEqual(ladder.slice(0, rank));
  }
});

test("a notice makes nothing stricter where no text is replaced", () => {
  expect(isStricter({ action: "log", replacement: "notice" }, { action: "log", replacement: "placeholder" })).toBe(
    false,
  );
});
