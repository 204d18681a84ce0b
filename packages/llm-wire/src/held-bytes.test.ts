import { expect, test } from "vitest";
import { appendBytes } from "./held-bytes.ts";

test("bytes that come one at a time lie in one piece, moved a few times only", () => {
  let held = Buffer.alloc(0);
  const places = new Set<Buffer>();
  for (let length = 0; length < 1_000; length += 1) {
    held = appendBytes(held, length, Uint8Array.of(length % 251));
    places.add(held);
  }
  expect([...held.subarray(0, 1_000)]).toEqual(Array.from({ length: 1_000 }, (_, index) => index % 251));
  expect(places.size).toBeLessThan(12);
});
