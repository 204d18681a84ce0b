import type { CommandRule } from "../command-rules.ts";

/**
 * Programs in lower case, what all must stand in the arguments, how surely the call does what the rule says, and what must not stand there. Told and not blocked
 * where honest work does the same; at the block line (80) where nobody means less than all of it.
 */
export type Operation = readonly [
  rule: CommandRule,
  programs: string,
  shapes: readonly RegExp[],
  score: number,
  unless?: RegExp,
];
