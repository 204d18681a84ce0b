import type { CommandRule } from "../command-rules.ts";

/** The names of what a call takes away, of its words. */
export type NamesOf = (words: readonly string[]) => readonly string[];

/**
 * A call after which something that was kept is gone, open or unwatched for good, without anybody being asked: programs in lower case, what all
 * must stand in the arguments, and the places of the names of what it takes, the most telling first. It is at the block line unless all names
 * of the first place that holds any say that it only passes.
 */
export type Loss = readonly [
  rule: CommandRule,
  programs: string,
  shapes: readonly Pick<RegExp, "test">[],
  names?: readonly NamesOf[],
];

/** What must not stand in the arguments. */
export function without(shape: RegExp): Pick<RegExp, "test"> {
  return { test: (line) => !shape.test(line) };
}

/** The values of options, as `--name x` or `--name=x`. */
export function valuesOf(...options: readonly string[]): NamesOf {
  return valuesLike({ test: (option) => options.includes(option) });
}

/** The same for all options that fit. */
export function valuesLike(options: Pick<RegExp, "test">): NamesOf {
  return (words) =>
    words.flatMap((word, index) => {
      const [option = "", value] = word.split(/=(.*)/s, 2);
      if (!options.test(option)) return [];
      return value ?? words[index + 1] ?? "";
    });
}

/** All words behind the first that fits, but options, the values of those that take one, and words that name no single thing. */
export function wordsBehind(verb: RegExp, { but = /^$/, taking = /^$/ }: WordsBehindOptions = {}): NamesOf {
  return (words) => {
    const at = words.findIndex((word) => verb.test(word));
    return at < 0
      ? []
      : words
          .slice(at + 1)
          .filter((word, index) => !word.startsWith("-") && !but.test(word) && !taking.test(words[at + index] ?? ""));
  };
}

/** What of the words behind a verb is no name. */
export interface WordsBehindOptions {
  readonly but?: RegExp;
  /** Options whose value is the next word. */
  readonly taking?: RegExp;
}

/** Whatever one of the shapes holds of a word, in all words. */
export function partsOf(shape: RegExp): NamesOf {
  return (words) => words.flatMap((word) => shape.exec(word)?.[1] ?? []);
}
