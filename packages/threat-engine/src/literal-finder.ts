import type { LiteralTrie } from "./literal-trie.ts";

/** A literal of a trie, and where it may stand. */
export interface SoughtLiteral {
  /** Its index in the trie. */
  readonly literal: number;
  readonly text: string;
  /** What may stand before it. The finder uses this to be fast: the caller still checks what it must know. */
  readonly after: "anything" | "no_letter" | "no_word";
  /** Units of which `count` stand behind it; undefined: any do. */
  readonly follow?: { readonly units: readonly number[]; readonly count: number } | undefined;
}

/** Finds literals in a whole text, ignoring case. */
export interface LiteralFinder {
  /**
   * Looks at the places `from`–`to` of a text.
   *
   * @param onHit - Called with the literal's index and its place, in the order of the starts; may tell of literals that were not sought.
   */
  find(
    units: Uint16Array,
    range: {
      readonly from: number;
      readonly to: number;
      /** Units of the text: no literal reaches beyond them. */
      readonly length: number;
      /** The text has no boundaries between words. */
      readonly compact: boolean;
    },
    onHit: (literal: number, start: number, end: number) => void,
  ): void;
}

/** So many characters decide whether a literal may begin; shorter literals are told apart by what follows them. */
export const windowLength = 4;
/** The first look is at three characters in 32 classes: its table fits into the processor's first cache. */
const firstLength = 3;
const coarseBits = 5;
const coarseMask = 2 ** coarseBits - 1;
const firstMask = 2 ** (firstLength * coarseBits) - 1;
/** The second look is at four characters in 64 classes, a class each. */
const fineBits = 6;
const fineClasses = 2 ** fineBits;
const fineMask = fineClasses - 1;
const slotBits = 18;
/** What a character is to the one behind it: nothing that binds, a letter, a digit or underscore. Numbers of bits. */
const [loose, letter, digit] = [0, 1, 2];
/** So many places are looked at before the letters are followed at those that are left. */
const blockLength = 4_096;

/**
 * Looks, at each place, whether the next three characters can begin a literal after the one before them; then, where they can, whether the
 * next four can; and only there follows the letters one by one. The first two looks keep places without a branch: a processor cannot guess
 * them. A place costs at most the length of the longest literal, so hostile text stays linear.
 */
export function buildLiteralFinder(trie: LiteralTrie, literals: readonly SoughtLiteral[]): LiteralFinder {
  const fineOf = fineClassesOf(trie);
  const classOf = coarseClassesOf(trie, fineOf);
  const begins = new Uint8Array(firstMask + 1);
  const goesOn = new Int32Array(2 ** (slotBits - 5));
  for (const literal of literals) markBeginnings({ begins, goesOn, fineOf }, literal, trie);
  const places = new Int32Array(blockLength);
  return {
    find: (units, { from, to, length, compact }, onHit) => {
      const whole = Math.max(from, Math.min(to, length - windowLength + 1));
      for (let start = from; start < whole; start += blockLength) {
        const range = { from, start, end: Math.min(whole, start + blockLength) };
        const count = narrow(
          units,
          places,
          keepBeginnings(units, places, range, compact ? 0 : 3, classOf, begins),
          fineOf,
          goesOn,
        );
        for (let index = 0; index < count; index += 1) trie.follow(units, places[index] ?? 0, length, onHit);
      }
      for (let start = whole; start < to; start += 1) trie.follow(units, start, length, onHit);
    },
  };
}

/** Writes the places of `range` where three characters can begin a literal. @returns how many */
function keepBeginnings(
  units: Uint16Array,
  places: Int32Array,
  { from, start, end }: { readonly from: number; readonly start: number; readonly end: number },
  kindMask: number,
  classOf: Uint8Array,
  begins: Uint8Array,
): number {
  const classBefore = (at: number): number => (at < from ? 0 : (classOf[units[at] ?? 0] ?? 0));
  const next = classOf[units[start] ?? 0] ?? 0;
  const afterNext = classOf[units[start + 1] ?? 0] ?? 0;
  let window = ((next & coarseMask) << coarseBits) | (afterNext & coarseMask);
  let before = (classBefore(start - 1) >> coarseBits) & kindMask;
  let first = (next >> coarseBits) & kindMask;
  let second = (afterNext >> coarseBits) & kindMask;
  let count = 0;
  for (let place = start; place < end; place += 1) {
    const entry = classOf[units[place + firstLength - 1] ?? 0] ?? 0;
    window = ((window << coarseBits) | (entry & coarseMask)) & firstMask;
    places[count] = place;
    count += ((begins[window] ?? 0) >> before) & 1;
    before = first;
    first = second;
    second = (entry >> coarseBits) & kindMask;
  }
  return count;
}

