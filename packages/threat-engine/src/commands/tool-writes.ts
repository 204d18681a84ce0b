import type { ArgumentString } from "./argument-strings.ts";
import { wordsOfTool } from "./tool-commands.ts";

/** What a tool writes to files, or puts into them. */
export interface ToolWrite {
  readonly paths: readonly string[];
  readonly content: string;
}

const writingVerb = /^(?:write|create|edit|multiedit|append|replace|str|insert|update|patch|save|put|add)$/;
const pathName =
  /^(?:abs(?:olute)?_?|target_?|full_?|file_?|notebook_?)?path$|^(?:file|filename|file_?name|uri|target|target_?file|destination)$/i;
const contentName =
  /^(?:contents?|text|data|body|new_?(?:string|str|text|content|source)|file_?text|insert_?text|code_?edit|replacement|replace|value|append)$/i;
const patchBegins = "*** Begin Patch";
const patchedFile = /^\*\*\* (?:Add|Update) File: (.{1,1000})$/;

/**
 * What a call writes to files, whole: what stands behind any amount of harmless lines counts. Of a patch it is the lines that are put in.
 *
 * @param strings - Those of the arguments.
 */
export function writesOfTool(
  argumentsText: string,
  tool: string | undefined,
  strings: () => readonly ArgumentString[],
): readonly ToolWrite[] {
  const isWriter = tool !== undefined && wordsOfTool(tool).some((word) => writingVerb.test(word));
  const hasPatch = argumentsText.includes(patchBegins);
  if (!isWriter && !hasPatch) return [];
  const isBare = !/^\s*[{["']/.test(argumentsText);
  const patches = hasPatch ? (isBare ? [argumentsText] : strings().map(({ value }) => value)) : [];
  const given = (name: RegExp): readonly string[] =>
    strings().flatMap((found) => (found.name !== undefined && name.test(found.name) ? [found.value] : []));
  const contents = isWriter && !isBare ? given(contentName) : [];
  // Which of several contents goes where is not known: they are judged together, once for all files.
  const paths = contents.length === 0 ? [] : given(pathName).map((path) => path.replace(/^file:\/\//, ""));
  return [...patches.flatMap(writesOfPatch), ...(paths.length === 0 ? [] : [{ paths, content: contents.join("\n") }])];
}

function writesOfPatch(text: string): readonly ToolWrite[] {
  const at = text.indexOf(patchBegins);
  if (at < 0) return [];
  const files: { readonly path: string; readonly added: string[] }[] = [];
  for (const line of text.slice(at).split("\n")) {
    const path = patchedFile.exec(line)?.[1]?.trim();
    if (path !== undefined) files.push({ path, added: [] });
    else if (line.startsWith("+")) files.at(-1)?.added.push(line.slice(1));
  }
  return files.map(({ path, added }) => ({ paths: [path], content: added.join("\n") }));
}
