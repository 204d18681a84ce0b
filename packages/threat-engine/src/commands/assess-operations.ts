import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

/** Programs, what all must stand in the arguments, and how surely the call takes something away that is hard to bring back. */
type Operation = readonly [programs: string, shapes: readonly RegExp[], score: number];

/** Told and not blocked where honest work does the same; at the block line where nobody means less than all of it. */
const operations: readonly Operation[] = [
  ["aws", [/^(?:ec2 terminate-instances|rds delete-db|dynamodb delete-table|eks delete-cluster|iam delete-user)/], 72],
  [
    "aws",
    [
      /^(?:cloudformation delete-stack|s3api delete-(?:bucket|objects)|kms schedule-key-deletion|route53 delete-hosted)/,
    ],
    72,
  ],
  ["gcloud gsutil bq", [/\bdelete\b/, /\s(?:--quiet|-q)\b/], 66],
  ["az", [/\bdelete\b/, /\s(?:--yes|-y)\b/], 70],
  ["gh", [/^repo delete\b/], 82],
  ["helm", [/^(?:uninstall|delete)\b/], 50],
  ["vagrant", [/^destroy\b/, /\s(?:-f|--force)\b/], 55],
  ["npm pnpm yarn cargo", [/^(?:unpublish|yank)\b/], 60],
  ["docker podman", [/^(?:rm|rmi|volume rm)\b/, /\$\(/], 55],
  ["docker podman", [/^volume (?:rm|prune)\b/], 52],
  ["userdel deluser groupdel", [/\w/], 62],
  ["passwd", [/^(?:-d|-l|--delete|--lock)\b/], 62],
  ["reboot shutdown poweroff halt", [/^(?!-{1,2}(?:help|version))/], 52],
  ["init telinit", [/^[016]$/], 60],
  ["pkill killall", [/-u root\b|-9 -1\b/], 66],
  ["systemctl service", [/\b(?:stop|disable|mask)\b/, /\b(?:sshd?|networking|networkmanager)\b/i], 60],
  ["history", [/^-c\b/], 52],
  [
    "git",
    [/^(?:filter-branch|filter-repo|push|reflog expire)\b/, /\s(?:--delete|:\w|--all)|^filter.{1,60}--force/],
    50,
  ],
  ["git", [/^branch (?:-D|--delete --force) (?:main|master|develop|production)\b/], 60],
  ["tar", [/--remove-files/, /\s\/(?:etc|home|usr|var|root)?(?:\s|$)/], 82],
  ["perl ruby", [/unlink.{0,10}glob.{0,6}["'(]{1,3}(?:\/|~)/], 85],
  ["apt apt-get yum dnf", [/\b(?:purge|remove|autoremove)\b/, /\*/], 72],
  ["mount", [/\bremount,ro\b/, /\s\/$/], 55],
  ["DROP drop", [/^(?:database|schema)\s/i], 72],
  ["TRUNCATE truncate DROP drop", [/^table\s/i], 55],
  ["DELETE delete", [/^from \w{1,60}\s{0,4};?$/i], 52],
  ["Format-Volume Clear-Disk Initialize-Disk", [/./], 88],
  ["cipher", [/^\/w:/i], 70],
  ["bcdedit", [/\/delete|recoveryenabled no/i], 80],
  ["wevtutil", [/^cl\b/i], 66],
];

const byProgram: ReadonlyMap<string, readonly Operation[]> = Map.groupBy(
  operations.flatMap(([programs, shapes, score]) =>
    programs.split(" ").map((name): Operation => [name, shapes, score]),
  ),
  ([name]) => name,
);
const longestLine = 400;

/** 0–100: how surely the command takes away machines, accounts, histories or data that others run. */
export function assessOperations({ words, redirects }: ShellCommand): number {
  const [program = "", ...args] = words;
  if (redirects.some(({ operator, target }) => operator.includes(">") && /^\/etc\/(?:passwd|shadow)$/.test(target)))
    return 86;
  if (redirects.some(({ target }) => target === "/proc/sysrq-trigger")) return 86;
  const line = args.join(" ").slice(0, longestLine);
  return (byProgram.get(programName(program)) ?? []).reduce(
    (best, [, shapes, score]) => (score > best && shapes.every((shape) => shape.test(line)) ? score : best),
    0,
  );
}
