import fc from "fast-check";
import { expect, test } from "vitest";
import { unitsOf } from "../text-units.ts";
import { hitList, longestPhrase } from "./concept-hits.ts";
import { buildContextFinder } from "./concept-scanner.ts";
import { nearbyHits } from "./nearby-hits.ts";
import type { Concept } from "./vocabulary.ts";

const finder = buildContextFinder();
const asked: readonly Concept[] = ["instructions", "orders", "prior", "reveal", "send", "negation"];
const words = fc.constantFrom(
  ...["instructions", "system message", "message", "policies", "do not", "not to", "e-mail", "sends", "the", "  ", "-"],
);

test("what is read near a place is what a reading of the whole text finds there", () => {
  fc.assert(
    fc.property(
      fc.array(words, { minLength: 1, maxLength: 120 }),
      fc.array(fc.tuple(fc.integer({ min: -50, max: 900 }), fc.nat(300)), { maxLength: 6 }),
      (pieces, ranges) => {
        const text = pieces.join(" ");
        const units = unitsOf(text);
        const { length } = text;
        const whole = hitList();
        finder.find(units, { from: 0, to: length, length, compact: false }, whole.add);
        const near = hitList(
          nearbyHits(length, longestPhrase, (from, to, onPhrase) =>
            finder.findIn(text, { from, to, compact: false }, onPhrase),
          ),
        );
        for (const [from, size] of ranges)
          expect(near.within(asked, from, from + size)).toEqual(whole.within(asked, from, from + size));
      },
    ),
    { numRuns: 60 },
  );
});
