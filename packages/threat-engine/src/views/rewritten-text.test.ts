import fc from "fast-check";
import { expect, test } from "vitest";
import { rewrittenText } from "./rewritten-text.ts";

const parent = "The quick brown fox jumps over the lazy dog, again and again, for as long as anybody watches.";
const units = Uint16Array.from(parent, (character) => character.charCodeAt(0));

/** One step through the parent: copy some of it, leave some out, or write another text for it. */
const step = fc.record({
  kind: fc.constantFrom("copy", "skip", "replace", "put"),
  size: fc.integer({ min: 0, max: 40 }),
  text: fc.constantFrom("", "x", "ss", "long"),
});

test("every unit stands for the place in the parent that it was written for", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const rewritten = rewrittenText(4);
      const written: { readonly unit: number; readonly start: number; readonly end: number }[] = [];
      let at = 0;
      for (const { kind, size, text } of steps) {
        const to = Math.min(parent.length, at + size);
        if (kind === "copy") {
          rewritten.copy(units, at, to);
          for (let place = at; place < to; place += 1)
            written.push({ unit: units[place] ?? 0, start: place, end: place + 1 });
        } else if (kind === "replace") {
          rewritten.putText(text, at, to);
          for (const character of text) written.push({ unit: character.charCodeAt(0), start: at, end: to });
        } else if (kind === "put" && to > at) {
          rewritten.put(63, at, to);
          written.push({ unit: 63, start: at, end: to });
        }
        at = to;
      }
      expect(rewritten.text()).toBe(String.fromCharCode(...written.map(({ unit }) => unit)));
      expect(rewritten.isAscii()).toBe(true);
      for (let start = 0; start < written.length; start += 3) {
        for (const end of [start + 1, start + 2, written.length].filter((stop) => stop <= written.length)) {
          expect(rewritten.origin({ start, end })).toEqual({
            start: written[start]?.start,
            end: written[end - 1]?.end,
          });
        }
      }
    }),
  );
});
