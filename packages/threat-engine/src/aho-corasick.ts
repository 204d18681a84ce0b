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

/** States in the order of their making, children behind their parents; row `s` of `next` holds the edges of state `s`. */
interface Automaton {
  readonly next: Uint16Array;
  readonly depths: readonly number[];
  /** Literals that end in a state; undefined for most. */
  readonly outputs: (readonly number[] | undefined)[];
  /** Every state, the nearest to the start first. */
  readonly order: readonly number[];
}

/**
 * Builds the automaton of Aho and Corasick (1975) as a full transition table; `literals` are lower case.
 * States without output have the lowest numbers, nearest to the start first: most steps stay in a few rows and end with one comparison.
 */
export function buildLiteralMatcher(literals: readonly string[]): LiteralMatcher {
  const { of, count: width } = classifyCharacters(literals);
  const { next, depths, outputs, order } = link(buildTrie(literals, of, width), width);
  const silent = order.filter((state) => outputs[state] === undefined);
  const loud = order.filter((state) => outputs[state] !== undefined);
  const numbered = [...silent, ...loud];
  const number = new Uint16Array(numbered.length);
  for (let index = 0; index < numbered.length; index += 1) number[numbered[index] ?? 0] = index;
  const table = new Uint16Array(numbered.length * width);
  for (let state = 0; state < numbered.length; state += 1) {
    const to = (number[state] ?? 0) * width;
    for (let symbol = 0; symbol < width; symbol += 1)
      table[to + symbol] = number[next[state * width + symbol] ?? 0] ?? 0;
  }
  const firstLoud = silent.length;
  const found = loud.map((state) => outputs[state] ?? []);
  const depthOf = Uint16Array.from(numbered, (state) => depths[state] ?? 0);
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

interface Trie {
  readonly next: Uint16Array;
  readonly depths: number[];
  readonly own: (number[] | undefined)[];
}

function buildTrie(literals: readonly string[], of: Uint16Array, width: number): Trie {
  const most = 1 + literals.reduce((sum, literal) => sum + literal.length, 0);
  const next = new Uint16Array(most * width);
  const depths = [0];
  const own: (number[] | undefined)[] = [];
  for (let id = 0; id < literals.length; id += 1) {
    const literal = literals[id] ?? "";
    let state = 0;
    for (let index = 0; index < literal.length; index += 1) {
      const edge = state * width + (of[literal.charCodeAt(index)] ?? 0);
      state = next[edge] ?? 0;
      if (state !== 0) continue;
      state = depths.length;
      if (state >= mostStates) throw new RangeError("Too many literals for one automaton.");
      next[edge] = state;
      depths.push(index + 1);
    }
    const list = own[state];
    if (list === undefined) own[state] = [id];
    else list.push(id);
  }
  return { next, depths, own };
}

/** Breadth first, turns missing edges into those of the longest proper suffix. */
function link({ next, depths, own }: Trie, width: number): Automaton {
  const outputs: (readonly number[] | undefined)[] = depths.map((_, state) => own[state]);
  const fail = new Uint16Array(depths.length);
  const order = [0];
  for (let head = 0; head < order.length; head += 1) {
    const state = order[head] ?? 0;
    const fallback = fail[state] ?? 0;
    const inherited = outputs[fallback];
    if (state !== 0 && inherited !== undefined) outputs[state] = [...(outputs[state] ?? []), ...inherited];
    const depth = depths[state] ?? 0;
    for (let symbol = 0; symbol < width; symbol += 1) {
      const child = next[state * width + symbol] ?? 0;
      const suffix = state === 0 ? 0 : (next[fallback * width + symbol] ?? 0);
      // In a row that was not linked yet, an edge leads one step deeper or is missing.
      if (child !== 0 && depths[child] === depth + 1) {
        fail[child] = suffix;
        order.push(child);
      } else next[state * width + symbol] = suffix;
    }
  }
  return { next, depths, outputs, order };
}
