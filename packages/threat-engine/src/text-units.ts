const firstCapacity = 65_536;
/** A buffer for longer texts is not kept. */
const mostKept = 1_048_576;
let kept: Uint16Array = new Uint16Array(0);
let keptBytes: Buffer = Buffer.alloc(0);
/** The text whose units the buffer holds: several detectors read the same one after each other. */
let keptText = "";

/**
 * The UTF-16 units of a text in a buffer, so that a loop reads numbers instead of asking a string.
 * The buffer is at least as long as the text, holds anything behind it, is only read, and is used again by the next call.
 */
export function unitsOf(text: string): Uint16Array {
  if (text === keptText) return kept;
  if (text.length > mostKept) {
    const units = new Uint16Array(text.length);
    Buffer.from(units.buffer).write(text, "utf16le");
    return units;
  }
  if (kept.length < text.length) {
    kept = new Uint16Array(Math.max(firstCapacity, text.length));
    keptBytes = Buffer.from(kept.buffer);
  }
  keptBytes.write(text, "utf16le");
  keptText = text;
  return kept;
}

let piece: Uint16Array = new Uint16Array(512);

/** The units of `from`–`to` of a text in a buffer of their own, so that looking at a piece does not cost a copy of the whole. */
export function unitsOfPiece(text: string, from: number, to: number): Uint16Array {
  if (piece.length < to - from) piece = new Uint16Array(to - from);
  for (let at = from; at < to; at += 1) piece[at - from] = text.charCodeAt(at);
  return piece;
}

/** Bits that are set in two units side by side when one of them is not ASCII. */
const beyondAscii = 0xff80ff80 | 0;

/** Whether all characters are ASCII. */
export function isAscii(text: string): boolean {
  return areAscii(unitsOf(text), text.length);
}

/** Whether the first `length` units are ASCII; `units` is a whole buffer. */
export function areAscii(units: Uint16Array, length: number): boolean {
  const pairs = new Int32Array(units.buffer, units.byteOffset, length >> 1);
  let seen = (length & 1) === 1 ? (units[length - 1] ?? 0) : 0;
  let index = 0;
  for (; index + 8 <= pairs.length; index += 8) {
    seen |=
      (pairs[index] ?? 0) |
      (pairs[index + 1] ?? 0) |
      (pairs[index + 2] ?? 0) |
      (pairs[index + 3] ?? 0) |
      (pairs[index + 4] ?? 0) |
      (pairs[index + 5] ?? 0) |
      (pairs[index + 6] ?? 0) |
      (pairs[index + 7] ?? 0);
  }
  for (; index < pairs.length; index += 1) seen |= pairs[index] ?? 0;
  return (seen & beyondAscii) === 0;
}

/** The text of the first `length` units. */
export function textOfUnits(units: Uint16Array, length: number): string {
  return Buffer.from(units.buffer, units.byteOffset, length * 2).toString("utf16le");
}
