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

/** Nodes are numbered in 16 bits. */
const mostNodes = 65_536;

/**
 * Builds the tree as a table: row `n` holds the children of node `n`, 0 where there is none. Literals that are the same are chained.
 *
 * @param literals - In lower case; found whatever the case.
 * @param alike - Groups of characters that are read as one; the literals may use any of them.
 */
export function buildLiteralTrie(literals: readonly string[], alike: readonly string[] = []): LiteralTrie {
  const folds = foldsOf(literals, alike);
  const folded = new Uint16Array(65_536);
  const symbols = [...new Set(folds.values())];
  const numbers = new Map(symbols.map((symbol, index) => [symbol, index + 1]));
  /** Column of each unit; 0 for those of no literal. */
  const column = new Uint16Array(65_536);
  for (const [code, symbol] of folds) {
    folded[code] = symbol;
    column[code] = numbers.get(symbol) ?? 0;
  }
  const width = symbols.length + 1;
  const size = literals.reduce((sum, literal) => sum + literal.length, 1);
  if (size > mostNodes) throw new RangeError("Too many literals for one tree.");
  const children = new Uint16Array(size * width);
  /** The literal that ends at a node, and one; and the same for a literal that is the same as another. */
  const ending = new Uint16Array(size);
  const twin = new Uint16Array(literals.length);
  let nodes = 1;
  for (let id = 0; id < literals.length; id += 1) {
    const literal = literals[id] ?? "";
    let node = 0;
    for (let index = 0; index < literal.length; index += 1) {
      const edge = node * width + (column[literal.charCodeAt(index)] ?? 0);
      node = children[edge] ?? 0;
      if (node !== 0) continue;
      node = nodes;
      nodes += 1;
      children[edge] = node;
    }
    twin[id] = ending[node] ?? 0;
    ending[node] = id + 1;
  }
  return {
    folded,
    folds,
    symbols,
    follow: (units, start, to, onHit) => {
      let node = 0;
      for (let at = start; at < to; at += 1) {
        node = children[node * width + (column[units[at] ?? 0] ?? 0)] ?? 0;
        if (node === 0) return;
        for (let id = ending[node] ?? 0; id !== 0; id = twin[id - 1] ?? 0) onHit(id - 1, start, at + 1);
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
