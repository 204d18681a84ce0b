/** Numbers in [0, 1), the same for every run. */
export type Random = () => number;

/** A small generator (mulberry32), so that training gives the same weights everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of `list`. */
export function choose<T>(list: readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new RangeError("Nothing to choose from.");
  return chosen;
}

/** Replaces `{name}` by one of the slot's texts. */
export function fill(template: string, slots: Readonly<Record<string, readonly string[]>>, random: Random): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => choose(slots[name] ?? [], random));
}
