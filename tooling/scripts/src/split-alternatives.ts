const token = /\\.|\[(?:\\.|[^\]\\])*\]|./gsu;
/** What one alternative may say of another's groups. */
const backReference = /\\[1-9k]/;

/**
 * The alternatives of a whole pattern. It is linear when each of them is: at every place of a text they are tried one after the other, and
 * nothing follows them that could make the pattern come back to one.
 *
 * @returns the pattern itself where it cannot be taken apart: back references, the sets of the flag `v`
 */
export function splitAlternatives(pattern: string, flags: string): readonly string[] {
  if (isWhole(pattern, flags)) return [pattern];
  const alternatives = [""];
  let depth = 0;
  for (const [piece] of pattern.matchAll(token)) {
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === "|" && depth === 0) alternatives.push("");
    else alternatives[alternatives.length - 1] += piece;
  }
  return alternatives;
}

/** Whether a pattern cannot be taken apart: back references, the sets of the flag `v`. */
export function isWhole(pattern: string, flags: string): boolean {
  return flags.includes("v") || backReference.test(pattern);
}
