/** Characters that a set of literals tells apart. */
export interface CharacterClasses {
  /** Class of each UTF-16 unit. */
  readonly of: Uint16Array;
  readonly count: number;
}

/** Gives every character that occurs in a literal its own class; class 0 is everything else. Upper case is read as lower case. */
export function classifyCharacters(literals: readonly string[]): CharacterClasses {
  const of = new Uint16Array(65_536);
  let count = 1;
  const assign = (code: number, symbol: number): void => {
    of[code] = symbol;
    const upper = String.fromCharCode(code).toUpperCase();
    if (upper.length === 1) of[upper.charCodeAt(0)] = symbol;
  };
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
