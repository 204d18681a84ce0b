/** How many characters of each kind a stretch holds: what no decoder could read is known without trying. */
export interface StretchCounts {
  /** Longest run of characters of the base64 alphabets. */
  readonly run: number;
  /** Longest row of hexadecimal digits, single separators between them left out. */
  readonly hex: number;
  readonly digits: number;
  readonly bits: number;
  /** Full stops and dashes. */
  readonly signals: number;
  /** Letters and digits with neither before or behind them. */
  readonly apart: number;
}

const [inBase64, isHex, isDigit, isBit, isSignal, isAlphanumeric, parts] = [1, 2, 4, 8, 16, 32, 64];
const flags = new Uint8Array(65_536);
function flag(characters: string, bit: number): void {
  for (const character of characters) flags[character.charCodeAt(0)] = (flags[character.charCodeAt(0)] ?? 0) | bit;
}
flag("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", inBase64 | isAlphanumeric);
flag("+/_-", inBase64);
flag("0123456789ABCDEFabcdef", isHex);
flag("0123456789", isDigit);
flag("01", isBit);
flag(".-", isSignal);
flag(" :,-", parts);

/** Counts the characters in `start`–`end`. */
export function countStretch(units: Uint16Array, start: number, end: number): StretchCounts {
  let longestRun = 0;
  let run = 0;
  let longestHex = 0;
  let hex = 0;
  let digits = 0;
  let bits = 0;
  let signals = 0;
  let apart = 0;
  let last = 0;
  for (let index = start; index < end; index += 1) {
    const kind = flags[units[index] ?? 0] ?? 0;
    run = (kind & inBase64) === 0 ? 0 : run + 1;
    if (run > longestRun) longestRun = run;
    if ((kind & isHex) !== 0) hex += 1;
    else if ((kind & parts) === 0 || (last & parts) !== 0) hex = 0;
    if (hex > longestHex) longestHex = hex;
    if ((kind & isDigit) !== 0) digits += 1;
    if ((kind & isBit) !== 0) bits += 1;
    if ((kind & isSignal) !== 0) signals += 1;
    if ((kind & isAlphanumeric) !== 0 && (last & isAlphanumeric) === 0) {
      const next = index + 1 < end ? (flags[units[index + 1] ?? 0] ?? 0) : 0;
      if ((next & isAlphanumeric) === 0) apart += 1;
    }
    last = kind;
  }
  return { run: longestRun, hex: longestHex, digits, bits, signals, apart };
}
