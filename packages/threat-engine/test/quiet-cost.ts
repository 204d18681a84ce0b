/** Steps of the loop that tells how quick the processor is at a moment: about a millisecond. */
const steps = 500_000;
const table = new Uint16Array(4_096).map((_, index) => (index * 31) & 4_095);

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function loop(): void {
  let at = 0;
  for (let step = 0; step < steps; step += 1) at = ((table[at] ?? 0) + step) & 4_095;
  table[0] = at & 1;
}

/**
 * Measures CPU time as the processor's quickest moments would take it: neighbours on the same machine stretch everything by two for seconds,
 * a fixed loop as well, which is timed before and after each try.
 *
 * @returns measures the least of a few tries; further tries are made while it is over `enough` milliseconds
 */
export function quietCost(): (
  work: () => void,
  options: { readonly enough: number; readonly tries: number },
) => number {
  let quickest = Number.POSITIVE_INFINITY;
  const stretch = (): number => {
    const now = cpuOf(loop);
    quickest = Math.min(quickest, now);
    return now / quickest;
  };
  for (let round = 0; round < 200; round += 1) stretch();
  return (work, { enough, tries }) => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < tries && least > enough; round += 1) {
      const before = stretch();
      const ms = cpuOf(work);
      least = Math.min(least, ms / Math.min(before, stretch()));
    }
    return least;
  };
}
