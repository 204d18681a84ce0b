import { expect, test } from "vitest";
import { withReason } from "./system-reason.ts";

const refused = (code: string): Error => Object.assign(new Error(`${code}: write '/home/alex/x'`), { code });

test("the system's reason is told from below other errors, without its paths", () => {
  const cause = new Error("appending", { cause: refused("ENOSPC") });
  expect(withReason("The audit record could not be written.", cause)).toBe(
    "The audit record could not be written: no space is left on the disk (ENOSPC).",
  );
  expect(withReason("Failed.", refused("EROFS"))).toBe("Failed: the file system is read-only (EROFS).");
});

test("a message that has the code stays, and so does one whose cause is nothing to do with it", () => {
  expect(withReason("Failed while opening tokens.json (EACCES).", refused("EACCES"))).toBe(
    "Failed while opening tokens.json (EACCES).",
  );
  expect(withReason("No space left while taking lock.", refused("ENOSPC"))).toBe("No space left while taking lock.");
  for (const cause of [undefined, refused("constructor"), refused("ERR_X"), "ENOSPC"])
    expect(withReason("Failed.", cause)).toBe("Failed.");
});

test("causes that go round end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(withReason("Failed.", error)).toBe("Failed.");
});
