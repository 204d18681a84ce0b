import { expect, test } from "vitest";
import { complaintAbout } from "./check-regexes.ts";

const judge = (regex: RegExp) => complaintAbout({ line: 1, pattern: regex.source, flags: regex.flags });

test("linear patterns pass", async () => {
  expect(await judge(/^[a-z]+(?:-[a-z]+)*$/u)).toBeUndefined();
});

test("exponential and polynomial patterns are named", async () => {
  expect(await judge(/^(?:a+)+$/)).toContain("exponential");
  expect(await judge(/\s+$/)).toContain("2nd degree polynomial");
});

test("what cannot be judged does not pass", async () => {
  expect(await complaintAbout({ line: 1, pattern: "[a--b]", flags: "v" })).toContain("cannot be judged");
  expect(await complaintAbout({ line: 1, flags: "" })).toContain("computed");
});
