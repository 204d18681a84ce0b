import type { CommandRule } from "../command-rules.ts";

/** The names of what a call takes away, of its words. */
export type NamesOf = (words: readonly string[]) => readonly string[];

/**
 * A call after which something that was kept is gone, open or unwatched for good, without anybody being asked: programs in lower case, what all
 * must stand in the arguments, and where the names stand of what it takes. It is at the block line unless names say that all of it only passes.
 */
export type Loss = readonly [
  rule: CommandRule,
  programs: string,
  shapes: readonly RegExp[],
  names?: readonly NamesOf[],
];

/** The values of options, as `--name x` or `--name=x`. */
export function valuesOf(...options: readonly string[]): NamesOf {
  return (words) =>
    words.flatMap((word, index) => {
      const [option = "", value] = word.split(/=(.*)/s, 2);
      if (!options.includes(option)) return [];
      return value ?? words[index + 1] ?? "";
    });
}

/** All words behind the first that fits, but options and those that name no single thing. */
export function wordsBehind(verb: RegExp, kinds: RegExp = /^$/): NamesOf {
  return (words) => {
    const at = words.findIndex((word) => verb.test(word));
    return at < 0 ? [] : words.slice(at + 1).filter((word) => !word.startsWith("-") && !kinds.test(word));
  };
}

/** Whatever one of the shapes holds of a word, in all words. */
export function partsOf(shape: RegExp): NamesOf {
  return (words) => words.flatMap((word) => shape.exec(word)?.[1] ?? []);
}
