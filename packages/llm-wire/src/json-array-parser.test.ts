import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "./error.ts";
import { createJsonArrayParser } from "./json-array-parser.ts";

describe("the array parser", () => {
  it("reads the same elements for every split, and loses no byte", () => {
    const unit = fc.constantFrom("a", " ", '"', "\\", "\n", "\0", "é", "\u2028", "😀", "{", "]", ",");
    const element = fc.record({ text: fc.string({ unit }), list: fc.array(fc.nat(), { maxLength: 2 }) });
    const separator = fc.constantFrom(",", ",\r\n", " ,\n ");
    fc.assert(
      fc.property(
        fc.array(element),
        separator,
        fc.constantFrom(undefined, 2),
        fc.nat(),
        (elements, between, space, cut) => {
          const json = `[${elements.map((it) => JSON.stringify(it, null, space)).join(between)}]\n`;
          const bytes = Buffer.from(json);
          const at = cut % bytes.length;
          for (const chunks of [
            [bytes],
            [bytes.subarray(0, at), bytes.subarray(at)],
            [...bytes].map((byte) => Buffer.of(byte)),
          ]) {
            const parser = createJsonArrayParser();
            const events = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
            expect(Buffer.concat(events.map(({ raw }) => raw)).toString()).toBe(json);
            expect(events.flatMap(({ data }) => (data === undefined ? [] : [JSON.parse(data)]))).toEqual(elements);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each(["{}", "[1]", "[{}", "x[{}]", "[{}]]", '["a"]'])("refuses %j", (json) => {
    const parser = createJsonArrayParser();
    expect(() => {
      parser.push(Buffer.from(json));
      parser.end();
    }).toThrow(expect.objectContaining({ constructor: WireError, code: "INVALID_STREAM" }));
  });
});
