/** Finds all given literals in one pass, ignoring case. */
export interface LiteralMatcher {
  /** State before any text. */
  readonly start: number;
  /**
   * Reads `text` from index `from`.
   *
   * @param onHit - Called with the literal's index and the end offset (exclusive) of each occurrence, in the order of the ends.
   * @returns The state after the last character, to continue with later.
   */
  read(text: string, from: number, state: number, onHit: (literal: number, end: number) => void): number;
  /** Length of the longest suffix read so far that may still become a literal. */
  depth(state: number): number;
}

/** States are numbered in 16 bits: the table stays small enough for the processor's cache. */
const mostStates = 65_536;

interface Classes {
  readonly of: Uint16Array;
  readonly count: number;
}

interface Trie {
  readonly children: Map<number, number>[];
  readonly outputs: number[][];
  readonly depths: number[];
}

/**
 * Builds the automaton of Aho and Corasick (1975) as a full transition table; `literals` are lower case.
 *
 * @param alike - Groups of characters that are read as one; the literals may use any of them.
 */
export function buildLiteralMatcher(literals: readonly string[], alike: readonly string[] = []): LiteralMatcher {
  const classes = classifyCharacters(literals, alike);
  const trie = buildTrie(literals, classes.of);
  if (trie.children.length > mostStates) throw new RangeError("Too many literals for one automaton.");
  const table = buildTable(trie, classes.count);
  const output = trie.outputs.map((list) => Uint32Array.from(list));
  const silent = Uint8Array.from(output, (list) => (list.length === 0 ? 1 : 0));
  const { of } = classes;
  const width = classes.count;
  return {
    start: 0,
    depth: (state) => trie.depths[state] ?? 0,
    read: (text, from, initial, onHit) => {
      let state = initial;
      for (let index = from; index < text.length; index += 1) {
        state = table[state * width + (of[text.charCodeAt(index)] ?? 0)] ?? 0;
        if (silent[state] === 1) continue;
        for (const literal of output[state] ?? []) onHit(literal, index + 1);
      }
      return state;
    },
  };
}

/** Gives every character that occurs in a literal its own class; class 0 is everything else. */
function classifyCharacters(literals: readonly string[], alike: readonly string[]): Classes {
  const of = new Uint16Array(65_536);
  let count = 1;
  const assign = (code: number, symbol: number): void => {
    of[code] = symbol;
    const upper = String.fromCharCode(code).toUpperCase();
    if (upper.length === 1) of[upper.charCodeAt(0)] = symbol;
  };
  for (const group of alike) {
    for (let index = 0; index < group.length; index += 1) assign(group.charCodeAt(index), count);
    count += 1;
  }
  for (const literal of literals) {
    for (let index = 0; index < literal.length; index += 1) {
      const code = literal.charCodeAt(index);
      if (of[code] !== 0) continue;
      assign(code, count);
      count += 1;
    }
  }
  return { of, count };
}

function buildTrie(literals: readonly string[], of: Uint16Array): Trie {
  const trie: Trie = { children: [new Map()], outputs: [[]], depths: [0] };
  literals.forEach((literal, id) => {
    let state = 0;
    for (let index = 0; index < literal.length; index += 1) {
      const symbol = of[literal.charCodeAt(index)] ?? 0;
      let child = trie.children[state]?.get(symbol);
      if (child === undefined) {
        child = trie.children.length;
        trie.children.push(new Map());
        trie.outputs.push([]);
        trie.depths.push(index + 1);
        trie.children[state]?.set(symbol, child);
      }
      state = child;
    }
    trie.outputs[state]?.push(id);
  });
  return trie;
}

/** Breadth first: fail links are only needed while the table is filled. */
function buildTable(trie: Trie, width: number): Uint16Array {
  const table = new Uint16Array(trie.children.length * width);
  const fail = new Uint32Array(trie.children.length);
  const queue: number[] = [];
  for (const [symbol, child] of trie.children[0] ?? []) {
    table[symbol] = child;
    queue.push(child);
  }
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head] ?? 0;
    const fallback = fail[state] ?? 0;
    table.copyWithin(state * width, fallback * width, (fallback + 1) * width);
    trie.outputs[state]?.push(...(trie.outputs[fallback] ?? []));
    for (const [symbol, child] of trie.children[state] ?? []) {
      fail[child] = table[fallback * width + symbol] ?? 0;
      table[state * width + symbol] = child;
      queue.push(child);
    }
  }
  return table;
}
