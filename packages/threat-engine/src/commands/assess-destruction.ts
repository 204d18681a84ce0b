import { assessStatements } from "./assess-statements.ts";
import type { ShellCommand } from "./shell-words.ts";
import { programName } from "./unwrap.ts";

const systemFolder =
  /^\/(?:bin|boot|dev|etc|home|lib(?:32|64)?|opt|proc|root|sbin|srv|sys|usr|var|Users|System|Library|Applications|mnt|media)(?:\/(?:lib|bin|local|log|share|mail|spool|modules|firmware|\*|www))?\/?\*?$/;
/** Where programs keep the only copy of what they know. */
const dataFolder = /^\/(?:var\/(?:lib|backups|mail|spool)|srv|opt|home|Users)\/[\w.-]{1,64}\/?(?:\*)?$/;
/** What a person keeps at home, and the only copies that databases and containers have, at any depth. */
const keptFolder =
  /^(?:~|\$\{?HOME\}?|\/root|\/(?:home|Users)\/[\w.-]{1,64})\/(?:Documents|Desktop|Pictures|Photos|Music|Videos|Movies|Downloads|Library(?:\/(?:Mail|Messages|Keychains|Application Support|Mobile Documents))?|\.ssh|\.gnupg|\.aws|\.kube|\.config|\.password-store|\.mozilla|\.thunderbird)\/?\*?$|^\/var\/lib\/(?:mysql|postgresql|pgsql|mongo\w{0,4}|redis|etcd|docker|kubelet|containerd|rancher|elasticsearch|influxdb|grafana|prometheus|jenkins|gitlab|vault|ldap|libvirt)(?:\/[\w.*-]{1,64}){0,3}\/?$/;
/** Disks and shares that somebody put there. */
const mountedFolder = /^\/(?:mnt|media|Volumes)\/[\w.$-]{1,64}\/?\*?$/;
/** Without these a machine does not start, or lets nobody in. */
const neededFile =
  /^\/(?:boot\/(?:vmlinu[xz]|initr|grub|efi|EFI)\S{0,60}|etc\/(?:passwd|shadow|fstab|sudoers|group|ssh\/\S{1,60}|pam\.d\/\S{1,40})|(?:usr\/)?s?bin\/\S{1,60}|(?:usr\/)?lib(?:64)?\/(?:[\w-]{1,40}\/)?[\w.-]{1,60}\.so[\d.]{0,12})$/;
const wholeDisk = /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mapper\/|md|loop)\w*/;

