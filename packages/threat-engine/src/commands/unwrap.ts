import { type Pipeline, parseShell, type ShellCommand } from "./shell-words.ts";

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
  ["then", ""],
  ["do", ""],
  ["else", ""],
  ["!", ""],
  ["{", ""],
]);

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
export function unwrap(command: ShellCommand): ShellCommand {
  let words = command.words;
  for (let round = 0; round < 8; round += 1) {
    while (/^[A-Za-z_]\w*=/.test(words[0] ?? "")) words = words.slice(1);
    const options = wrappers.get(programName(words[0] ?? ""));
    // Alone, as in `env | curl`, it is a program of its own.
    if (options === undefined || words.length === 1) break;
    const wrapper = programName(words[0] ?? "");
    words = words.slice(1);
    while (/^-./.test(words[0] ?? "")) {
      const takesValue = /^-.$/.test(words[0] ?? "") && options.includes((words[0] ?? "").slice(1));
      words = words.slice(takesValue ? 2 : 1);
    }
    if (wrapper === "timeout" && /^[\d.]+[smhd]?$/.test(words[0] ?? "")) words = words.slice(1);
  }
  return { words, redirects: command.redirects };
}

/** Every pipeline of a text, unwrapped; the scripts of `bash -c` and `eval` are parsed too. */
export function pipelinesOf(text: string, depth = 0): readonly Pipeline[] {
  const found = parseShell(text).map((pipeline) => pipeline.map(unwrap));
  if (depth >= 3) return found;
  const inner = found.flatMap((pipeline) => pipeline.flatMap((command) => pipelinesOf(scriptOf(command), depth + 1)));
  return [...found, ...inner];
}

function scriptOf(command: ShellCommand): string {
  const [program = "", ...rest] = command.words;
  const name = programName(program);
  if (name === "eval") return rest.join(" ");
  if (name === "find") {
    const exec = rest.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word));
    return exec < 0
      ? ""
      : rest
          .slice(exec + 1)
          .filter((word) => word !== ";" && word !== "+")
          .join(" ");
  }
  if (!isShell(name) && name !== "su" && name !== "ssh") return "";
  const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  return flag < 0 ? "" : (rest[flag + 1] ?? "");
}
