import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const writers = /^(?:tee|add-content|set-content|out-file)$/i;

/** The files that a call writes, by redirection, as `tee` and PowerShell's cmdlets do, or changes in place with `sed -i`. */
export function writtenFiles({ words, redirects }: ShellCommand): ShellCommand["redirects"] {
  const [program = "", ...args] = words;
  const name = programName(program);
  const redirected = redirects.filter(({ operator }) => operator.includes(">"));
  const named = args.filter((word) => !word.startsWith("-"));
  const given = writers.test(name)
    ? named
    : name === "sed" && args.some((word) => /^-\w{0,3}i/.test(word))
      ? named.slice(-1)
      : [];
  return [...redirected, ...given.map((target) => ({ operator: ">>", target }))];
}
