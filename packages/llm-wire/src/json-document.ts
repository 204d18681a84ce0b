import { isAscii, isUtf8 } from "node:buffer";
import { WireError } from "./error.ts";
import { parseJsonText } from "./json-parser.ts";
import type { JsonLimits, JsonValue } from "./json-value.ts";

/** A parsed body beside its original bytes. Offsets of `root` count in `text`; valid UTF-8 and `text` correspond one to one. */
export interface JsonDocument {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly root: JsonValue;
}

/**
 * Reads a body as strict JSON: valid UTF-8 without a byte order mark, no key twice in an object, bounded depth and counts.
 *
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`
 * @see RFC 8259 sections 4 (names should be unique), 8.1 (UTF-8, no byte order mark)
 */
export function parseStrictJson(bytes: Uint8Array, limits?: JsonLimits): JsonDocument {
  if (!isUtf8(bytes)) throw new WireError("INVALID_JSON", "The body is no valid UTF-8.");
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new WireError("INVALID_JSON", "The body begins with a byte order mark.");
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = isAscii(bytes);
  const text = buffer.toString(ascii ? "latin1" : "utf8");
  return { bytes, text, root: parseJsonText(text, { ...limits, isAscii: ascii }) };
}
