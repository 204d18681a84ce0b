const firstCapacity = 65_536;
/** A buffer for longer texts is not kept. */
const mostKept = 1_048_576;
let kept: Uint16Array = new Uint16Array(0);

/**
 * The UTF-16 units of a text in a buffer, so that a loop reads numbers instead of asking a string.
 * The buffer is at least as long as the text, holds anything behind it, and is used again by the next call.
 */
export function unitsOf(text: string): Uint16Array {
  let units = kept;
  if (units.length < text.length) {
    units = new Uint16Array(Math.max(firstCapacity, text.length));
    if (units.length <= mostKept) kept = units;
  }
  Buffer.from(units.buffer).write(text, "utf16le");
  return units;
}

/** Whether all characters are ASCII. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** The text of the first `length` units. */
export function textOfUnits(units: Uint16Array, length: number): string {
  return Buffer.from(units.buffer, units.byteOffset, length * 2).toString("utf16le");
}
