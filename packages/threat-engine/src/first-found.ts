/**
 * Makes a search for the first of something between two places of a text. Hostile texts are one line of beginnings each of which looks
 * for it: what was looked through is not looked through again.
 *
 * @param search - where it first begins in a stretch; -1 without one
 * @param longest - so many characters it has at most: it may begin where fewer are left, and go on behind them
 * @returns where it begins; undefined without one
 */
export function firstFound(
  search: (stretch: string) => number,
  longest: number,
): (text: string, from: number, to: number) => number | undefined {
  /** The stretch of a text in which none was seen to begin. */
  let clear = { text: "", from: 0, to: 0 };
  return (text, from, to) => {
    const isKnown = text === clear.text && from >= clear.from && from <= clear.to;
    const start = isKnown ? clear.to : from;
    const found = search(text.slice(start, to));
    const end = found < 0 ? Math.max(start, to - longest + 1) : start + found;
    clear = { text, from: isKnown ? clear.from : from, to: end };
    return found < 0 ? undefined : end;
  };
}
