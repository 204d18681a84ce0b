/** Tells, at a place where two pieces of text meet, whether a literal may stand across it. */
export interface LiteralJoints {
  /** Looks at two units before `at` and two from there on. False: no literal stands across it. */
  mayCross(units: Uint16Array, length: number, at: number): boolean;
}

const slotBits = 18;
/** Stands for what is before a literal and behind it. */
const outside = 0;
/** ASCII in lower case, white space as a space; all else is alike, and like what is outside. */
const folded = new Uint8Array(65_536);
for (let code = 1; code < 128; code += 1) folded[code] = String.fromCharCode(code).toLowerCase().charCodeAt(0);
for (const blank of "\t\n\r") folded[blank.charCodeAt(0)] = 32;

/** One bit for each four units side by side of which the middle two belong to one literal. */
export function buildLiteralJoints(literals: readonly string[]): LiteralJoints {
  const slots = new Int32Array(2 ** (slotBits - 5));
  for (const text of literals) {
    const unitAt = (index: number): number => folded[text.charCodeAt(index)] ?? outside;
    for (let at = 1; at < text.length; at += 1) {
      const outer = at > 1 ? unitAt(at - 2) : outside;
      const slot = slotOf(outer, unitAt(at - 1), unitAt(at), at + 1 < text.length ? unitAt(at + 1) : outside);
      slots[slot >> 5] = (slots[slot >> 5] ?? 0) | (1 << (slot & 31));
    }
  }
  const has = (slot: number): boolean => (((slots[slot >> 5] ?? 0) >> (slot & 31)) & 1) === 1;
  return {
    mayCross: (units, length, at) => {
      const a = at > 1 ? (folded[units[at - 2] ?? 0] ?? outside) : outside;
      const b = folded[units[at - 1] ?? 0] ?? outside;
      const c = folded[units[at] ?? 0] ?? outside;
      const d = at + 1 < length ? (folded[units[at + 1] ?? 0] ?? outside) : outside;
      return (
        has(slotOf(a, b, c, d)) ||
        has(slotOf(outside, b, c, d)) ||
        has(slotOf(a, b, c, outside)) ||
        has(slotOf(outside, b, c, outside))
      );
    },
  };
}

function slotOf(a: number, b: number, c: number, d: number): number {
  const window = (a << 21) | (b << 14) | (c << 7) | d;
  return Math.imul(window ^ (window >>> 11), 0x9e3779b1) >>> (32 - slotBits);
}
