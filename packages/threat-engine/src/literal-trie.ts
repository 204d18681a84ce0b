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
  /** Number of each unit's letter; 0 for those of no literal. */
  const letterOf = new Uint16Array(65_536);
  for (const [code, symbol] of folds) letterOf[code] = numbers.get(symbol) ?? 0;
  const { count, nodes, ending, twin, roots } = growNodes(
    literals.map((literal) => lettersOf(literal, letterOf)),
    size,
    symbols.length + 1,
  );
  if (count > mostNodes || literals.length >= mostNodes || symbols.length > letterMask)
    throw new RangeError("Too many literals for one tree.");
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
  readonly count: number;
  readonly nodes: Uint32Array;
  /** Node of each first letter. */
  readonly roots: Uint16Array;
  /** The literal that ends at a node, and one; `twin`: the same for a literal that is the same as another. */
  readonly ending: Uint16Array;
  readonly twin: Uint16Array;
}

/**
 * Node by node in the order of their making, which is level by level: all literals of a node stand together once sorted.
 *
 * @param size - At least as many as there will be nodes.
 */
function growNodes(words: readonly string[], size: number, letters: number): Nodes {
  const nodes = new Uint32Array(size);
  const roots = new Uint16Array(letters);
  const ending = new Uint16Array(size);
  const twin = new Uint16Array(words.length);
  const ids = words.map((_, id) => id);
  ids.sort((a, b) => compare(words[a] ?? "", words[b] ?? "") || a - b);
  const sorted = ids.map((id) => words[id] ?? "");
  /** The words of each node, and how many of their letters lead to it. */
  const froms = [0];
  const tos = [words.length];
  const depths = [0];
  for (let number = 0; number < froms.length; number += 1) {
    const depth = depths[number] ?? 0;
    const to = tos[number] ?? 0;
    let from = froms[number] ?? 0;
    for (; from < to && sorted[from]?.length === depth; from += 1) {
      const id = ids[from] ?? 0;
      twin[id] = ending[number] ?? 0;
      ending[number] = id + 1;
      nodes[number] = (nodes[number] ?? 0) | ends;
    }
    if (from < to) nodes[number] = (nodes[number] ?? 0) | (froms.length << childShift);
    while (from < to) {
      const letter = sorted[from]?.charCodeAt(depth) ?? 0;
      const first = from;
      while (from < to && sorted[from]?.charCodeAt(depth) === letter) from += 1;
      if (number === 0) roots[letter] = froms.length;
      nodes[froms.length] = (letter << letterShift) | (from === to ? last : 0);
      froms.push(first);
      tos.push(from);
      depths.push(depth + 1);
    }
  }
  return { count: froms.length, nodes, roots, ending, twin };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The literal with letters' numbers for letters: such words are quickly compared. */
function lettersOf(literal: string, letterOf: Uint16Array): string {
  const letters: number[] = [];
  for (let index = 0; index < literal.length; index += 1) letters.push(letterOf[literal.charCodeAt(index)] ?? 0);
  return String.fromCharCode(...letters);
}

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
