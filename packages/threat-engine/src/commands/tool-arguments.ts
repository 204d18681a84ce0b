/** Names of arguments that hold a command line or a script. */
const commandNames =
  /^(?:command|commands|cmd|script|shell|bash|exec|run|argv|args|shell_command|cmdline|powershell)$/i;
const shellTool = /bash|shell|terminal|exec|command|run|powershell|console/i;

/**
 * The command lines in a tool call's arguments: the strings of arguments named like a command, and, for tools named like a shell, of
 * `input` and `code` as well. Arguments that are no JSON object are one command.
 */
export function commandsOf(argumentsText: string, tool: string | undefined): readonly string[] {
  const parsed = parseJson(argumentsText);
  if (typeof parsed === "string") return [parsed];
  if (typeof parsed !== "object" || parsed === null) return /^\s{0,100}[{[]/.test(argumentsText) ? [] : [argumentsText];
  const isShell = tool !== undefined && shellTool.test(tool);
  return Object.entries(parsed).flatMap(([name, value]) => {
    if (!commandNames.test(name) && !(isShell && /^(?:input|code|text|content)$/i.test(name))) return [];
    if (typeof value === "string") return [value];
    if (!Array.isArray(value)) return [];
    const words = value.filter((word) => typeof word === "string");
    // `["bash", "-lc", "…"]` is one call, quoted so that each word stays one.
    return [
      words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" "),
    ];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a bare command.
    return undefined;
  }
}
