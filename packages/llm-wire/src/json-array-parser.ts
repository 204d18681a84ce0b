import { WireError } from "./error.ts";
import { appendBytes } from "./held-bytes.ts";
import { asRead, type SseEvent, type SseParser } from "./sse-parser.ts";

/**
 * Splits a stream that is one JSON array into its elements, each given as an event whose `data` is the element and whose `raw` bytes begin
 * with what separates it from the one before. The same for every split of the bytes.
 *
 * @throws WireError `INVALID_STREAM` from `push` and `end` when the bytes are no array, or an element exceeds `maxElementBytes` (4,000,000)
 */
export function createJsonArrayParser(options: { readonly maxElementBytes?: number } = {}): SseParser {
  const { maxElementBytes = 4_000_000 } = options;
  let held = Buffer.alloc(0);
  let heldBytes = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Bytes before the element that is being read; -1 between elements. */
  let lead = -1;

  function complete(bytes: Buffer): SseEvent {
    const raw = heldBytes === 0 ? bytes : appendBytes(held, heldBytes, bytes).subarray(0, heldBytes + bytes.byteLength);
    const data = lead < 0 ? undefined : raw.subarray(lead).toString("utf8");
    held = Buffer.alloc(0);
    heldBytes = 0;
    lead = -1;
    return data === undefined ? { raw } : { raw: asRead(raw, raw.toString("utf8")), data };
  }

  function accept(byte: number, offset: number): "more" | "element" | "close" {
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) inString = false;
      return "more";
    }
    switch (byte) {
      case quote:
        if (depth < 2) throw invalid();
        inString = true;
        return "more";
      case openBrace:
      case openBracket:
        if (depth === 1) lead = offset;
        depth += 1;
        return "more";
      case closeBrace:
      case closeBracket:
        depth -= 1;
        return depth === 1 ? "element" : depth === 0 ? "close" : "more";
      default:
        if (depth === 1 && byte > 32 && byte !== comma) throw invalid();
        if (depth === 0 && byte > 32) throw invalid();
        return "more";
    }
  }

  return {
    push: (chunk) => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const events: SseEvent[] = [];
      let start = 0;
      for (let at = 0; at < bytes.length; at += 1) {
        if (depth === 0 && bytes[at] === openBrace) throw invalid();
        const found = accept(bytes[at] ?? 0, heldBytes + at - start);
        if (found === "more") continue;
        events.push(complete(bytes.subarray(start, at + 1)));
        start = at + 1;
      }
      const rest = bytes.subarray(start);
      held = appendBytes(held, heldBytes, rest);
      heldBytes += rest.length;
      if (heldBytes > maxElementBytes) throw invalid();
      return events;
    },
    end: () => {
      if (depth !== 0) throw invalid();
      return heldBytes === 0 ? [] : [complete(Buffer.alloc(0))];
    },
  };
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

function invalid(): WireError {
  return new WireError("INVALID_STREAM", "The stream is no JSON array of objects within its bounds.");
}
