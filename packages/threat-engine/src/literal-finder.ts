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
   * Looks at the units `from`–`to`.
   *
   * @param onHit - Called with the literal's index and its place, in the order of the starts; may tell of literals that were not sought.
   */
  find(
    units: Uint16Array,
    range: {
      readonly from: number;
      readonly to: number;
      /** The text has no boundaries between words. */
      readonly compact: boolean;
    },
    onHit: (literal: number, start: number, end: number) => void,
  ): void;
}

/** So many characters decide whether a literal may begin; shorter literals are told apart by what follows them. */
export const windowLength = 4;
const classBits = 6;
const classes = 2 ** classBits;
const classMask = classes - 1;
const windowMask = 2 ** (windowLength * classBits) - 1;
const slotBits = 20;
/** The first two classes of a window and the kind before them: a table small enough to stay at hand, which turns most places away. */
const pairBits = 2 * classBits;
const pairShift = (windowLength - 2) * classBits;
/** Digits are one class: numbers are told apart by their rules. */
const digits = 1;
/** What a character is to the one behind it: nothing that binds, a letter, a digit or underscore. */
const [loose, letter, digit] = [0, 1, 2];
const kindBits = 2;
/** The kind of the character before the window, among those that were read. */
const kindMask = 3 << (windowLength * kindBits);
const kindShift = windowLength * classBits - windowLength * kindBits;

/**
 * Looks, at each place, whether the next four characters can begin a literal (one bit of a small table), and only there follows the
 * letters one by one. It is built in a fraction of the time of an automaton of the same literals, and its large table is read at few places. A
 * place costs at most the length of the longest literal, so hostile text stays linear.
 */
export function buildLiteralFinder(trie: LiteralTrie, literals: readonly SoughtLiteral[]): LiteralFinder {
  const classOf = classify(trie);
  const begins = new Int32Array(2 ** (slotBits - 5));
  const pairs = new Uint8Array(2 ** (pairBits + kindBits));
  for (const literal of literals) markBeginnings({ begins, pairs }, literal, trie, classOf);
  return {
    find: (units, { from, to, compact }, onHit) => {
      const mask = compact ? 0 : kindMask;
      let window = 0;
      let kinds = 0;
      for (let index = from; index < to; index += 1) {
        const entry = classOf[units[index] ?? 0] ?? 0;
        window = ((window << classBits) | (entry & classMask)) & windowMask;
        kinds = (kinds << kindBits) | (entry >> classBits);
        const kind = kinds & mask;
        if (pairs[(window >>> pairShift) | (kind << (pairBits - windowLength * kindBits))] !== 1) continue;
        const slot = slotOf(window | (kind << kindShift));
        if ((((begins[slot >> 5] ?? 0) >> (slot & 31)) & 1) === 1 && index >= from + windowLength - 1)
          trie.follow(units, index - windowLength + 1, to, onHit);
      }
      for (let start = Math.max(from, to - windowLength + 1); start < to; start += 1)
        trie.follow(units, start, to, onHit);
    },
  };
}

function slotOf(window: number): number {
  return Math.imul(window ^ (window >>> 11), 0x9e3779b1) >>> (32 - slotBits);
}

/** A class (six bits) and a kind (two bits) for every unit; characters of no literal share class 0. */
function classify({ folds, symbols }: LiteralTrie): Uint8Array {
  const entries = new Uint8Array(65_536);
  const classOf = new Map(symbols.map((symbol, index) => [symbol, 2 + (index % (classes - 2))]));
  for (let code = 48; code <= 57; code += 1) if (classOf.has(code)) classOf.set(code, digits);
  for (const [code, symbol] of folds) entries[code] = classOf.get(symbol) ?? 0;
  const mark = (code: number, kind: number): void => {
    entries[code] = (entries[code] ?? 0) | (kind << classBits);
  };
  for (let code = 65; code <= 90; code += 1) {
    mark(code, letter);
    mark(code + 32, letter);
  }
  for (let code = 48; code <= 57; code += 1) mark(code, digit);
  mark(95, digit);
  return entries;
}

/** Marks every beginning that a literal can have, with what may stand before it. */
function markBeginnings(
  { begins, pairs }: { readonly begins: Int32Array; readonly pairs: Uint8Array },
  { text, after, follow }: SoughtLiteral,
  { folded }: LiteralTrie,
  classOf: Uint8Array,
): void {
  const classAt = (code: number): number => (classOf[folded[code] ?? 0] ?? 0) & classMask;
  const followers = follow === undefined ? all : Uint8Array.from(new Set(follow.units.map(classAt)));
  const followed = text.length + (follow?.count ?? 0);
  const choices: Uint8Array[] = [];
  for (let index = 0; index < windowLength; index += 1) {
    choices.push(
      index < text.length ? Uint8Array.of(classAt(text.charCodeAt(index))) : index < followed ? followers : all,
    );
  }
  const mark = (window: number, index: number): void => {
    const next = choices[index];
    if (next === undefined) {
      const slot = slotOf(window);
      begins[slot >> 5] = (begins[slot >> 5] ?? 0) | (1 << (slot & 31));
      pairs[window >>> pairShift] = 1;
      return;
    }
    for (let at = 0; at < next.length; at += 1) mark((window << classBits) | (next[at] ?? 0), index + 1);
  };
  mark(loose, 0);
  if (after === "anything") mark(letter, 0);
  if (after !== "no_word") mark(digit, 0);
}

const all = Uint8Array.from({ length: classes }, (_, index) => index);
