import { once } from "../once.ts";

/** Characters that are read for all names of a call: some tenths of a second of the most hostile ones, some milliseconds of others. */
const mostRead = 2 ** 25;

/**
 * Looks names up in texts, whatever their case.
 *
 * @param texts - Read when a first name is asked for.
 * @param otherwise - The answer where no more may be read.
 * @returns whether a name, in lower case, stands in one of the texts
 */
export type NameLookup = (texts: () => readonly string[], otherwise: boolean) => (name: string) => boolean;

/**
 * Lookups for one call. A call can name thousands of hosts, in a conversation of megabytes: after so many characters, whichever lookup read
 * them, every further name is answered with `otherwise`, since reading on would take the time of all names and all texts together.
 */
export function createNameLookup(): NameLookup {
  let read = 0;
  return (texts, otherwise) => {
    const lowered = once(() => texts().map((text) => text.toLowerCase()));
    return (name) => {
      if (read > mostRead) return otherwise;
      return lowered().some((text) => {
        read += text.length;
        return text.includes(name);
      });
    };
  };
}
