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

test.each([/^[!-~]{8,4096}$/, /\b(?:key|token)[ :=]{1,4}[\w-]{16,256}/i, /^(?:[a-z0-9]{1,63}\.){1,8}[a-z]{2,24}$/])(
  "%s passes however large its counts are",
  async (pattern) => {
    expect(await judge(pattern)).toBeUndefined();
  },
);

test("counts hide nothing that grows faster", async () => {
  expect(await judge(/^(?:a|a){1,200}b$/)).toContain("exponential");
  // Without its counts it matches every text; with them a tail of six characters makes it try every way.
  expect(await judge(/^(?:a|a){1,400}[\s\S]{0,5}$/)).toContain("exponential");
});

test("alternatives hide nothing that grows faster", async () => {
  expect(await judge(/^(?:one|two|(?:a+)+|three)(?: four| five)?$/)).toContain("exponential");
  expect(await judge(/(?:one|\s+|two)(?:$| and$)/)).toContain("2nd degree polynomial");
});

test("what cannot be judged does not pass", async () => {
  expect(await complaintAbout({ line: 1, pattern: "[a--b]", flags: "v" })).toContain("cannot be judged");
  expect(await complaintAbout({ line: 1, flags: "" })).toContain("computed");
});
