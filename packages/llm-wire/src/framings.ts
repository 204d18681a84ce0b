import { createJsonArrayParser } from "./json-array-parser.ts";
import { createJsonLinesParser } from "./json-lines-parser.ts";
import { createSseParser, type SseParser, sseBlock } from "./sse-parser.ts";

/** How the events of a stream follow one another: as server-sent events, as the elements of one JSON array, or a line each. */
export type FramingName = "sse" | "json_array" | "json_lines";

/** Writes events of ours between the provider's. */
export interface FrameWriter {
  /** To be told when the client was given an event of the provider's, where that makes a difference. */
  readonly noteWritten?: () => void;
  /** An event with this value; the last one ends the stream. */
  write(value: unknown, options: { readonly isLast: boolean }): string;
}

/** One way to frame a stream. */
export interface Framing {
  readonly mediaType: string;
  /** What every client skips. */
  readonly keepAlive: string;
  /** @param maxBytes - of a line or an element; throws `INVALID_STREAM` beyond */
  createParser(maxBytes: number): SseParser;
  createWriter(): FrameWriter;
}

/** Every framing, by its name. */
export const framings: Readonly<Record<FramingName, Framing>> = {
  sse: {
    mediaType: "text/event-stream",
    keepAlive: ": keep-alive\n\n",
    createParser: (maxLineBytes) => createSseParser({ maxLineBytes }),
    createWriter: () => ({ write: (value) => sseBlock(JSON.stringify(value)) }),
  },
  json_array: {
    mediaType: "application/json",
    keepAlive: "\n",
    createParser: (maxElementBytes) => createJsonArrayParser({ maxElementBytes }),
    createWriter: createArrayWriter,
  },
  json_lines: {
    mediaType: "application/x-ndjson",
    // Clients take an empty line for a broken one; a space only begins the next.
    keepAlive: " ",
    createParser: (maxLineBytes) => createJsonLinesParser({ maxLineBytes }),
    createWriter: () => ({ write: (value) => `${JSON.stringify(value)}\n` }),
  },
};

/** The client has the array's beginning when it was given an element, not when one was read. */
function createArrayWriter(): FrameWriter {
  let begun = false;
  return {
    noteWritten: () => {
      begun = true;
    },
    write: (value, { isLast }) => {
      const opening = begun ? "," : "[";
      begun = true;
      return `${opening}\n${JSON.stringify(value)}${isLast ? "]" : ""}`;
    },
  };
}
