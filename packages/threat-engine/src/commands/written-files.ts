import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const writers = /^(?:tee|add-content|set-content|out-file)$/i;

/** The files that a call writes, by redirection, as `tee` and PowerShell's cmdlets do, or changes in place with `sed -i`. */
export function writtenFiles({ words, redirects }: ShellCommand): ShellCommand["redirects"] {
  const name = programName(words[0] ?? "");
  const redirected = redirects.filter(({ operator }) => operator.includes(">"));
  // Most calls are of other programs; hostile ones have ten thousands of words.
  if (name !== "sed" && !writers.test(name)) return redirected;
  const args = words.slice(1);
  const named = args.filter((word) => !word.startsWith("-"));
  const given = name !== "sed" ? named : args.some((word) => /^-\w{0,3}i/.test(word)) ? named.slice(-1) : [];
  return [...redirected, ...given.map((target) => ({ operator: ">>", target }))];
}
