import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJsonLinesParser } from "./json-lines-parser.ts";
import type { SseEvent } from "./sse-parser.ts";

const stream = '{"a":"é\\n"}\r\n\n{"b":[1]}\n  \n{"c":"last"}';

function parse(chunks: readonly Uint8Array[], maxLineBytes = 1_000): SseEvent[] {
  const parser = createJsonLinesParser({ maxLineBytes });
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

describe("a stream of JSON lines", () => {
  it("gives each line as an event, however it is split, and loses no byte", () => {
    const bytes = Buffer.from(stream);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), (places) => {
        const cuts = [0, ...places.toSorted((one, other) => one - other), bytes.length];
        const events = parse(cuts.slice(1).map((end, at) => bytes.subarray(cuts[at], end)));
        expect(events.map(({ data }) => data)).toEqual([
          '{"a":"é\\n"}\r\n',
          undefined,
          '{"b":[1]}\n',
          undefined,
          '{"c":"last"}',
        ]);
        expect(Buffer.concat(events.map(({ raw }) => raw)).toString()).toBe(stream);
      }),
    );
  });

  it("is refused when a line is too long, whole or in pieces", () => {
    const long = Buffer.from(`"${"a".repeat(30)}"`);
    const refusal = expect.objectContaining({ code: "INVALID_STREAM" });
    expect(() => parse([Buffer.concat([long, Buffer.from("\n")])], 32)).toThrow(refusal);
    expect(() => parse([long, long], 40)).toThrow(refusal);
    expect(parse([long], 32)).toHaveLength(1);
  });
});
