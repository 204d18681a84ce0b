/**
 * Reads bytes as UTF-8 or UTF-16 text.
 *
 * @returns undefined when they are not text a person could read: fewer than four characters, invalid, or with control characters
 */
export function readableText(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4 || looksBinary(bytes)) return undefined;
  const wide = bytes[1] === 0 && bytes[3] === 0;
  try {
    const text = new TextDecoder(wide ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data from text
    return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) || !/\p{L}{2}|\d{4}/u.test(text) ? undefined : text;
  } catch {
    // Invalid in its encoding: not a text.
    return undefined;
  }
}

/** A glance at the first bytes, since most long runs of base64 and hex are images, keys and digests. */
function looksBinary(bytes: Uint8Array): boolean {
  const glance = bytes.subarray(0, 48);
  if (glance[1] === 0 && glance[3] === 0) return false;
  return glance.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32));
}
