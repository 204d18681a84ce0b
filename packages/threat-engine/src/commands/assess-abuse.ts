import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const pool = /^(?:--?\w{1,10}=)?stratum\d?\+(?:tcp|ssl|tls):\/\//;
const readers = /^(?:echo|printf|grep|rg|ag|git|cat|curl|sed|awk)$/;
const endlessSource = /^\/dev\/(?:zero|u?random|full)$/;
/** Loops without end, and those that start one process after the other and wait for none. */
const endlessLoop = /\bwhile\s{1,3}(?::|true)\s{0,3};\s{0,3}do\b/;
const startsInBack = /[^&>]&\s{0,3}done\b/;

/** 0–100: how surely the call mines coins or fills a disk until nothing is left. */
export function assessAbuse({ words, redirects }: ShellCommand): number {
  const name = programName(words[0] ?? "");
  const args = words.slice(1);
  if (!readers.test(name) && args.some((word) => pool.test(word))) return 84;
  const fillsFile = redirects.some(({ operator, target }) => operator.includes(">") && !target.startsWith("/dev/"));
  if (!fillsFile) return 0;
  if (name === "head") return args.includes("/dev/zero") && args.some((word) => /^-?c?\d{3,}G|\dT/.test(word)) ? 60 : 0;
  return (name === "yes" && args.length < 3) || (name === "cat" && args.some((word) => endlessSource.test(word)))
    ? 60
    : 0;
}

/** Whether a command text starts processes without end. */
export function isEndless(command: string): boolean {
  return endlessLoop.test(command) && startsInBack.test(command);
}
