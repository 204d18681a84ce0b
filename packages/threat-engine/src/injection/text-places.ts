/** Where an expression matches in one text. */
export interface TextPlaces {
  /** Whether a match begins and ends in `from`–`to`. */
  has(from: number, to: number): boolean;
  /** Where the `count`-th match begins that begins at `from` or behind it and ends before `to`, the first being 0; undefined: nowhere. */
  from(from: number, to: number, count: number): number | undefined;
}

/**
 * Finds all matches when first asked: stretches of a text that overlap are not read once for each of them.
 *
 * @param pattern - Global.
 */
export function textPlaces(text: string, pattern: RegExp): TextPlaces {
  let starts: readonly number[] | undefined;
  let ends: readonly number[] = [];
  const read = (): readonly number[] => {
    const matches = [...text.matchAll(pattern)];
    ends = matches.map(({ 0: match, index }) => index + match.length);
    return matches.map(({ index }) => index);
  };
  const from = (first: number, to: number, count: number): number | undefined => {
    starts ??= read();
    const place = lowerBound(starts, first) + count;
    return (ends[place] ?? Number.POSITIVE_INFINITY) <= to ? starts[place] : undefined;
  };
  return { from, has: (first, to) => from(first, to, 0) !== undefined };
}

function lowerBound(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? least) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
