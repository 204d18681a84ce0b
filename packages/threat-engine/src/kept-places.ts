/** So many places are kept before they are looked at: their list stays in the processor's first cache. */
export const blockLength = 4_096;

/**
 * Writes the places in `from`–`to` whose unit is marked into `places`; at most `blockLength` of them are asked for at a time.
 * It keeps them without a branch, for a processor cannot guess where the next one stands.
 *
 * @param marked - 1 for the units that count, 0 for the others
 * @returns how many
 */
export function keepPlaces(
  units: Uint16Array,
  from: number,
  to: number,
  marked: Uint8Array,
  places: Int32Array,
): number {
  let count = 0;
  for (let place = from; place < to; place += 1) {
    places[count] = place;
    count += marked[units[place] ?? 0] ?? 0;
  }
  return count;
}
