import { type Pipeline, parseShell, quoteWord, type ReadingLimit, type ShellCommand } from "./shell-words.ts";

/** Programs that run the program named in their arguments, and their options that take a value. */
const wrappers: ReadonlyMap<string, string> = new Map([
  ["sudo", "ughpCDRT"],
  ["doas", "uC"],
  ["env", "uCS"],
  ["nohup", ""],
  ["time", "fo"],
  ["nice", "n"],
  ["ionice", "cnp"],
  ["timeout", "ks"],
  ["exec", "a"],
  ["command", ""],
  ["builtin", ""],
  ["xargs", "IiLlnPdEsa"],
  ["stdbuf", "ioe"],
  ["setsid", ""],
  ["watch", "n"],
  ["busybox", ""],
  ["rlwrap", ""],
  ["then", ""],
  ["do", ""],
  ["else", ""],
  ["if", ""],
  ["elif", ""],
  ["while", ""],
  ["until", ""],
  ["!", ""],
  ["{", ""],
]);

const deepestScript = 6;
/** Of a call with its words in quotes, no more is read. */
const longestCall = 400;
const shells = /^(?:ba|z|da|k|a|fi|c|tc)?sh$/;

/** Name of a program without its folder. */
export function programName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

/** Whether the program is a command interpreter that would run its input. */
export function isShell(name: string): boolean {
  return shells.test(name);
}

/** The command that is really run: `sudo`, `env`, `xargs` and the like taken away, assignments before it dropped. */
function unwrap(command: ShellCommand): ShellCommand {
  const { words, redirects } = command;
  let at = 0;
  for (let round = 0; round < 8; round += 1) {
    while (/^[A-Za-z_]\w*=/.test(words[at] ?? "")) at += 1;
    const wrapper = programName(words[at] ?? "");
    const options = wrappers.get(wrapper);
    // Alone, as in `env | curl`, it is a program of its own.
    if (options === undefined || at === words.length - 1) break;
    at += 1;
    while (/^-./.test(words[at] ?? "")) {
      const takesValue = /^-.$/.test(words[at] ?? "") && options.includes((words[at] ?? "").slice(1));
      at += takesValue ? 2 : 1;
    }
    if (wrapper === "timeout" && /^[\d.]+[smhd]?$/.test(words[at] ?? "")) at += 1;
  }
  return { words: words.slice(at), redirects };
}

const interpreter = /\b(?:python|perl|ruby|node|php|lua|deno|bun)\b|\bpython[23]/;
/** So far before a document stands the call that reads it; of one text no more documents are looked at. */
const [longestReader, mostDocuments] = [80, 32];

/** Whether an interpreter of another language is given its script in a document behind it. */
export function readsDocument(text: string): boolean {
  for (let at = text.indexOf("<<"), looks = 0; at >= 0 && looks < mostDocuments; at = text.indexOf("<<", at + 2)) {
    if (interpreter.test(text.slice(Math.max(0, at - longestReader), at).replace(/^.*[\n|;&]/s, ""))) return true;
    looks += 1;
  }
  return false;
}

/** Every pipeline of a text, unwrapped; the scripts of `bash -c` and `eval` are parsed too. */
export function pipelinesOf(text: string, limit: ReadingLimit, depth = 0): readonly Pipeline[] {
  const found = withVariables(parseShell(text, limit)).map((pipeline) => pipeline.map(unwrap));
  if (depth >= deepestScript) return found;
  const scripts = found.flatMap((pipeline) => pipeline.map(scriptOf)).filter((script) => script !== "");
  if (readsDocument(text)) scripts.push(shellCalls(text));
  const inner = scripts.flatMap((script) => pipelinesOf(script, limit, depth + 1));
  return [...found, ...inner];
}

/** Bounds, so that a text of variables does not grow when they are read. */
const [mostVariables, longestVariable, longestList, mostUses] = [64, 200, 16, 1_000];

/** The same calls with the variables that an earlier call of the text sets, and with the blanks that `$IFS` stands for. */
function withVariables(pipelines: readonly Pipeline[]): readonly Pipeline[] {
  const values = new Map<string, readonly string[]>();
  let uses = 0;
  /** The word with the variables of one word that stand in it. */
  const filledIn = (word: string): string =>
    values.size === 0 || word.length > longestVariable
      ? word
      : word.replace(/\$\{?(\w{1,40})\}?/g, (written, name: string) => {
          const [only, ...others] = uses < mostUses ? (values.get(name) ?? []) : [];
          if (only === undefined || others.length > 0) return written;
          uses += 1;
          return only;
        });
  const meant = (word: string): readonly string[] => {
    const name = /^\$\{?(\w{1,40})\}?$/.exec(word)?.[1];
    const value = name === undefined || uses >= mostUses ? undefined : values.get(name);
    if (value === undefined) return filledIn(word).split(/\$\{?IFS(?:\}|\$9|(?!\w))/);
    uses += 1;
    return value;
  };
  return pipelines.map((pipeline) =>
    pipeline.map((command) => {
      const words = command.words.some((word) => word.includes("$")) ? command.words.flatMap(meant) : command.words;
      if (words[0] === "for" && words[2] === "in" && values.size < mostVariables) {
        const list = words.slice(3, 3 + longestList);
        if (list.join(" ").length < longestVariable) values.set(words[1] ?? "", list);
      }
      if (setsVariables(words)) {
        for (const word of words) {
          const at = word.indexOf("=");
          if (at > 0 && values.size < mostVariables && word.length < longestVariable)
            values.set(word.slice(0, at), word.slice(at + 1).split(/\s+/));
        }
      }
      return words === command.words ? command : { ...command, words };
    }),
  );
}

