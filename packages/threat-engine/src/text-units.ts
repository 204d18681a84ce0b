const firstCapacity = 65_536;
/** A buffer for longer texts is not kept. */
const mostKept = 1_048_576;
let kept: Uint16Array = new Uint16Array(0);
let keptBytes: Buffer = Buffer.alloc(0);
/** The text whose units the buffer holds: several detectors read the same one after each other. */
let keptText = "";

/**
 * The UTF-16 units of a text in a buffer, so that a loop reads numbers instead of asking a string. The letter that ends a terminal's command, such
 * as the one for a colour, is a space in it: on the screen it parts two words.
 * The buffer is at least as long as the text, holds anything behind it, is only read, and is used again by the next call.
 */
export function unitsOf(text: string): Uint16Array {
  if (text === keptText) return kept;
  if (text.length > mostKept) {
    const units = new Uint16Array(text.length);
    Buffer.from(units.buffer).write(text, "utf16le");
    blankCommandEnds(text, units);
    return units;
  }
  if (kept.length < text.length) {
    kept = new Uint16Array(Math.max(firstCapacity, text.length));
    keptBytes = Buffer.from(kept.buffer);
  }
  keptBytes.write(text, "utf16le");
  blankCommandEnds(text, kept);
  keptText = text;
  return kept;
}

/** The numbers and the letter of a command. @see ECMA-48 section 5.4 */
const command = /\[[0-9;:?]{0,32}[A-Za-z]/y;
const escapeSign = 0x1b;
const mostNumbers = 32;

function blankCommandEnds(text: string, units: Uint16Array): void {
  const sign = String.fromCharCode(escapeSign);
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    command.lastIndex = at + 1;
    if (command.test(text)) units[command.lastIndex - 1] = 32;
  }
}

/** Whether a terminal's command ends before `index`, where a letter stands. */
export function endsCommand(text: string, index: number): boolean {
  const least = Math.max(0, index - 2 - mostNumbers);
  let at = index - 2;
  while (at > least && isNumber(text.charCodeAt(at))) at -= 1;
  return text.charCodeAt(at) === 0x5b && text.charCodeAt(at - 1) === escapeSign;
}

/** `0`–`9`, `:`, `;`, `?` */
function isNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x3b) || code === 0x3f;
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
