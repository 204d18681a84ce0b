import { once } from "../once.ts";
import { assessDestruction } from "./assess-destruction.ts";
import { isNetworkWrite } from "./assess-exfiltration.ts";
import { type Assessed, assessOperations } from "./assess-operations.ts";
import { namesCredentials, printsCredentials } from "./credential-sources.ts";
import type { Pipeline, ShellCommand } from "./shell-words.ts";
import { isShell, programName } from "./unwrap.ts";

const mostFiles = 64;
const runners =
  /^(?:source|\.|python[\d.]*|perl|ruby|node|php|pwsh|powershell|start|start-process|open|xdg-open|chmod)$/i;
const schedulesAction = /\b(?:curl|wget|nc|ncat|socat|base64)\b|\/dev\/|\/tmp\/|python|perl|bash -i/;

const locks =
  /\bopenssl\s{1,3}enc\b|\bgpg2?\b.{0,60}\s-c\b|\bgpg2?\b.{0,60}\s--symmetric\b|\b7z\s.{0,60}-sdel|\bzip\s.{0,40}\s-[Pe]\b|\bccrypt\b|\bage\s{1,3}-(?:p|r|e)/;
const manyFiles = /\b(?:for|find|while)\s|-sdel\b/;
const removesFiles = /\brm\b|-delete\b|\bshred\b|-sdel\b/;

/** What the commands of one text do together: run what one of them fetched, send what one of them was filled with, empty the folder that another went to, schedule what was written. */
export function assessSequence(pipelines: readonly Pipeline[], command: string): readonly Assessed[] {
  const found: Assessed[] = [];
  // One file after the other is locked and the open one removed.
  if (locks.test(command) && manyFiles.test(command) && removesFiles.test(command))
    found.push({ rule: "command.destroy", score: 72 });
  const fetched = new Set<string>();
  const filled = new Set<string>();
  // Asked once: hostile texts hold thousands of these calls.
  const schedules = once(() => schedulesAction.test(command));
  let folder = "";
  for (const pipeline of pipelines) {
    pipeline.forEach((part, index) => {
      const name = programName(part.words[0] ?? "");
      const args = part.words.slice(1);
      if (runsFetched(part, fetched)) found.push({ rule: "command.remote_code", score: name === "chmod" ? 55 : 70 });
      if (name === "cd" || name === "pushd") folder = args.find((word) => !word.startsWith("-")) ?? "~";
      if (/^(?:rm|remove-item|ri|del)$/i.test(name))
        found.push({ rule: "command.destroy", score: assessRemoval(part, folder, pipeline[index - 1]) });
      if (name === "crontab" && (args.includes("-") || args.length === 0) && pipeline.length + pipelines.length > 2)
        found.push({ rule: "command.persistence", score: schedules() ? 82 : 48 });
    });
    if (
      isNetworkWrite(pipeline) &&
      pipeline.some(({ words }) =>
        words.some((word) => filled.has(plainPath(word.replace(/^.*@|^--[\w-]{1,30}=/, "")))),
      )
    )
      found.push({ rule: "command.exfiltration", score: 88 });
    for (const file of copiesOfCredentials(pipeline)) if (filled.size < mostFiles) filled.add(plainPath(file));
    if (pipeline.some(printsCredentials))
      for (const { operator, target } of pipeline.at(-1)?.redirects ?? [])
        if (operator.includes(">") && filled.size < mostFiles && !target.startsWith("/dev/"))
          filled.add(plainPath(target));
    for (const file of filesFetched(pipeline)) if (fetched.size < mostFiles) fetched.add(plainPath(file));
  }
  return found;
}

/** Where copies and archives of credentials are put. */
function copiesOfCredentials(pipeline: Pipeline): readonly string[] {
  return pipeline.flatMap(({ words }) => {
    const name = programName(words[0] ?? "");
    if (!/^(?:cp|mv|rsync|tar|zip|7z|gpg|openssl)$/.test(name)) return [];
    const args = words.slice(1);
    if (!namesCredentials(args.join(" "))) return [];
    const plain = args.filter((word) => !word.startsWith("-"));
    if (/^(?:cp|mv|rsync)$/.test(name)) return plain.slice(-1);
    const named = args.findIndex((word) => /^-{0,2}\w{0,4}[fo]$|^--(?:file|output)$|^-out$/.test(word));
    return named >= 0 ? args.slice(named + 1, named + 2) : plain.slice(0, 1);
  });
}

/** A removal whose target is where the shell went before, or what another command lists. */
function assessRemoval(part: ShellCommand, folder: string, before: ShellCommand | undefined): number {
  const [program = "", ...args] = part.words;
  const targets = args.filter((word) => !word.startsWith("-"));
  const options = args.filter((word) => word.startsWith("-"));
  const given =
    targets.length === 0 &&
    before !== undefined &&
    /^(?:ls|find|echo|printf|get-childitem|gci|dir)$/i.test(programName(before.words[0] ?? ""));
  const meant = given
    ? before.words.slice(1).filter((word) => /^(?:[/~]|[A-Za-z]:)/.test(word))
    : folder !== "" && targets.some((word) => /^(?:\.|\.\/|\*|\.\/\*|\.\*)$/.test(word))
      ? [folder]
      : [];
  if (meant.length === 0) return 0;
  const isDeep = before?.words.some((word) => /^-r(?:ecurse)?$/i.test(word)) ?? false;
  const removed = { words: [program, ...options, ...(isDeep ? ["-Recurse"] : []), ...meant], redirects: [] };
  const operated = assessOperations(removed).map(({ score }) => score);
  return Math.max(assessDestruction(removed), ...operated);
}

function plainPath(path: string): string {
  return path.replace(/^\.\//, "");
}

function runsFetched({ words }: ShellCommand, fetched: ReadonlySet<string>): boolean {
  if (fetched.size === 0) return false;
  const program = words[0] ?? "";
  if (fetched.has(plainPath(program))) return true;
  const name = programName(program);
  if (!isShell(name) && !runners.test(name)) return false;
  return words.slice(1).some((word) => fetched.has(plainPath(word)));
}

/** Files that a pipeline fills from the network. */
function filesFetched(pipeline: Pipeline): readonly string[] {
  return pipeline.flatMap(({ words, redirects }, index) => {
    const name = programName(words[0] ?? "").toLowerCase();
    if (!/^(?:curl|wget|iwr|invoke-webrequest|aria2c|fetch|certutil|http)$/.test(name)) return [];
    const args = words.slice(1);
    const named = args.flatMap((word, at) => {
      if (/^(?:-o|-O|--output|--output-document|-OutFile|--out)$/i.test(word) && !(name === "curl" && word === "-O"))
        return [args[at + 1] ?? ""];
      if (/^-\w{1,6}O$/.test(word) && name === "wget") return [args[at + 1] ?? ""];
      return /^-o./.test(word) && name === "curl" ? [word.slice(2)] : [];
    });
    const url = args.find((word) => /^(?:https?|ftp):/.test(word)) ?? "";
    const takesName =
      named.length === 0 && (name === "wget" || args.some((word) => /^-[a-zA-Z]*O$|^--remote-name$/.test(word)));
    const piped = index < pipeline.length - 1 ? (pipeline.at(-1)?.redirects ?? []) : [];
    return [
      ...named,
      ...(takesName ? [url.split(/[?#]/, 1)[0]?.split("/").at(-1) ?? ""] : []),
      ...[...redirects, ...piped].filter(({ operator }) => operator.includes(">")).map(({ target }) => target),
    ].filter((file) => file !== "" && file !== "-" && file !== "/dev/null");
  });
}
