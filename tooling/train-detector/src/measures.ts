/** A share in percent with one digit. */
export function percent(value: number): string {
  return `${(value * 100).toFixed(1)}`;
}

/** The score that `share` of the texts reach. */
export function reachedBy(scores: readonly number[], share: number): number {
  return scores.toSorted((a, b) => b - a)[Math.floor(scores.length * share)] ?? 0;
}

/** Which share of the scores is above a line. */
export function shareAbove(scores: readonly number[], line: number): number {
  return scores.filter((score) => score > line).length / Math.max(1, scores.length);
}

/** How often a positive scores higher than a negative. */
export function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number {
  const sorted = [...negative].sort((a, b) => a - b);
  let sum = 0;
  for (const score of positive) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < score) low = middle + 1;
      else high = middle;
    }
    sum += low;
  }
  return sum / Math.max(1, positive.length * sorted.length);
}
