import { callLines } from "./call-lines.ts";
import type { CommandRule } from "./command-rules.ts";
import { abuseOperations } from "./operations/abuse-operations.ts";
import { accessOperations } from "./operations/access-operations.ts";
import { cloudOperations } from "./operations/cloud-operations.ts";
import { clusterOperations } from "./operations/cluster-operations.ts";
import { coveringOperations } from "./operations/covering-operations.ts";
import { dataOperations } from "./operations/data-operations.ts";
import { destroyingOperations } from "./operations/destroying-operations.ts";
import type { Operation } from "./operations/operation.ts";
import { privilegeOperations } from "./operations/privilege-operations.ts";
import { systemOperations } from "./operations/system-operations.ts";
import { windowsOperations } from "./operations/windows-operations.ts";
import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";
import { writtenFiles } from "./written-files.ts";

/** A rule and how surely it holds. */
export interface Assessed {
  readonly rule: CommandRule;
  readonly score: number;
}

const byProgram: ReadonlyMap<string, readonly Operation[]> = Map.groupBy(
  [
    ...destroyingOperations,
    ...cloudOperations,
    ...clusterOperations,
    ...dataOperations,
    ...abuseOperations,
    ...systemOperations,
    ...windowsOperations,
    ...privilegeOperations,
    ...coveringOperations,
    ...accessOperations,
  ].flatMap(([rule, programs, ...told]) =>
    programs.split(" ").map((name): Operation => [rule, name.toLowerCase(), ...told]),
  ),
  ([, name]) => name,
);
/** Without their contents a machine does not start, or lets nobody in. */
const machineFile = /^\/etc\/(?:fstab|group|sudoers|nsswitch\.conf|pam\.d\/\S{1,40})$|^\/boot\//;
/** Who logged in, and what the kernel saw them do. */
const whoWasHere = /^\/var\/log\/(?:auth\.log|secure|[wbu]tmp|lastlog|audit\/audit\.log)$/;

/** What a call does by the program's name and the shape of its arguments; names are read as Windows reads them. */
export function assessOperations({ words, redirects }: ShellCommand): readonly Assessed[] {
  const found: Assessed[] = [];
  const note = (rule: CommandRule, score: number): void => void found.push({ rule, score });
  for (const { operator, target } of writtenFiles({ words, redirects })) {
    if (/^\/etc\/(?:passwd|shadow)$/.test(target) || target === "/proc/sysrq-trigger") note("command.destroy", 86);
    if (/^\/(?:sys\/fs\/)?selinux\/enforce$/.test(target)) note("command.cover_up", 72);
    if (operator === ">" && machineFile.test(target)) note("command.destroy", 66);
    if (/^\/proc\/sys\/kernel\/(?:randomize_va_space|yama\/ptrace_scope)$/.test(target)) note("command.privilege", 66);
    if (/^\/proc\/sys\/kernel\/(?:core_pattern|modprobe)$/.test(target)) note("command.privilege", 82);
    if (operator === ">" && /^\/var\/log\/(?:syslog|messages)$/.test(target)) note("command.cover_up", 66);
    if (operator === ">" && whoWasHere.test(target)) note("command.cover_up", 82);
  }
  const name = programName(words[0] ?? "")
    .replace(/^.*\\/, "")
    .toLowerCase()
    .replace(/\.exe$/, "");
  const operations = byProgram.get(name);
  if (operations === undefined) return found;
  const lines = callLines(words);
  for (const [rule, , shapes, score, unless] of operations)
    if (lines.some((line) => shapes.every((shape) => shape.test(line)) && unless?.test(line) !== true))
      note(rule, score);
  return found;
}
