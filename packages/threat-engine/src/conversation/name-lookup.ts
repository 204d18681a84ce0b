import { once } from "../once.ts";

/** Names that are looked for however long the texts are, and characters that are read for all of them: some tenths of a second. */
const [leastNames, mostRead] = [16, 2 ** 27];

/**
 * Looks names up in texts, whatever their case. A call can name thousands of hosts: after so many names every further one is answered with
 * `otherwise`, since reading on would take the time of all names and all texts together.
 *
 * @param texts - Read when a first name is asked for.
 * @returns whether a name, in lower case, stands in one of the texts
 */
export function nameLookup(texts: () => readonly string[], otherwise: boolean): (name: string) => boolean {
  const lowered = once(() => texts().map((text) => text.toLowerCase()));
  let read = 0;
  let names = 0;
  return (name) => {
    names += 1;
    if (names > leastNames && read > mostRead) return otherwise;
    return lowered().some((text) => {
      read += text.length;
      return text.includes(name);
    });
  };
}
