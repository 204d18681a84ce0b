import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "./error.ts";
import { createSseParser, type SseEvent, withData } from "./sse-parser.ts";

function readAll(chunks: readonly Uint8Array[], maxLineBytes?: number): SseEvent[] {
  const parser = createSseParser(maxLineBytes === undefined ? {} : { maxLineBytes });
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

function read(stream: string): SseEvent[] {
  return readAll([Buffer.from(stream)]);
}

/** Events with printable bytes, to compare. */
function shown(events: readonly SseEvent[]): unknown[] {
  return events.map(({ raw, ...fields }) => ({ ...fields, raw: Buffer.from(raw).toString("latin1") }));
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return "nothing thrown";
  } catch (error) {
    return error instanceof WireError ? error.code : String(error);
  }
}

describe("the event stream parser", () => {
  it("reads data and event, and keeps the bytes", () => {
    const stream = 'event: message_start\nid: 7\ndata: {"a":1}\n\n: keep-alive\n\ndata:no space\n\n';
    expect(shown(read(stream))).toEqual([
      {
        event: "message_start",
        data: '{"a":1}',
        raw: 'event: message_start\nid: 7\ndata: {"a":1}\n\n',
      },
      { raw: ": keep-alive\n\n" },
      { data: "no space", raw: "data:no space\n\n" },
    ]);
  });

  it.each([["\n"], ["\r\n"], ["\r"]])("takes %j as the end of a line", (end) => {
    const stream = ["data: one", "data: two", "", "data: three", "", ""].join(end);
    expect(read(stream).map(({ data }) => data)).toEqual(["one\ntwo", "three"]);
  });

  it("joins data lines, strips one space only, and ignores fields it does not know", () => {
    expect(read("data:  a\ndata\ndata:b\nretry: 10\nfoo: x\n\n").map(({ data }) => data)).toEqual([" a\n\nb"]);
  });

  it("skips a byte order mark before the first field", () => {
    expect(read("\ufeffdata: x\n\n").map(({ data }) => data)).toEqual(["x"]);
  });

  it("gives a last block without its blank line when the stream ends", () => {
    expect(shown(read("data: a\n\ndata: b\r"))).toEqual([
      { data: "a", raw: "data: a\n\n" },
      { data: "b", raw: "data: b\r" },
    ]);
  });

  it("reads the same events for every split of the bytes, and loses none of the bytes", () => {
    const piece = fc.constantFrom(
      "data: x",
      "data:é€😀",
      "event: e",
      "id: 1",
      ": c",
      "data",
      "",
      "",
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      "\r\n\r\n",
      "\ufeff",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat({ max: 40 }), { maxLength: 20 }),
        (pieces, cuts) => {
          const bytes = Buffer.from(pieces.join(""));
          const offsets = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
          const chunks = offsets.slice(1).map((end, at) => Buffer.from(bytes.subarray(offsets[at], end)));
          const whole = shown(readAll([bytes]));
          expect(shown(readAll(chunks))).toEqual(whole);
          expect(shown(readAll([...bytes].map((byte) => Uint8Array.of(byte))))).toEqual(whole);
          expect(Buffer.concat(readAll(chunks).map(({ raw }) => raw))).toEqual(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("refuses a line and a block beyond their bounds, also when they come byte by byte", () => {
    const line = `data: ${"x".repeat(94)}`;
    expect(readAll([Buffer.from(`${line}\n\n`)], 100)).toHaveLength(1);
    expect(codeOf(() => readAll([Buffer.from(`${line}x\n\n`)], 100))).toBe("INVALID_STREAM");
    expect(
      codeOf(() =>
        readAll(
          [...Buffer.from(`${line}x`)].map((byte) => Uint8Array.of(byte)),
          100,
        ),
      ),
    ).toBe("INVALID_STREAM");
    expect(codeOf(() => readAll(Array(6).fill(Buffer.from(`${line}\n`)), 100))).toBe("INVALID_STREAM");
  });

  it("takes a megabyte byte by byte in linear time", () => {
    const parser = createSseParser();
    const byte = Buffer.from("x");
    const events = [...parser.push(Buffer.from("data: "))];
    for (let at = 0; at < 900_000; at += 1) events.push(...parser.push(byte));
    events.push(...parser.push(Buffer.from("\n\n")));
    expect(events.map(({ data }) => data?.length)).toEqual([900_000]);
  });

  it("writes other data into a block and keeps its other lines", () => {
    const [event] = read("event: e\nid: 7\n: note\ndata: old\ndata: lines\nretry: 5\n\n");
    if (event === undefined) throw new Error("no event");
    expect(withData(event, "new")).toBe("event: e\nid: 7\n: note\ndata: new\nretry: 5\n\n");
  });
});
