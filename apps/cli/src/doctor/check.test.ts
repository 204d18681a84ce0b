import { expect, test } from "vitest";
import { ok, problem, toldOnce } from "./check.ts";

test("a fault that several looks met is one problem, and every look stays in the list", () => {
  const met = (name: string) => problem(name, "tokens.json is open to other users. [HOME_NOT_PRIVATE]", "chmod 600");
  const told = toldOnce([ok("home", "is there"), met("tokens"), met("logins"), problem("port", "is taken", "--port")]);
  expect(told.map(({ name, status }) => [name, status])).toEqual([
    ["home", "ok"],
    ["tokens", "problem"],
    ["logins", "warning"],
    ["port", "problem"],
  ]);
  expect(told[2]?.message).toContain("see tokens");
});