/** Keeps, of the first `count` places, those where four characters can begin a literal. @returns how many */
function narrow(units: Uint16Array, places: Int32Array, count: number, fineOf: Uint8Array, goesOn: Int32Array): number {
  let kept = 0;
  for (let index = 0; index < count; index += 1) {
    const place = places[index] ?? 0;
    const first = fineOf[units[place] ?? 0] ?? 0;
    const slot = slotOf(
      ((first & fineMask) << (3 * fineBits)) |
        (((fineOf[units[place + 1] ?? 0] ?? 0) & fineMask) << (2 * fineBits)) |
        (((fineOf[units[place + 2] ?? 0] ?? 0) & fineMask) << fineBits) |
        ((fineOf[units[place + 3] ?? 0] ?? 0) & fineMask),
    );
    places[kept] = place;
    kept += (((goesOn[slot >> 5] ?? 0) >> (slot & 31)) | (first >> fineBits)) & 1;
  }
  return kept;
}

function slotOf(window: number): number {
  return Math.imul(window ^ (window >>> 11), 0x9e3779b1) >>> (32 - slotBits);
}

/** Letters first, then what is no letter; digits are one class, since numbers are told apart by their rules; 0 is what no literal holds. */
function fineClassesOf({ folds, symbols }: LiteralTrie): Uint8Array {
  const classes = new Map<number, number>();
  const ordered = [...symbols.filter(isLetter), ...symbols.filter((symbol) => !isLetter(symbol) && !isDigit(symbol))];
  const digits = 1;
  ordered.forEach((symbol, index) => {
    classes.set(symbol, 2 + (index % (fineClasses - 2)));
  });
  for (const symbol of symbols) if (isDigit(symbol)) classes.set(symbol, digits);
  const fineOf = new Uint8Array(65_536);
  for (const [code, symbol] of folds) fineOf[code] = classes.get(symbol) ?? 0;
  return fineOf;
}

/** A class (five bits, signs share those of letters) and a kind for every unit; what is not ASCII binds nothing. */
function coarseClassesOf({ folds }: LiteralTrie, fineOf: Uint8Array): Uint8Array {
  const classOf = new Uint8Array(65_536);
  for (const code of folds.keys()) classOf[code] = (fineOf[code] ?? 0) & coarseMask;
  for (let code = 48; code < 128; code += 1) {
    const kind = isLetter(code | 32) ? letter : isDigit(code) || code === 95 ? digit : loose;
    classOf[code] = (classOf[code] ?? 0) | (kind << coarseBits);
  }
  return classOf;
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The tables of a finder. */
interface Tables {
  /** Bit `k` of a window: a literal may begin so behind a character of kind `k`. */
  readonly begins: Uint8Array;
  /** One bit a slot. */
  readonly goesOn: Int32Array;
  /** Class of a unit; above it one bit: it is a literal by itself. */
  readonly fineOf: Uint8Array;
}

/** Marks every beginning that a literal can have, with what may stand before it. */
function markBeginnings(
  { begins, goesOn, fineOf }: Tables,
  { text, after, follow }: SoughtLiteral,
  { folds }: LiteralTrie,
): void {
  const classAt = (index: number): number => (fineOf[text.charCodeAt(index)] ?? 0) & fineMask;
  const kinds = (1 << loose) | (after === "anything" ? 1 << letter : 0) | (after === "no_word" ? 0 : 1 << digit);
  const begin = (window: number): void => {
    begins[window] = (begins[window] ?? 0) | kinds;
  };
  const goOn = (window: number): void => {
    const slot = slotOf(window);
    goesOn[slot >> 5] = (goesOn[slot >> 5] ?? 0) | (1 << (slot & 31));
  };
  if (text.length >= windowLength) {
    begin(windowOf(firstLength, coarseBits, classAt));
    goOn(windowOf(windowLength, fineBits, classAt));
    return;
  }
  const followers =
    follow === undefined ? all : [...new Set(follow.units.map((code) => (fineOf[code] ?? 0) & fineMask))];
  const followed = text.length + (follow?.count ?? 0);
  const choices: (readonly number[])[] = [];
  for (let index = 0; index < windowLength; index += 1)
    choices.push(index < text.length ? [classAt(index)] : index < followed ? followers : all);
  mark(choices.slice(0, firstLength), coarseBits, begin);
  if (followed > 1) mark(choices, fineBits, goOn);
  else {
    const symbol = folds.get(text.charCodeAt(0));
    for (const [code, other] of folds) if (other === symbol) fineOf[code] = (fineOf[code] ?? 0) | fineClasses;
  }
}

/** The first `count` classes side by side. */
function windowOf(count: number, bits: number, classAt: (index: number) => number): number {
  let window = 0;
  for (let index = 0; index < count; index += 1) window = (window << bits) | (classAt(index) & (2 ** bits - 1));
  return window;
}

/** Tells every window that the choices allow. */
function mark(choices: readonly (readonly number[])[], bits: number, tell: (window: number) => void): void {
  const mask = 2 ** bits - 1;
  const from = (window: number, index: number): void => {
    const next = choices[index];
    if (next === undefined) tell(window);
    else for (const choice of next) from((window << bits) | (choice & mask), index + 1);
  };
  from(0, 0);
}

const all: readonly number[] = Array.from({ length: fineClasses }, (_, index) => index);
