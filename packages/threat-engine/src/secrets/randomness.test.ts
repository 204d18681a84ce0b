import { expect, test } from "vitest";
import { randomnessOf } from "./randomness.ts";

test.each(["q7Zk29xWmB4tLr8s", "9f2c4e81b07da635", "zqkvxwjbtfhpgdmn", "K7QX2MVB9TRW4HZP"])(
  "%s was drawn at random",
  (value) => {
    expect(randomnessOf(value)).toBeGreaterThanOrEqual(8);
  },
);

test.each([
  "getUserNameById",
  "staging-database-2",
  "com.firm.billing.service",
  "utf8mb4_general_ci",
  "12345678901234567890",
  "",
])("%s was not", (value) => {
  expect(randomnessOf(value)).toBeLessThan(8);
});

test("more of the same says more", () => {
  expect(randomnessOf("q7Zk29xWmB4tLr8sPf3vHd6y")).toBeGreaterThan(randomnessOf("q7Zk29xW"));
});