/** 0–100: how surely the command destroys data for good. */
export function assessDestruction({ words, redirects }: ShellCommand): number {
  const [program = "", ...args] = words;
  const name = programName(program);
  if (redirects.some(({ operator, target }) => operator.includes(">") && wholeDisk.test(target))) return 95;
  switch (name) {
    case "rm":
    case "unlink":
      return assessRemove(args);
    case "find":
      return assessFind(args);
    case "tee":
      return args.some((word) => wholeDisk.test(word)) ? 95 : 0;
    case "cp":
    case "ddrescue":
    case "dcfldd":
      return wholeDisk.test((args.at(-1) ?? "").replace(/^of=/, "")) ? 95 : 0;
    case "badblocks":
      return args.includes("-w") && args.some((word) => wholeDisk.test(word)) ? 95 : 0;
    case "dd":
      return args.some((word) => word.startsWith("of=") && wholeDisk.test(word.slice(3))) ? 95 : 0;
    case "shred":
    case "wipefs":
    case "blkdiscard":
      return args.some((word) => wholeDisk.test(word) || isRoot(word)) ? 95 : 55;
    case "chmod":
    case "chown":
    case "chgrp":
    case "setfacl":
      return isRecursive(args) && args.slice(1).some((word) => isRoot(word) || systemFolder.test(word)) ? 88 : 0;
    case "mv":
      return assessMove(args);
    case "kill":
      if (args.length === 2 && args[1] === "1" && /^-(?:9|KILL|SIGKILL)$/.test(args[0] ?? "")) return 62;
      return args.includes("-1") && args.some((word) => word === "-9" || word === "-KILL") ? 80 : 0;
    case "crontab":
      return args.includes("-r") ? 70 : 0;
    case "terraform":
    case "tofu":
      return args.includes("destroy") && args.some((word) => /^-?-auto-approve/.test(word)) ? 66 : 0;
    case "git":
      return assessGit(args);
    case "kubectl":
      // Alone, it is given its list by `xargs`.
      return args.includes("delete") &&
        (args.length === 1 || args.some((word) => /^(?:ns|namespaces?|--all|-A)$/.test(word)))
        ? 72
        : 0;
    case "aws":
      return args.includes("s3") &&
        ((args.includes("rb") && args.includes("--force")) ||
          (args.includes("rm") && args.includes("--recursive") && args.some((word) => wholeBucket.test(word))))
        ? 75
        : 0;
    case "truncate":
      return args.some((word) => wholeDisk.test(word) || /^\/(?:etc|var\/lib|boot)\//.test(word))
        ? 85
        : args.some((word) => /^\/var\/log\//.test(word))
          ? 60
          : 0;
    case "parted":
    case "fdisk":
    case "sgdisk":
      return args.some((word) => /^(?:mklabel|rm|--zap-all|-Z|-o)$/.test(word)) ? 85 : 0;
    case "format":
    case "diskpart":
      return args.some((word) => /^[A-Za-z]:$/.test(word)) ? 85 : 0;
    case "del":
    case "rd":
    case "rmdir":
      return args.some((word) => /^\/s$/i.test(word)) &&
        args.some((word) => /^[A-Za-z]:\\?(?:\*(?:\.\*)?)?"?$|\\windows/i.test(word))
        ? 90
        : 0;
    case "psql":
    case "mysql":
    case "sqlite3":
    case "sqlplus":
    case "usql":
    case "mysqlsh":
    case "mariadb":
    case "cqlsh":
    case "sqlcmd":
    case "clickhouse-client":
    case "influx":
    case "snowsql":
    case "beeline":
    case "trino":
    case "duckdb":
    case "mongo":
    case "mongosh":
    case "redis-cli":
      return assessStatements(args);
    case "dropdb":
      return 70;
    case "docker":
    case "podman":
      return args.includes("prune") && args.includes("--volumes") ? 72 : 0;
    case "zpool":
    case "zfs":
      return args[0] === "destroy" ? (args.some((word) => word.includes("@")) ? 55 : 85) : 0;
    case "lvremove":
    case "vgremove":
    case "pvremove":
    case "cryptsetup":
      return name !== "cryptsetup" || /^(?:erase|luksErase)$/.test(args[0] ?? "") ? 80 : 0;
    case "vssadmin":
    case "wbadmin":
      return args.some((word) => /^delete$/i.test(word)) ? 88 : 0;
    case "iptables":
    case "nft":
      return args.some((word) => /^(?:-F|--flush|flush)$/.test(word)) ? 62 : 0;
    case "ufw":
    case "setenforce":
      return /^(?:disable|0|permissive)$/i.test(args[0] ?? "") ? 66 : 0;
    case "systemctl":
    case "service":
      return assessService(args);
    case "Remove-Item":
    case "ri":
      return args.some((word) => /^-r(?:ecurse)?$/i.test(word)) &&
        args.some((word) => isRoot(word) || systemFolder.test(word))
        ? 90
        : 0;
    default:
      if (/^python[\d.]*$|^(?:perl|ruby|node|deno|bun|php|lua[\d.]*|go|tsx|ts-node)$/.test(name))
        return scoreDestroyingScript(args.join(" "));
      return /^mkfs(?:\.|$)|^mke2fs$|^mkswap$/.test(name) && args.some((word) => wholeDisk.test(word)) ? 95 : 0;
  }
}

/** Files that are moved to nowhere, and folders that the system looks for where they were. */
function assessMove(args: readonly string[]): number {
  const sources = args.slice(0, -1);
  if (args.at(-1) === "/dev/null" || sources.some(isRoot)) return 85;
  return sources.some((word) => movedFolder.test(word))
    ? 66
    : sources.some((word) => neededProgram.test(word))
      ? 55
      : 0;
}

const neededProgram = /^\/(?:usr\/)?s?bin\/(?:sudo|su|bash|sh|login|ls|systemctl|passwd|sshd?|init|mount)$/;
const movedFolder = /^\/(?:bin|boot|dev|etc|lib(?:32|64)?|proc|sbin|sys|usr|var)(?:\/(?:bin|lib|local|\*))?\/?$/;

/** Services that watch or protect the machine. */
const guards =
  /^(?:auditd|firewalld|ufw|apparmor|fail2ban|clamav\S{0,20}|falcon-sensor|rsyslog|osqueryd|wazuh-agent)(?:\.service)?$/;

function assessService(args: readonly string[]): number {
  return args.some((word) => /^(?:stop|disable|mask)$/.test(word)) && args.some((word) => guards.test(word)) ? 70 : 0;
}

function isRoot(word: string): boolean {
  const path = word.replace(/\/{2,}/g, "/").replace(/\/\.$/, "/");
  return /^(?:\/|\/\*|\/\{\}|~|~\/|~\/\*|\$\{?HOME\}?|\$\{?HOME\}?\/|\$\{?HOME\}?\/\*|\/\.\*|[A-Za-z]:\\?\*?)$/.test(
    path,
  );
}

const removal = /\b(?:rmtree|rm_rf?|rm_r|rmSync|rmdirSync|removeSync|remove_tree|rimraf|RemoveAll)\b/;
/** What a script gives such a call: the root, a folder of the system or all of somebody's home, and nothing below it. */
const scriptRoot =
  /\((?:os\.path\.expanduser\()?\s{0,3}(?:["'](?:\/|~\/?|\/(?:etc|home|usr|var|root|opt|boot)\/?|[A-Z]:[\\/]{0,4})["']|(?:require\(["']os["']\)|os)\.homedir\(\)|(?:pathlib\.)?Path\.home\(\)|process\.env\.HOME|os\.environ\[["']HOME["']\]|ENV\[["']HOME["']\])\s{0,3}[,)]/;
/** Such a call up to the path that it is given, or to what a list of files to remove begins with. */
const beforeRemovedPath =
  /\b(?:rmtree|rm_rf?|rm_r|rmSync|rmdirSync|removeSync|remove_tree|rimraf|rmdir_s|RemoveAll)(?:\(| Dir\[)(?=["'])/g;
const longestPath = 202;
const inQuotes = /^["']([^"'\n]{1,200})["']/;
const walksRoot =
  /\b(?:walk|r?glob|readdirSync|scandir|find)\(\s{0,3}["'](?:\/|~|\/(?:home|etc|usr|var|root|srv|Users))\/?(?:\*{1,2}\/?){0,2}["']|\bPath\(["']\/(?:home|etc|usr|var|root|srv|Users)?["']\)\.(?:r?glob|iterdir)\(/;

/** A call in another language that removes everything below the root or the home, or starts itself without end. */
export function scoreDestroyingScript(script: string): number {
  if (/\bfork\b[\s();]{0,4}while\b|\bwhile\b.{0,16}[\s.:{]fork\b/.test(script)) return 85;
  if (removal.test(script) && scriptRoot.test(script)) return 90;
  const removed = [...script.matchAll(beforeRemovedPath)].map(({ 0: call, index }) => {
    const given = index + call.length;
    return assessRemove(["-rf", inQuotes.exec(script.slice(given, given + longestPath))?.[1] ?? ""]);
  });
  if (Math.max(0, ...removed) > 0) return Math.max(...removed);
  return walksRoot.test(script) && /\b(?:remove|unlink|unlinkSync|rmSync)\(/.test(script) ? 85 : 0;
}

function isRecursive(args: readonly string[]): boolean {
  return args.some((word) => (/^-[A-Za-z]{1,20}$/.test(word) && /[rR]/.test(word)) || word === "--recursive");
}

function assessRemove(args: readonly string[]): number {
  if (args.includes("--no-preserve-root")) return 95;
  const recursive = isRecursive(args);
  const forced = args.some((word) => /^-[A-Za-z]*f/.test(word) || word === "--force");
  const targets = args.filter((word) => !word.startsWith("-"));
  if (targets.some(isRoot)) return recursive ? 95 : targets.some((word) => word.endsWith("*")) ? 85 : 0;
  if (targets.some((word) => systemFolder.test(word)))
    return recursive ? 92 : targets.some((word) => word.endsWith("*")) ? 80 : 0;
  if (targets.some((word) => neededFile.test(word))) return 66;
  if (targets.some((word) => keptKey.test(word))) return 62;
  if (!recursive) return 0;
  if (targets.some((word) => dataFolder.test(word) || keptFolder.test(word)))
    return targets.every((word) => word.startsWith("/opt/")) ? 62 : 82;
  if (targets.some((word) => mountedFolder.test(word))) return 62;
  if (targets.some((word) => /^(?:(?:\.\.?\/?){1,8}|\*|\.\/\*|\.git\/?)$/.test(word)) && forced) return 55;
  return 0;
}

/** Keys and credentials that nobody can make again. */
const keptKey =
  /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.ssh\/\*|\.gnupg\/\*|wallet\.dat|\.aws\/credentials|\.kube\/config)$/;

/** All of a bucket, or what its name says others need. */
const wholeBucket = /^s3:\/\/[^/]{1,80}\/?$|\bprod|backup|customer/i;

const narrowing = /^-(?:i?name|i?path|i?regex|mtime|mmin|ctime|atime|size|empty|newer|user|uid|group|inum|perm|links)$/;

function assessFind(args: readonly string[]): number {
  const line = args.join(" ");
  const deletes = args.includes("-delete") || /-exec(?:dir)?\s(?:sudo\s)?(?:rm|shred)\b/.test(line);
  const changes = /-exec(?:dir)?\s(?:sudo\s)?(?:chmod|chown|truncate)\b/.test(line);
  if (!deletes && !changes) return 0;
  const start = args.find((word) => !word.startsWith("-")) ?? ".";
  if (deletes && (dataFolder.test(start) || keptFolder.test(start)) && !args.some((word) => narrowing.test(word)))
    return 66;
  const isEverywhere = isRoot(start) || systemFolder.test(start);
  const isNarrowed = args.some(
    (word, index) => narrowing.test(word) && !/^(?:\*|\*\.\*|\.\*)$/.test(args[index + 1] ?? ""),
  );
  if (
    isEverywhere &&
    deletes &&
    /-i?name\s{1,3}["']?\*\.(?:db|sqlite\d?|sql|docx?|xlsx?|pptx?|pdf|jpe?g|png|mp[34]|bak|key|pem|kdbx|conf|vmdk|qcow2|mdb|csv|ibd|frm|wal|dbf)(?:["'\s]|$)/.test(
      line,
    )
  )
    return 66;
  if (isEverywhere && deletes && /-m(?:time|min)\s{1,3}-\d/.test(line)) return 62;
  if (isNarrowed || (!isEverywhere && args.includes("-type"))) return 0;
  if (isEverywhere) return deletes ? 88 : 62;
  return deletes ? 50 : 0;
}

function assessGit(args: readonly string[]): number {
  if (args[0] === "push" && args.some((word) => /^(?:-f|--force|--mirror|\+\w+)$/.test(word))) return 50;
  if (args[0] === "clean" && args.some((word) => /^-[a-z]*f/.test(word)) && args.some((word) => /^-[a-z]*x/.test(word)))
    return 45;
  return 0;
}
