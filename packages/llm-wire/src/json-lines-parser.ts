import { WireError } from "./error.ts";
import { appendBytes } from "./held-bytes.ts";
import { asRead, type SseEvent, type SseParser } from "./sse-parser.ts";

/**
 * Splits a stream of JSON texts, one a line, into events whose `data` is the whole line; an empty line is an event without. The same for
 * every split of the bytes.
 *
 * @throws WireError `INVALID_STREAM` from `push` when a line exceeds `maxLineBytes`
 */
export function createJsonLinesParser({ maxLineBytes }: { readonly maxLineBytes: number }): SseParser {
  let held = Buffer.alloc(0);
  let heldBytes = 0;

  function take(bytes: Buffer): void {
    if (heldBytes + bytes.length > maxLineBytes)
      throw new WireError("INVALID_STREAM", "A line of the stream is too long.");
    held = appendBytes(held, heldBytes, bytes);
    heldBytes += bytes.length;
  }

  function complete(): SseEvent {
    const raw = held.subarray(0, heldBytes);
    held = Buffer.alloc(0);
    heldBytes = 0;
    const data = raw.toString("utf8");
    return data.trim() === "" ? { raw } : { raw: asRead(raw, data), data };
  }

  return {
    push: (chunk) => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const events: SseEvent[] = [];
      let start = 0;
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
        take(bytes.subarray(start, end + 1));
        events.push(complete());
        start = end + 1;
      }
      if (start < bytes.length) take(bytes.subarray(start));
      return events;
    },
    end: () => (heldBytes === 0 ? [] : [complete()]),
  };
}

const lineFeed = 0x0a;
