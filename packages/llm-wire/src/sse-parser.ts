import { WireError } from "./error.ts";
import { appendBytes } from "./held-bytes.ts";

/** One block of a server-sent event stream: the lines up to and including the blank one. */
export interface SseEvent {
  /** The bytes as they arrived, blank line included; those that are no UTF-8 as U+FFFD, as they were read. */
  readonly raw: Uint8Array;
  readonly event?: string;
  /** The data lines joined by line feeds; absent when the block has none. */
  readonly data?: string;
  /** It has lines that no client reads and that could hide text, such as long comments; they are not passed on. */
  readonly odd?: true;
}

/** Splits the bytes of one stream into its events. */
export interface SseParser {
  /** Takes the next bytes, split anywhere; gives the blocks they complete. The events share memory with `bytes`. */
  push(bytes: Uint8Array): SseEvent[];
  /** The stream is over: gives what is left, since some clients read a last block without its blank line. */
  end(): SseEvent[];
}

/**
 * Splits a byte stream into server-sent events; the same for every split of the bytes.
 *
 * @throws WireError `INVALID_STREAM` from `push` and `end` when a line exceeds `maxLineBytes` (1,000,000) or a block four times that
 * @see WHATWG HTML, section 9.2.6 "Interpreting an event stream"
 */
export function createSseParser(options: { readonly maxLineBytes?: number } = {}): SseParser {
  const { maxLineBytes = 1_000_000 } = options;
  let held = Buffer.alloc(0);
  let heldBytes = 0;
  /** Start of the unfinished line and place to go on looking, as offsets into the held bytes. */
  let lineStart = 0;
  let scanned = 0;
  let first = true;

  function take(bytes: Uint8Array): Buffer {
    if (heldBytes === 0) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    held = appendBytes(held, heldBytes, bytes);
    return held.subarray(0, heldBytes + bytes.byteLength);
  }

  /** Holds what follows the last complete block; events point into the old memory, so that it is never moved within. */
  function keep(buffer: Buffer, from: number): void {
    if (buffer.byteLength - from > 4 * maxLineBytes) throw tooLong();
    if (heldBytes === 0 || from > 0) held = Buffer.from(buffer.subarray(from));
    heldBytes = buffer.byteLength - from;
  }

  function read(buffer: Buffer, final: boolean): SseEvent[] {
    const events: SseEvent[] = [];
    let eventStart = 0;
    let lineFeed = buffer.indexOf(10, scanned);
    let carriage = buffer.indexOf(13, scanned);
    scanned = buffer.byteLength;
    while (lineFeed >= 0 || carriage >= 0) {
      const isCarriage = carriage >= 0 && (lineFeed < 0 || carriage < lineFeed);
      const end = isCarriage ? carriage : lineFeed;
      if (isCarriage && end + 1 === buffer.byteLength && !final) {
        // A line feed may follow in the next bytes and would belong to this line's end.
        scanned = end;
        break;
      }
      if (end - lineStart > maxLineBytes) throw tooLong();
      const next = isCarriage && lineFeed === end + 1 ? end + 2 : end + 1;
      if (end === lineStart) {
        events.push(sseEvent(buffer.subarray(eventStart, next), first));
        first = false;
        eventStart = next;
      }
      lineStart = next;
      if (lineFeed >= 0 && lineFeed < next) lineFeed = buffer.indexOf(10, next);
      if (isCarriage) carriage = buffer.indexOf(13, next);
    }
    if (buffer.byteLength - lineStart > maxLineBytes) throw tooLong();
    keep(buffer, eventStart);
    lineStart -= eventStart;
    scanned -= eventStart;
    return events;
  }

  return {
    push: (bytes) => read(take(bytes), false),
    end: () => {
      const events = read(held.subarray(0, heldBytes), true);
      if (heldBytes > 0) events.push(sseEvent(held.subarray(0, heldBytes), first));
      heldBytes = 0;
      return events;
    },
  };
}

/** The block with other data; its other plain lines stay as they are. */
export function withData(event: SseEvent, data: string): string {
  const block = Buffer.from(event.raw).toString("utf8");
  // An element of a JSON array ends with its data; an event ends with its blank line.
  if (event.data && block.endsWith(event.data)) return block.slice(0, -event.data.length) + data;
  const lines = linesOf(block);
  const at = lines.findIndex(isData);
  const kept = lines.filter((line) => line !== "" && !isData(line) && isPlainLine(line));
  kept.splice(Math.max(0, at), 0, ...data.split("\n").map((line) => `data: ${line}`));
  return `${kept.join("\n")}\n\n`;
}

/** The block without its odd lines; empty when nothing else is in it. */
export function plainBlock(event: SseEvent): string {
  const lines = linesOf(
    Buffer.from(event.raw)
      .toString("utf8")
      .replace(/^\ufeff/, ""),
  );
  const kept = lines.filter((line) => line !== "" && isPlainLine(line));
  return kept.length === 0 ? "" : `${kept.join("\n")}\n\n`;
}

/** A new block with one data line. */
export function sseBlock(data: string, event?: string): string {
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`;
}

function isData(line: string): boolean {
  return line === "data" || line.startsWith("data:");
}

function linesOf(block: string): string[] {
  return block.split(block.includes("\r") ? /\r\n|\n|\r/ : "\n");
}

function sseEvent(raw: Buffer, first: boolean): SseEvent {
  const block = raw.toString("utf8");
  let data: string | undefined;
  let event: string | undefined;
  let isPlain = true;
  const lines = linesOf(first && block.charCodeAt(0) === 0xfeff ? block.slice(1) : block);
  for (const line of lines) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    const value = colon < 0 ? "" : line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1);
    switch (colon < 0 ? line : line.slice(0, colon)) {
      case "data":
        data = data === undefined ? value : `${data}\n${value}`;
        break;
      case "event":
        event = value;
        break;
    }
    isPlain &&= isPlainLine(line);
  }
  return {
    raw: asRead(raw, block),
    ...(event !== undefined && { event }),
    ...(data !== undefined && { data }),
    ...(!isPlain && { odd: true as const }),
  };
}

/** Bytes that say to every reader what they were read as: some overlook what is no UTF-8, and would see another text. */
export function asRead(bytes: Uint8Array, text: string): Uint8Array {
  return text.includes("\ufffd") ? Buffer.from(text) : bytes;
}

/** Data, a short comment, the name of an event, an id, a pause: nothing that could carry a text or a key past the scanner to a person. */
function isPlainLine(line: string): boolean {
  return (
    isData(line) ||
    /^(?::[A-Za-z ._-]{0,40}|event: ?[\w.-]{0,80}|id: ?[\w.:=+/-]{0,36}|retry: ?[0-9]{0,10})$/.test(line)
  );
}

function tooLong(): WireError {
  return new WireError("INVALID_STREAM", "A line or an event of the stream is too long.");
}
