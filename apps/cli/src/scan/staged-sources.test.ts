import { expect, test } from "vitest";
import { addedLines } from "./staged-sources.ts";

test("the added lines of each file are those behind the plus of its hunks", () => {
  const diff = [
    "diff --git a/one b/one",
    "index 1..2 100644",
    "--- a/one",
    "+++ b/one",
    "@@ -1 +1 @@ function",
    "-old",
    "+@@ -9 +9 @@ not a head",
    "@@ -4,0 +5,2 @@",
    "+a",
    "+diff --git a/x b/x",
    "@@ -9,3 +11,0 @@",
    "-gone",
    "diff --git a/two b/two",
    "new file mode 100755",
    "@@ -0,0 +1,3 @@",
    "+x",
  ].join("\n");
  expect(addedLines(diff)).toEqual([
    [
      [1, 2],
      [5, 7],
      [11, 11],
    ],
    [[1, 4]],
  ]);
});
