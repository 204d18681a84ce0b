import { once } from "../once.ts";
import { readArgumentStrings } from "./argument-strings.ts";
import { parseShell, type ReadingLimit, readingLimit, type ShellCommand } from "./shell-words.ts";
import { commandsOf, isJson } from "./tool-arguments.ts";

/** Tools of coding agents that read, write or change files of this machine and do nothing else. */
const fileTools: ReadonlySet<string> = new Set([
  "apply_diff",
  "apply_patch",
  "create_file",
  "create_new_file",
  "edit",
  "edit_existing_file",
  "edit_file",
  "edit_notebook",
  "edit_notebook_file",
  "fs_read",
  "fs_write",
  "glob",
  "grep",
  "grep_search",
  "insert_content",
  "insert_edit_into_file",
  "multi_edit",
  "multi_replace_string_in_file",
  "multiedit",
  "notebookedit",
  "patch",
  "read",
  "read_file",
  "replace",
  "replace_in_file",
  "replace_string_in_file",
  "search_and_replace",
  "search_replace",
  "single_find_and_replace",
  "str_replace_based_edit_tool",
  "str_replace_editor",
  "text_editor",
  "view",
  "write",
  "write_file",
  "write_to_file",
]);

/** Tools of coding agents that run a command on this machine. */
const shellTools: ReadonlySet<string> = new Set([
  "bash",
  "container.exec",
  "exec_command",
  "execute_bash",
  "execute_command",
  "local_shell",
  "run_command",
  "run_in_terminal",
  "run_shell_command",
  "run_terminal_cmd",
  "run_terminal_command",
  "shell",
  "shell_command",
  "terminal",
]);

/** Programs that reach no other machine and start no other program, whatever their arguments. */
const localPrograms: ReadonlySet<string> = new Set([
  ...[":", "[", "[[", "base64", "basename", "cat", "cd", "chmod", "cmp", "cp", "cut", "diff", "dirname", "done"],
  ...["echo", "esac", "exit", "export", "false", "fi", "for", "grep", "head", "jq", "ls", "mkdir", "mv", "printf"],
  ...["pwd", "rm", "rmdir", "sha256sum", "sleep", "stat", "tail", "tee", "test", "touch", "tr", "true", "umask"],
  ...["unset", "wc"],
]);
const keywords: ReadonlySet<string> = new Set(["!", "{", "}", "do", "elif", "else", "if", "then", "until", "while"]);
/** One substitution of sed; its flag `e` would run a command. */
const substitution = /^s([/|#,:])(?:(?!\1)[^\\\n]|\\.)*\1(?:(?!\1)[^\\\n]|\\.)*\1[gIi\d]{0,4}$/;

/**
 * Whether a tool call surely stays on this machine, so that placeholders in it may become secrets again: a known tool for files, or a known
 * shell all of whose programs are known to be local. Everything else may send its arguments away, tools of MCP servers included.
 */
export function staysLocal(argumentsText: string, tool: string | undefined): boolean {
  const name = tool?.toLowerCase() ?? "";
  if (fileTools.has(name)) return true;
  if (!shellTools.has(name)) return false;
  if (/^\s*[{["']/.test(argumentsText) && !isJson(argumentsText)) return false;
  const limit = readingLimit();
  const strings = once(() => readArgumentStrings(argumentsText));
  return commandsOf(argumentsText, tool, strings).every((command) => isLocalCommand(command, limit)) && limit.left >= 0;
}

function isLocalCommand(text: string, limit: ReadingLimit): boolean {
  const source = withoutDocument(text);
  return source !== undefined && parseShell(source, limit).every((pipeline) => pipeline.every(isLocal));
}

function isLocal({ words, redirects }: ShellCommand): boolean {
  if (words.some((word) => mayRun.test(word)) || !redirects.every(({ target }) => isPlace(target))) return false;
  let at = 0;
  while (keywords.has(words[at] ?? "") || isHarmlessAssignment(words[at] ?? "")) at += 1;
  const [program, ...args] = words.slice(at);
  if (program === undefined) return true;
  if (!args.every((word) => !/^\/(?:\/|dev\/(?:tcp|udp)\/)/.test(word) && !setsEnvironment.test(word))) return false;
  const name = program.replace(/^\/(?:usr\/)?bin\//, "");
  if (isShellName(name)) return isScriptCall(args);
  if (name === "git") return /^(?:add|status|log)$/.test(args[0] ?? "");
  if (name === "sed") return isSubstitution(args);
  return localPrograms.has(name);
}

/** Variables that decide which programs run, by assignment or by name as in `for PATH in …`. */
const setsEnvironment = /^(?:PATH|IFS|ENV|BASH_\w*|LD_\w*|DYLD_\w*|PROMPT_COMMAND)(?:\+?=|$)/;
/** Even in single quotes: `[[ 'a[$(…)]' -eq 1 ]]` runs it. */
const mayRun = /`|\$\(/;

function isHarmlessAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word) && !setsEnvironment.test(word);
}

/** A file by its name: neither a socket of the shell nor a name that is only made when it runs. */
function isPlace(target: string): boolean {
  return /^\/dev\/(?:null|stdout|stderr)$/.test(target) || /^(?!\/dev\/|\/\/)[^$`*?[\]{}\\]+$/.test(target);
}

function isShellName(name: string): boolean {
  return name === "bash" || name === "sh" || name === "zsh";
}

/** `bash -lc '…'` alone; the script must stay local too. */
function isScriptCall(args: readonly string[]): boolean {
  const [flag = "", script = "", ...rest] = args;
  return /^-l?c$/.test(flag) && rest.length === 0 && !/\b[a-z]{0,3}sh\b/.test(script) && isLocalScript(script);
}

function isLocalScript(script: string): boolean {
  const limit = readingLimit();
  return isLocalCommand(script, limit) && limit.left >= 0;
}

function isSubstitution(args: readonly string[]): boolean {
  const words = args.filter((word) => !/^(?:-[inErs]{1,4}|-i\.\w{1,10}|)$/.test(word));
  return substitution.test(words[0] ?? "") && words.slice(1).every((word) => !word.startsWith("-"));
}

/** What stands behind `<<` on its line: a dash, the delimiter in quotes or without, and the rest. */
const documentMark = /^(-?) ?(?:'(\w{1,40})'|"(\w{1,40})"|(\w{1,40}))/;

/**
 * The command without its one here-document, which must end it: `cat > .env <<'EOF'` and its lines.
 *
 * @returns undefined when it cannot be told from the rest, or when the shell would run something in it
 */
function withoutDocument(text: string): string | undefined {
  const start = text.indexOf("<<");
  if (start < 0) return text;
  const lineEnd = text.indexOf("\n", start);
  const before = text.slice(0, start);
  const line = text.slice(start + 2, Math.max(lineEnd, start + 2));
  const [mark = "", dash, single, double, bare] = documentMark.exec(line) ?? [];
  const delimiter = single ?? double ?? bare;
  const after = line.slice(mark.length);
  if (lineEnd < 0 || delimiter === undefined) return undefined;
  if (/["'`\\#(\n]/.test(before) || /["'`\\#(]|<</.test(after)) return undefined;
  const lines = text.slice(lineEnd + 1).split("\n");
  const end = lines.findIndex((line) => (dash === "" ? line : line.replace(/^\t+/, "")) === delimiter);
  if (end < 0 || lines.slice(end + 1).some((line) => line.trim() !== "")) return undefined;
  if (bare !== undefined && lines.slice(0, end).some((line) => /`|\$\(|\\$/.test(line))) return undefined;
  return before + after;
}
