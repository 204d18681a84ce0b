/** Literals as a tree of letters. */
export interface LiteralTrie {
  /** What a unit is read as: lower case, and the first of the characters that are alike. */
  readonly folded: Uint16Array;
  /** Units that stand for a letter of a literal, and that letter. */
  readonly folds: ReadonlyMap<number, number>;
  /** Every folded unit that occurs in a literal. */
  readonly symbols: readonly number[];
  /** Tells the literals that begin at `start` and end at `to` at the latest, shorter ones first. */
  follow(
    units: Uint16Array,
    start: number,
    to: number,
    onHit: (literal: number, start: number, end: number) => void,
  ): void;
}

/**
 * Builds the tree. Nodes are numbered from 1; siblings, and literals that are the same, are chained.
 *
 * @param literals - In lower case; found whatever the case.
 * @param alike - Groups of characters that are read as one; the literals may use any of them.
 */
export function buildLiteralTrie(literals: readonly string[], alike: readonly string[] = []): LiteralTrie {
  const folds = foldsOf(literals, alike);
  const folded = new Uint16Array(65_536);
  for (const [code, symbol] of folds) folded[code] = symbol;
  const size = literals.reduce((sum, literal) => sum + literal.length, 1);
  const symbol = new Uint16Array(size);
  const sibling = new Int32Array(size);
  const child = new Int32Array(size);
  /** The literal that ends at a node, and one; and the same for a literal that is the same as another. */
  const ending = new Int32Array(size);
  const twin = new Int32Array(literals.length);
  /** Nodes of first letters. */
  const roots = new Int32Array(65_536);
  const symbols = new Set<number>();
  let nodes = 1;
  for (let id = 0; id < literals.length; id += 1) {
    const literal = literals[id] ?? "";
    let parent = 0;
    for (let index = 0; index < literal.length; index += 1) {
      const code = folded[literal.charCodeAt(index)] ?? 0;
      const head = (parent === 0 ? roots[code] : child[parent]) ?? 0;
      let node = head;
      while (node !== 0 && symbol[node] !== code) node = sibling[node] ?? 0;
      if (node === 0) {
        node = nodes;
        nodes += 1;
        symbol[node] = code;
        sibling[node] = head;
        if (parent === 0) roots[code] = node;
        else child[parent] = node;
        symbols.add(code);
      }
      parent = node;
    }
    twin[id] = ending[parent] ?? 0;
    ending[parent] = id + 1;
  }
  return {
    folded,
    folds,
    symbols: [...symbols],
    follow: (units, start, to, onHit) => {
      let node = roots[folded[units[start] ?? 0] ?? 0] ?? 0;
      for (let at = start + 1; node !== 0; at += 1) {
        for (let id = ending[node] ?? 0; id !== 0; id = twin[id - 1] ?? 0) onHit(id - 1, start, at);
        if (at >= to) return;
        const code = folded[units[at] ?? 0] ?? 0;
        node = child[node] ?? 0;
        while (node !== 0 && symbol[node] !== code) node = sibling[node] ?? 0;
      }
    },
  };
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
