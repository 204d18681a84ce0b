import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

const drawn = (byte: number) => () => new Uint8Array([byte]);

test.each([
  [1, 1_000],
  [2, 2_000],
  [4, 8_000],
  [5, 60_000],
  [7, 64_000],
  [50, 300_000],
])(
  "after %i failures in a row the server is left alone for %i ms, and up to half of it less by chance",
  (failures, longest) => {
    expect(backoffMs(failures, undefined, drawn(0))).toBe(longest);
    expect(backoffMs(failures, undefined, drawn(255))).toBe(longest / 2);
    expect(backoffMs(failures, undefined, drawn(51))).toBe(longest * 0.9);
  },
);

test.each([
  [30_000, 30_000],
  [500, 1_000],
  [24 * 60 * 60_000, 60 * 60_000],
])("a server that asks for %i ms gets %i", (asked, given) => {
  expect(backoffMs(1, asked, drawn(0))).toBe(given);
});
