import type { ArgumentString } from "./argument-strings.ts";
import { quoteWord } from "./shell-words.ts";

/** Names of arguments that hold a command line or a script. */
const commandNames =
  /^(?:(?:\w{1,12}_)?commands?|cli_?commands?|cmds?|cmd_?string|script|shell|bash|exec|run|argv|args|shell_?commands?|cmd_?line|command_?line|powershell|keystrokes)$/i;
/** Names of arguments that hold one command line an element. */
const severalNames = /^(?:(?:shell_?)?commands|cmds|steps|scripts|keystrokes)$/i;
/** Names of arguments that hold a program in another language, of tools that run one. */
const codeNames =
  /^(?:code|source|snippet|program|input|cell|python|javascript|js|expression|cell_source|new_source)$/i;
const codeTool =
  /python|node|ruby|code_?(?:interpreter|exec\w{0,8}|run\w{0,6})|run_?code|repl|jupyter|kernel|interpreter|evaluate|eval\b/i;
/** How programs in other languages begin, and no shell command does. */
const codeBegins =
  /^\s*(?:import\s+[\w{*"']|from\s+[\w.]+\s+import\s|require[ (]{1,2}["']|use\s+\w[\w:]*\s*;|(?:const|let|var|local)\s+[\w{[]|\$\w+\s*=|set\s+\w+\s+\[|exit if fork|require\(|\(?function\b|lambda\b)/;
const shellTool = /bash|shell|terminal|exec|command|run|powershell|console/i;
/** Arguments of tools named like a shell that are words about the command, or places. */
const proseNames =
  /^(?:description|justification|reason|explanation|thoughts?|comment|title|message|summary|prompt|query|pattern|search|instructions?|cwd|work_?dir|working_?directory|path|file_?path|file|env|(?:old|new)_\w{1,40})$/i;

/**
 * The command lines in a tool call's arguments, at any depth: the strings of arguments named like a command, and, for tools named like a
 * shell, all strings but descriptions and paths. Arguments that are no JSON are one command; what only looks like JSON is read both ways.
 *
 * @param strings - Those of the arguments.
 */
export function commandsOf(
  argumentsText: string,
  tool: string | undefined,
  strings: () => readonly ArgumentString[],
): readonly string[] {
  const text = argumentsText.replace(/^\ufeff/, "");
  if (!/^\s*[{["']/.test(text)) return withCode([text]);
  const isShell = tool !== undefined && shellTool.test(tool);
  const runsCode = tool !== undefined && codeTool.test(tool);
  const commands: string[] = [];
  const lists = new Map<number, { readonly several: boolean; readonly words: string[] }>();
  for (const { name, value, list } of strings()) {
    if (runsCode && name !== undefined && codeNames.test(name)) commands.push(asScript(value));
    if (name !== undefined && !commandNames.test(name) && !(isShell && !proseNames.test(name))) continue;
    if (list === undefined) commands.push(value);
    else {
      const known = lists.get(list) ?? { several: name !== undefined && severalNames.test(name), words: [] };
      lists.set(list, known);
      known.words.push(value);
    }
  }
  for (const { several, words } of lists.values()) {
    // `["bash", "-lc", "…"]` is one call, quoted so that each word stays one.
    commands.push(words.map(quoteWord).join(" "));
    // No program has a space in its name: the elements are command lines.
    if (several || /\s/.test(words[0] ?? "")) commands.push(...words.filter((word) => /\s/.test(word)));
  }
  if (!isJson(text)) commands.push(text);
  return withCode(commands);
}

/** The same, and what is a program in another language once more as the script of an interpreter. */
function withCode(commands: readonly string[]): readonly string[] {
  return [...commands, ...commands.filter((command) => codeBegins.test(command)).map(asScript)];
}

/** Which language it is does not matter: what scripts do is told by the calls in them. */
function asScript(code: string): string {
  return `python -c '${code.replaceAll("'", "'\\''")}'`;
}

/** Whether the text is strict JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON: a bare command, or what a forgiving client may still read.
    return false;
  }
}
