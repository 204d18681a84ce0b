import { assessDestruction } from "./assess-destruction.ts";
import { isNetworkWrite } from "./assess-exfiltration.ts";
import type { Assessed } from "./assess-operations.ts";
import { printsCredentials } from "./credential-sources.ts";
import type { Pipeline, ShellCommand } from "./shell-words.ts";
import { isShell, programName } from "./unwrap.ts";

const mostFiles = 64;
const runners =
  /^(?:source|\.|python[\d.]*|perl|ruby|node|php|pwsh|powershell|start|start-process|open|xdg-open|chmod)$/i;
const schedulesAction = /\b(?:curl|wget|nc|ncat|socat|base64)\b|\/dev\/|\/tmp\/|python|perl|bash -i/;

/** What the commands of one text do together: run what one of them fetched, send what one of them was filled with, empty the folder that another went to, schedule what was written. */
export function assessSequence(pipelines: readonly Pipeline[], command: string): readonly Assessed[] {
  const found: Assessed[] = [];
  const fetched = new Set<string>();
  const filled = new Set<string>();
  let folder = "";
  for (const pipeline of pipelines) {
    pipeline.forEach((part, index) => {
      const [program = "", ...args] = part.words;
      const name = programName(program);
      if (runsFetched(part, fetched)) found.push({ rule: "command.remote_code", score: name === "chmod" ? 55 : 70 });
      if (name === "cd" || name === "pushd") folder = args.find((word) => !word.startsWith("-")) ?? "~";
      if (/^(?:rm|remove-item|ri|del)$/i.test(name))
        found.push({ rule: "command.destroy", score: assessRemoval(part, folder, pipeline[index - 1]) });
      if (name === "crontab" && (args.includes("-") || args.length === 0) && pipeline.length + pipelines.length > 2)
        found.push({ rule: "command.persistence", score: schedulesAction.test(command) ? 82 : 48 });
    });
    if (
      isNetworkWrite(pipeline) &&
      pipeline.some(({ words }) => words.some((word) => filled.has(plainPath(word.replace(/^.*@/, "")))))
    )
      found.push({ rule: "command.exfiltration", score: 88 });
    if (pipeline.some(printsCredentials))
      for (const { operator, target } of pipeline.at(-1)?.redirects ?? [])
        if (operator.includes(">") && filled.size < mostFiles && !target.startsWith("/dev/"))
          filled.add(plainPath(target));
    for (const file of filesFetched(pipeline)) if (fetched.size < mostFiles) fetched.add(plainPath(file));
  }
  return found;
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
  return assessDestruction({ words: [program, ...options, ...meant], redirects: [] });
}

function plainPath(path: string): string {
  return path.replace(/^\.\//, "");
}

function runsFetched({ words }: ShellCommand, fetched: ReadonlySet<string>): boolean {
  if (fetched.size === 0) return false;
  const [program = "", ...args] = words;
  if (fetched.has(plainPath(program))) return true;
  const name = programName(program);
  if (!isShell(name) && !runners.test(name)) return false;
  return args.some((word) => fetched.has(plainPath(word)));
}

/** Files that a pipeline fills from the network. */
function filesFetched(pipeline: Pipeline): readonly string[] {
  return pipeline.flatMap(({ words, redirects }, index) => {
    const [program = "", ...args] = words;
    const name = programName(program).toLowerCase();
    if (!/^(?:curl|wget|iwr|invoke-webrequest|aria2c|fetch|certutil|http)$/.test(name)) return [];
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
