import { isUtf8 } from "node:buffer";

/**
 * Reads bytes as UTF-8 or UTF-16 text.
 *
 * @returns undefined when they are not text a person could read: fewer than four characters, invalid, or with control characters
 */
export function readableText(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4) return undefined;
  const wide = bytes[1] === 0 && bytes[3] === 0;
  if (!wide && (looksBinary(bytes) || !isUtf8(bytes))) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(wide ? "utf16le" : "utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data from text
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) || !/\p{L}{2}|\d{4}/u.test(text) ? undefined : text;
}

/** A glance at the first bytes, since most long runs of base64 and hex are images, keys and digests. */
function looksBinary(bytes: Uint8Array): boolean {
  const end = Math.min(48, bytes.length);
  for (let index = 0; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) return true;
  }
  return false;
}
