/** Literals as a tree of letters. */
export interface LiteralTrie {
  /** Units that stand for a letter of a literal, and that letter: in lower case, and the first of the characters that are alike. */
  readonly folds: ReadonlyMap<number, number>;
  /** Every letter that occurs in a literal. */
  readonly symbols: readonly number[];
  /** Tells the literals that begin at `start` and end at `to` at the latest, shorter ones first. */
  follow(
    units: Uint16Array,
    start: number,
    to: number,
    onHit: (literal: number, start: number, end: number) => void,
  ): void;
}

/** A node in 32 bits: number of its first child (16, 0: none), the letter that leads to it (13), a literal ends here, it is the last child. */
const [childShift, letterShift, letterMask, ends, last] = [16, 2, 0x1fff, 2, 1];
const mostNodes = 2 ** 16;

/**
 * Builds the tree level by level, so that the children of a node stand side by side, in the order of their letters: a step reads few
 * and near numbers. Literals that are the same are chained.
 *
 * @param literals - In lower case; found whatever the case.
 * @param alike - Groups of characters that are read as one; the literals may use any of them.
 */
export function buildLiteralTrie(literals: readonly string[], alike: readonly string[] = []): LiteralTrie {
  const folds = foldsOf(literals, alike);
  const symbols = [...new Set(folds.values())].sort((a, b) => a - b);
  const numbers = new Map(symbols.map((symbol, index) => [symbol, index + 1]));
  const size = literals.reduce((sum, literal) => sum + literal.length, 1);
  if (size > mostNodes || symbols.length > letterMask) throw new RangeError("Too many literals for one tree.");
  /** Number of each unit's letter; 0 for those of no literal. */
  const letterOf = new Uint16Array(65_536);
  for (const [code, symbol] of folds) letterOf[code] = numbers.get(symbol) ?? 0;
  const { nodes, ending, twin, roots } = growNodes(
    literals.map((literal) => Uint16Array.from(literal, (character) => letterOf[character.charCodeAt(0)] ?? 0)),
    size,
    symbols.length + 1,
  );
  return {
    folds,
    symbols,
    follow: (units, start, to, onHit) => {
      let number = roots[letterOf[units[start] ?? 0] ?? 0] ?? 0;
      for (let at = start; number !== 0; ) {
        at += 1;
        const node = nodes[number] ?? 0;
        if ((node & ends) !== 0) {
          for (let id = ending[number] ?? 0; id !== 0; id = twin[id - 1] ?? 0) onHit(id - 1, start, at);
        }
        number = at < to ? childOf(nodes, node >>> childShift, letterOf[units[at] ?? 0] ?? 0) : 0;
      }
    },
  };
}

/** The child to which a letter leads, among those from `child` on; 0: none. */
function childOf(nodes: Uint32Array, child: number, letter: number): number {
  if (child === 0) return 0;
  for (let number = child; ; number += 1) {
    const node = nodes[number] ?? 0;
    const other = (node >> letterShift) & letterMask;
    if (other >= letter || (node & last) !== 0) return other === letter ? number : 0;
  }
}

interface Nodes {
  readonly nodes: Uint32Array;
  /** Node of each first letter. */
  readonly roots: Uint16Array;
  /** The literal that ends at a node, and one; `twin`: the same for a literal that is the same as another. */
  readonly ending: Uint16Array;
  readonly twin: Uint16Array;
}

/** Node by node in the order of their making, which is level by level: all literals of a node stand together once sorted. */
function growNodes(words: readonly Uint16Array[], size: number, letters: number): Nodes {
  const grown: Nodes = {
    nodes: new Uint32Array(size),
    roots: new Uint16Array(letters),
    ending: new Uint16Array(size),
    twin: new Uint16Array(words.length),
  };
  const { nodes, roots, ending, twin } = grown;
  const sorted = Array.from(words, (_, id) => id).sort((a, b) => compareWords(words[a], words[b]));
  const ranges: { readonly from: number; readonly to: number; readonly depth: number }[] = [
    { from: 0, to: sorted.length, depth: 0 },
  ];
  for (let number = 0; number < ranges.length; number += 1) {
    const { depth, from: start, to } = ranges[number] ?? { from: 0, to: 0, depth: 0 };
    let from = start;
    for (; from < to && words[sorted[from] ?? 0]?.length === depth; from += 1) {
      const id = sorted[from] ?? 0;
      twin[id] = ending[number] ?? 0;
      ending[number] = id + 1;
      nodes[number] = (nodes[number] ?? 0) | ends;
    }
    if (from < to) nodes[number] = (nodes[number] ?? 0) | (ranges.length << childShift);
    while (from < to) {
      const letter = words[sorted[from] ?? 0]?.[depth] ?? 0;
      const first = from;
      while (from < to && words[sorted[from] ?? 0]?.[depth] === letter) from += 1;
      if (number === 0) roots[letter] = ranges.length;
      nodes[ranges.length] = (letter << letterShift) | (from === to ? last : 0);
      ranges.push({ from: first, to: from, depth: depth + 1 });
    }
  }
  return grown;
}

function compareWords(a: Uint16Array = noLetters, b: Uint16Array = noLetters): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const noLetters = new Uint16Array(0);
const space = 32;

function foldsOf(literals: readonly string[], alike: readonly string[]): ReadonlyMap<number, number> {
  const folds = new Map<number, number>();
  const fold = (code: number, symbol: number): void => {
    folds.set(code, symbol);
    const upper = String.fromCharCode(code).toUpperCase();
    if (upper.length === 1) folds.set(upper.charCodeAt(0), symbol);
  };
  for (const literal of literals) {
    for (let index = 0; index < literal.length; index += 1) {
      const code = literal.charCodeAt(index);
      if (!folds.has(code)) fold(code, code);
    }
  }
  // A line break parts the words of a phrase as a space does.
  if (folds.has(space)) for (const blank of "\t\n\r") fold(blank.charCodeAt(0), space);
  for (const group of alike)
    for (let index = 0; index < group.length; index += 1) fold(group.charCodeAt(index), group.charCodeAt(0));
  return folds;
}
