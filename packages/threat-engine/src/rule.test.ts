import fc from "fast-check";
import { expect, test } from "vitest";
import { characterSet, runEnd } from "./rule.ts";

const sets = ["a-z", "a-z0-9_-", "A-Za-z0-9"].map(characterSet);

/** Character by character, remembering nothing. */
function plainRunEnd(text: string, from: number, set: Uint8Array, limit: number): number {
  let end = from;
  while (end < text.length && end < from + limit && set[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

test("a run ends at the same place however many runs were read before it", () => {
  const text = fc.array(fc.tuple(fc.constantFrom("a", "a1", "-", "B", " "), fc.integer({ min: 1, max: 60 })), {
    maxLength: 6,
  });
  const question = fc.record({
    set: fc.constantFrom(...sets),
    from: fc.nat(300),
    limit: fc.nat(200),
    other: fc.boolean(),
    cut: fc.nat(300),
  });
  fc.assert(
    fc.property(text, fc.array(question, { maxLength: 20 }), (pieces, questions) => {
      const one = pieces.map(([piece, times]) => piece.repeat(times)).join("");
      const other = `x${one}`;
      for (const { set, from, limit, other: isOther, cut } of questions) {
        // A text that grows begins with what was read before.
        const read = (isOther ? other : one).slice(0, cut);
        expect(runEnd(read, from, set, limit)).toBe(plainRunEnd(read, from, set, limit));
      }
    }),
  );
});

test("from every place of a long run the run ends where it ends", () => {
  const long = "ab".repeat(500_000);
  const [set = new Uint8Array(0)] = sets;
  const ends = new Set(Array.from({ length: 1_000 }, (_, index) => runEnd(long, index * 500, set, long.length)));
  expect([...ends]).toEqual([long.length]);
});

test("a text that equals the one read before it is compared with that once, not for each run", () => {
  const [set = new Uint8Array(0)] = sets;
  const runs = 60_000;
  for (let reading = 0; reading < 2; reading += 1) {
    const text = Buffer.from(`${"a".repeat(40)} `.repeat(runs)).toString();
    let ends = 0;
    for (let from = 0; from < text.length; from += 41) ends += runEnd(text, from, set, 40) - from;
    expect(ends).toBe(40 * runs);
  }
});
