import type { CommandFacts } from "./assess-network.ts";
import type { Assessed } from "./assess-operations.ts";
import type { Pipeline, ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";
import { writtenFiles } from "./written-files.ts";

/** Files that say who may log in, with which rights, and what the machine starts by itself. */
const accountFile =
  /(?:^|\/)(?:\.ssh\/authorized_keys2?|etc\/(?:passwd|shadow|cron\.\w{1,10}\/\S{1,40}|sudoers(?:\.d\/\S{1,40})?|ld\.so\.preload|crontab|pam\.d\/\S{1,40})|var\/spool\/cron\/\S{1,60})$/;
/** Of these, the ones in folders of a project, from which images of other machines are made. */
function isImageFile(path: string): boolean {
  if (path.length > 300 || /\s/.test(path) || path.includes("/../") || machineFolder.test(path)) return false;
  const [, folder = "", rest = ""] = /^[/~]?([\w.-]+)(\/.+)$/.exec(path) ?? [];
  return /\w/.test(folder) && /\/(?:etc|var)\//.test(rest);
}

const machineFolder = /^\/(?:etc|var|private|mnt|media|host\w{0,4}|rootfs|sysroot|proc)\//;
/** Files that a shell runs when somebody logs in. */
const loginScript =
  /(?:^|\/)(?:\.(?:bash|zsh|k?sh)rc|\.(?:bash_|z)?profile|\.(?:bash_login|zshenv|zlogin|xprofile|xinitrc|bash_aliases|config\/fish\/config\.fish)|etc\/(?:profile|environment|bash\.bashrc|zshrc|rc\.local|profile\.d\/\S{1,40})|\w{0,40}profile\.ps1)$/i;
/** What is started at boot, at login or by work on a repository. */
const startedFile =
  /(?:^|\/)(?:Library\/Launch(?:Agents|Daemons)\/\S{1,80}|(?:etc|lib|\.config)\/systemd\/(?:system|user)\/\S{1,80}|etc\/init\.d\/\S{1,40}|\.config\/autostart\/\S{1,80}|\.git\/hooks\/[\w-]{1,40}|etc\/(?:udev\/rules\.d|update-motd\.d)\/\S{1,60}|package\.json|\.vscode\/tasks\.json|\.(?:claude|gemini|cursor)\/\S{0,40}\.json|\.mcp\.json)$|\\Startup\\/i;
/** Words about a command in files that nobody runs. */
const proseFile = /\.(?:md|txt|rst|adoc|html?|log|csv)$|^\/dev\//i;

const namesFile = /^\/etc\/(?:hosts|resolv\.conf)$/;
/** Settings that say who may log in, and how. */
const accessFile = /^\/etc\/(?:ssh\/|selinux\/|group$)/;
const believedFiles = [accountFile, loginScript, startedFile, namesFile, accessFile];

const runsFetched = [
  /\|(?=\s{0,3}(?:sudo\s)?(?:ba|z|da)?sh\b)(?<=\b(?:curl|wget)[^|;&\n]{1,300}\|)/,
  /\/dev\/(?:tcp|udp)\//,
  /\b(?:bash|sh|eval|source)\b.{0,10}(?:<\(|\$\()\s{0,3}(?:curl|wget)\b/,
  /\bbase64\s{1,3}(?:-d|--decode)\b[^|\n]{0,80}\|\s{0,3}(?:ba|z|da)?sh\b/,
  /\bnc\b[^|;&\n]{1,80}\s-e\b/,
];
const startsHidden = [
  /\bLD_PRELOAD=|\bcrontab\b|NOPASSWD/,
  /\balias (?:sudo|su|ssh|ls|cd)=.{0,80}\/tmp\//,
  /\balias (?:sudo|su|ssh|ls|cd)=.{0,80}\b(?:curl|wget|nc)\b/,
  /(?:^|[\s=;&'"])\/(?:tmp|dev\/shm|var\/tmp)\/\S/,
];

/** An address of this machine, where a name leads nowhere, and those who send updates. */
const nowhere = /^(?:127\.\S{1,12}|0\.0\.0\.0|::1)\s/;
const sendsUpdates =
  /security|update|archive|ubuntu|debian|microsoft|apple|pypi|npmjs|github|virus|defender|crowdstrike|kaspersky|symantec|mcafee/i;
/** Somewhere an address stands. */
const hasAddress = /::1|\d\.\d/;
/** A name or a resolver at an address of the open network. */
const strangeAddress =
  /^(?:nameserver )?(?!127\.|10\.|0\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|8\.8\.|1\.[01]\.|9\.9\.)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:\s|$)/i;

/** What the pipeline's calls write to files that are run or believed by themselves. */
export function assessWrites(pipeline: Pipeline, facts: Pick<CommandFacts, "trustsInstaller">): readonly Assessed[] {
  return pipeline.flatMap((part, index): readonly Assessed[] => {
    const written = writtenFiles(part);
    if (written.length === 0) return [];
    const told = contentOf(part) ?? contentOf(pipeline[index - 1]);
    const isFetched = told !== undefined && runsFetched.some((shape) => shape.test(told)) && !facts.trustsInstaller;
    const isHidden = told !== undefined && startsHidden.some((shape) => shape.test(told));
    return written.flatMap(({ target: file }) => {
      const score = scoreWrite(file, told, { isFetched, isHidden });
      return score === 0 ? [] : [{ rule: "command.persistence" as const, score }];
    });
  });
}

/** Whether what is written to a file may be judged; the others are words that nobody runs. */
export function isBelieved(file: string): boolean {
  return believedFiles.some((shape) => shape.test(file));
}

/** Whether a line leads names astray: those who send updates to nowhere, others or all to the open network. */
function misleads(line: string): boolean {
  return (nowhere.test(line) && sendsUpdates.test(line)) || strangeAddress.test(line);
}

function scoreWrite(
  file: string,
  told: string | undefined,
  { isFetched, isHidden }: { readonly isFetched: boolean; readonly isHidden: boolean },
): number {
  if (accountFile.test(file)) return isImageFile(file) && !file.includes(".ssh/") ? 50 : 84;
  if (namesFile.test(file))
    return told !== undefined && hasAddress.test(told) && told.split("\n").some(misleads) ? 52 : 0;
  if (loginScript.test(file)) return isFetched || isHidden ? 84 : told === undefined ? 42 : 0;
  if (startedFile.test(file)) return isFetched || isHidden ? 84 : /\.json$|hooks\//.test(file) ? 0 : 50;
  return isFetched && !proseFile.test(file) ? 48 : 0;
}

/** What `echo`, `printf` and `sed` write. */
function contentOf(part: ShellCommand | undefined): string | undefined {
  const words = part?.words ?? [];
  return /^(?:echo|printf|write-output|add-content|set-content|sed)$/i.test(programName(words[0] ?? ""))
    ? words.slice(1).join(" ")
    : undefined;
}
