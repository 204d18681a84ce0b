import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherBytes } from "./gather-bytes.ts";

test("gives back what came, however it was cut", () => {
  const lengths = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40_000 })), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, (all) => {
      const chunks = all.map((length, at) => Buffer.alloc(length, at + 1));
      const gathered = gatherBytes();
      for (const chunk of chunks) gathered.add(chunk);
      expect(gathered.size()).toBe(all.reduce((sum, length) => sum + length, 0));
      expect(Buffer.compare(gathered.whole(), Buffer.concat(chunks))).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test("a body of one chunk is not copied", () => {
  const chunk = Buffer.from("one");
  const gathered = gatherBytes();
  gathered.add(chunk);
  expect(gathered.whole()).toBe(chunk);
});

test("a million chunks of one byte keep hardly more than a million bytes", () => {
  const read = Buffer.alloc(65_536, 0x20);
  const before = process.memoryUsage().arrayBuffers;
  const gathered = gatherBytes();
  for (let at = 0; at < 1_000_000; at += 1) gathered.add(read.subarray(at % 65_536, (at % 65_536) + 1));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
  expect(gathered.whole()).toHaveLength(1_000_000);
});
