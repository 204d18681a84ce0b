import { expect, test } from "vitest";
import { AuditError, corrupt, noLog, toUnavailable, unreadable } from "./error.ts";

const cause = new Error("no disk");

test("what stopped a write has one code, keeps its cause and says what to do next; an error of ours stays as it is", () => {
  const error = toUnavailable(cause);
  expect(error).toMatchObject({ constructor: AuditError, code: "AUDIT_UNAVAILABLE", cause });
  expect(error.hint).toMatch(/\w/);
  const ours = corrupt("a word");
  expect(toUnavailable(ours)).toBe(ours);
});

test("a damaged log names the commands that look at it and set it aside", () => {
  const error = corrupt("record 3 is gone");
  expect(error.code).toBe("AUDIT_CORRUPT");
  expect(error.message).toContain("record 3 is gone");
  expect(error.hint).toMatch(/infershield audit verify.*infershield audit repair/);
});

test("a place without a log and an excerpt that does not open keep what they come from", () => {
  expect(noLog(cause)).toMatchObject({ constructor: AuditError, code: "NO_LOG", cause });
  expect(unreadable(cause)).toMatchObject({ constructor: AuditError, code: "BROKEN", cause });
});
