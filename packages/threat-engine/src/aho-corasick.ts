import { classifyCharacters } from "./character-classes.ts";

/** Finds all given literals in a text that arrives in pieces, ignoring case. */
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

/**
 * Builds the automaton of Aho and Corasick (1975) as a full transition table; `literals` are lower case.
 * States without output have the lowest numbers, nearest to the start first: most steps stay in a few rows and end with one comparison.
 */
export function buildLiteralMatcher(literals: readonly string[]): LiteralMatcher {
  const { of, count: width } = classifyCharacters(literals);
  const tree = buildTree(literals, of);
  const { order, fallbacks, outputs } = link(tree);
  const silent = order.filter((state) => outputs[state] === undefined);
  const loud = order.filter((state) => outputs[state] !== undefined);
  const firstLoud = silent.length;
  const number = new Uint16Array(order.length);
  [...silent, ...loud].forEach((state, index) => {
    number[state] = index;
  });
  const table = new Uint16Array(order.length * width);
  const depthOf = new Uint16Array(order.length);
  // Without an edge of its own a state goes on as the one it falls back to, whose row is made before its own.
  for (const state of order) {
    const row = (number[state] ?? 0) * width;
    const fallback = (number[fallbacks[state] ?? 0] ?? 0) * width;
    if (state !== 0) table.copyWithin(row, fallback, fallback + width);
    for (let child = tree.child[state] ?? 0; child !== 0; child = tree.sibling[child] ?? 0)
      table[row + (tree.symbol[child] ?? 0)] = number[child] ?? 0;
    depthOf[number[state] ?? 0] = tree.depth[state] ?? 0;
  }
  const found = loud.map((state) => outputs[state] ?? []);
  const tell = (state: number, end: number, onHit: (literal: number, end: number) => void): void => {
    const list = found[state - firstLoud] ?? [];
    for (let index = 0; index < list.length; index += 1) onHit(list[index] ?? 0, end);
  };
  return {
    start: 0,
    depth: (state) => depthOf[state] ?? 0,
    read: (text, from, initial, onHit) => {
      let state = initial;
      for (let index = from; index < text.length; index += 1) {
        state = table[state * width + (of[text.charCodeAt(index)] ?? 0)] ?? 0;
        if (state >= firstLoud) tell(state, index + 1, onHit);
      }
      return state;
    },
  };
}

/** Literals as a tree of letters; state 0 is its root. Lists hold one number a state. */
interface Tree {
  /** First child and next child of the same parent; 0: none. */
  readonly child: number[];
  readonly sibling: number[];
  /** The letter that leads to a state. */
  readonly symbol: number[];
  readonly depth: number[];
  /** Literals that end in a state; undefined for most. */
  readonly own: (number[] | undefined)[];
}

function buildTree(literals: readonly string[], of: Uint16Array): Tree {
  const tree: Tree = { child: [0], sibling: [0], symbol: [0], depth: [0], own: [undefined] };
  literals.forEach((literal, id) => {
    let state = 0;
    for (let index = 0; index < literal.length; index += 1)
      state = childFor(tree, state, of[literal.charCodeAt(index)] ?? 0);
    const list = tree.own[state];
    if (list === undefined) tree.own[state] = [id];
    else list.push(id);
  });
  return tree;
}

function childOf({ child, sibling, symbol }: Tree, state: number, letter: number): number {
  let number = child[state] ?? 0;
  while (number !== 0 && symbol[number] !== letter) number = sibling[number] ?? 0;
  return number;
}

/** The child to which a letter leads; made when there is none. */
function childFor(tree: Tree, state: number, letter: number): number {
  const known = childOf(tree, state, letter);
  if (known !== 0) return known;
  const made = tree.depth.length;
  if (made >= mostStates) throw new RangeError("Too many literals for one automaton.");
  tree.sibling.push(tree.child[state] ?? 0);
  tree.child[state] = made;
  tree.child.push(0);
  tree.symbol.push(letter);
  tree.depth.push((tree.depth[state] ?? 0) + 1);
  tree.own.push(undefined);
  return made;
}

interface Links {
  /** Every state, the nearest to the root first. */
  readonly order: readonly number[];
  /** The state of the longest proper suffix that begins a literal. */
  readonly fallbacks: Uint16Array;
  /** Literals that end in a state or in one it falls back to; undefined for most. */
  readonly outputs: readonly (readonly number[] | undefined)[];
}

function link(tree: Tree): Links {
  const fallbacks = new Uint16Array(tree.depth.length);
  const outputs: (readonly number[] | undefined)[] = [...tree.own];
  const order = [0];
  for (const state of order) {
    const inherited = outputs[fallbacks[state] ?? 0];
    if (inherited !== undefined && state !== 0) outputs[state] = [...(outputs[state] ?? []), ...inherited];
    for (let child = tree.child[state] ?? 0; child !== 0; child = tree.sibling[child] ?? 0) {
      order.push(child);
      if (state !== 0) fallbacks[child] = stepFrom(tree, fallbacks, fallbacks[state] ?? 0, tree.symbol[child] ?? 0);
    }
  }
  return { order, fallbacks, outputs };
}

/** Where a letter leads from a state or, without an edge, from those it falls back to. */
function stepFrom(tree: Tree, fallbacks: Uint16Array, state: number, letter: number): number {
  for (let at = state; ; at = fallbacks[at] ?? 0) {
    const child = childOf(tree, at, letter);
    if (child !== 0 || at === 0) return child;
  }
}
