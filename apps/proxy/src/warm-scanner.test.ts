import { expect, test } from "vitest";
import { warmScanner } from "./warm-scanner.ts";

test("a text of each kind of role is scanned, one a beat, also when one fails, and then no more", () => {
  const roles: (string | undefined)[] = [];
  let beat: (() => void) | undefined;
  warmScanner(
    {
      scan: async ([part]) => {
        roles.push(part?.role);
        if (roles.length === 2) throw new Error("Not now.");
        return [];
      },
    },
    {
      watch: (check) => {
        beat = () => check(0);
        return () => {
          beat = undefined;
        };
      },
    },
  );
  const seen: number[] = [];
  for (let beats = 0; beats < 5; beats += 1) {
    beat?.();
    seen.push(roles.length);
  }
  expect(seen).toEqual([1, 2, 3, 3, 3]);
  expect(roles).toEqual(["assistant", "tool_result", "user"]);
});