/** Whether a call does nothing but set variables. */
function setsVariables(words: readonly string[]): boolean {
  return words.every(
    (word, index) => /^[A-Za-z_]\w*=/.test(word) || (index === 0 && /^(?:export|local|declare)$/.test(word)),
  );
}

function scriptOf(command: ShellCommand): string {
  const [program = "", ...rest] = command.words;
  const name = programName(program);
  if (name === "eval") return rest.slice(rest.findIndex((word) => word !== "eval")).join(" ");
  if (name === "find") {
    const exec = rest.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word));
    return exec < 0
      ? ""
      : rest
          .slice(exec + 1)
          .filter((word) => word !== ";" && word !== "+")
          .join(" ");
  }
  if (/^(?:python[\d.]*|perl|ruby|node|php|lua)$/.test(name)) return shellCalls(rest.join(" "));
  if (/^(?:cmd|pwsh|powershell)(?:\.exe)?$/i.test(name)) return windowsScript(rest);
  if (name === "ssh") return remoteScript(rest);
  if (name === "osascript") return /\bdo shell script "((?:[^"\\]|\\.){1,2000})"/.exec(rest.join(" "))?.[1] ?? "";
  if (name === "at" || name === "batch") return hereText(command);
  if (name === "ansible") return rest[rest.indexOf("-a") + 1] ?? "";
  if (name === "kubectl" && rest.includes("exec") && rest.includes("--"))
    return rest
      .slice(rest.indexOf("--") + 1)
      .map(quoteWord)
      .join(" ");
  if (/^(?:docker|podman|nerdctl|docker-compose)$/.test(name)) return containerScript(rest);
  if (launchers.test(name)) return launchedScript(rest);
  if (name === "salt") return rest[rest.indexOf("cmd.run") + 1] ?? "";
  if (!isShell(name) && name !== "su") return "";
  const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  return flag < 0 ? hereText(command) : (rest[flag + 1] ?? "");
}

/** Programs that hand secrets, versions or an environment to the call that follows them. */
const launchers =
  /^(?:aws-vault|saml2aws|aws-sso|chamber|doppler|op|infisical|dotenv|dotenvx|teller|envconsul|direnv|mise|asdf|devbox|nix|nix-shell|poetry|uv|pipenv|pdm|hatch|conda|mamba|bundle)$/;

/** What `doppler run -- …`, `uv run …` and `nix-shell --run '…'` run. */
function launchedScript(args: readonly string[]): string {
  const flag = args.findIndex((word) => /^--(?:run|command)$|^-c$/.test(word));
  if (flag >= 0 && /\s/.test(args[flag + 1] ?? "")) return args[flag + 1] ?? "";
  const end = args.indexOf("--");
  const verb = args.findIndex((word) => /^(?:run|exec)$/.test(word));
  const at = end >= 0 ? end : verb;
  return at < 0
    ? ""
    : args
        .slice(at + 1)
        .map(quoteWord)
        .join(" ");
}

/** What `<<<` gives a program to read. */
function hereText({ redirects }: ShellCommand): string {
  return redirects.find(({ operator }) => operator === "<<<")?.target ?? "";
}

/** What `docker exec container …` runs: all that follows the container. */
function containerScript(args: readonly string[]): string {
  const exec = args.indexOf("exec");
  if (exec < 0 || exec > 6) return "";
  let at = exec + 1;
  while (/^-./.test(args[at] ?? "")) at += /^(?:-[euw]|--(?:env|user|workdir|env-file))$/.test(args[at] ?? "") ? 2 : 1;
  return args
    .slice(at + 1)
    .map(quoteWord)
    .join(" ");
}

/** What `ssh host …` runs: all that follows the host. */
function remoteScript(args: readonly string[]): string {
  let at = 0;
  while (/^-./.test(args[at] ?? "")) at += /^-[BbcDEeFIiJLlmOopQRSWw]$/.test(args[at] ?? "") ? 2 : 1;
  return args.slice(at + 1).join(" ");
}

/** What `cmd /c …` and `powershell -Command …` run: all that follows. */
function windowsScript(args: readonly string[]): string {
  const flag = args.findIndex((word) => /^(?:\/[ck]|-c|-command)$/i.test(word));
  // Without a flag PowerShell runs its arguments.
  return flag < 0 && args[0]?.startsWith("-") !== false ? "" : args.slice(flag + 1).join(" ");
}

/** A call of the shell up to the line that it is given in quotes. */
const beforeShellLine =
  /\b(?:system|popen|exec|execSync|check_output|check_call|call|run|shell_exec|passthru|getoutput|os\.execute)\s{0,2}\(\s{0,2}(?=["'])|\bsystem\s{1,2}(?=["'])/g;
const longestShellLine = 2_002;

/** What a script in another language hands to the shell in quotes, a line each. */
function shellCalls(script: string): string {
  const lines = [...script.matchAll(beforeShellLine)].flatMap(({ 0: call, index }) => {
    const given = index + call.length;
    const [, double, single] = /^(?:"([^"]+)"|'([^']+)')/.exec(script.slice(given, given + longestShellLine)) ?? [];
    return double ?? single ?? [];
  });
  // `run(["rm", "-rf", "/"])` and `spawn("rm", ["-rf", "/"])`: the words stand in quotes of their own.
  for (const { index } of script.matchAll(/\b(?:run|call|check_output|check_call|Popen|spawn|execFile)(?:Sync)?\(/g)) {
    const given = /^[^)]*/.exec(script.slice(index + 3, index + longestCall))?.[0] ?? "";
    const words = [...given.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? "");
    if (words.length > 1) lines.push(words.join(" "));
  }
  return lines.join("\n");
}
