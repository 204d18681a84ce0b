import { describe, expect, test } from "vitest";
import { firstFound } from "./first-found.ts";

describe("firstFound", () => {
  test("looks through no stretch of a text twice", () => {
    let read = 0;
    const first = firstFound((stretch) => {
      read += stretch.length;
      return stretch.indexOf("ab");
    }, 2);
    const text = "-".repeat(2_000);
    for (let from = 0; from < 1_000; from += 1) expect(first(text, from, text.length)).toBeUndefined();
    expect(read).toBeLessThan(2 * text.length);
  });

  test("finds what began in a stretch that ended inside it", () => {
    const first = firstFound((stretch) => stretch.indexOf("ab"), 2);
    expect([first("--ab", 0, 3), first("--ab", 0, 4), first("ab--", 0, 4), first("--ab", 3, 4)]).toEqual([
      undefined,
      2,
      0,
      undefined,
    ]);
  });
});
