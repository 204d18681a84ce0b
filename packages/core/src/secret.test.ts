import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

const secret = new Secret("hunter2-hunter2");

test("a secret shows itself nowhere but in reveal()", () => {
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    inspect(secret),
  ];
  for (const text of shown) {
    expect(text).toContain("[redacted]");
    expect(text).not.toContain("hunter2");
  }
  expect(Object.keys(secret)).toEqual([]);
  expect(secret.reveal()).toBe("hunter2-hunter2");
});

test("an error that carries a secret as a property does not print it", () => {
  expect(inspect(Object.assign(new Error("failed"), { token: secret }))).not.toContain("hunter2");
});
