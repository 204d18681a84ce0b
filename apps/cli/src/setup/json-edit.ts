import { CliError } from "../cli-error.ts";
import type { ClientTarget, FileEdit } from "./client-setup.ts";

/** Values by their place in a JSON file. */
export type JsonSettings = readonly (readonly [path: readonly string[], value: unknown])[];

type Tree = { [key: string]: unknown };

/** Edits a JSON file: puts values in place, and on undo gives back what stood there before. */
export function jsonEdit(settings: (target: ClientTarget) => JsonSettings): FileEdit {
  return {
    apply: (text, target) => {
      const tree = parse(text);
      for (const [path, value] of settings(target)) setAt(tree, path, value);
      return text.trim() !== "" && isSame(parse(text), tree) ? text : print(tree, text);
    },
    undo: (text, before) => {
      if (text.trim() === "") return text;
      const [tree, old] = [parse(text), parse(before ?? "")];
      for (const [path] of settings({ proxyUrl: "", model: "" })) setAt(tree, path, valueAt(old, path));
      if (before !== undefined && isSame(tree, old)) return before;
      return isSame(parse(text), tree) ? text : print(tree, text);
    },
  };
}

/** The settings alone, as a whole file. */
export function jsonSnippet(settings: JsonSettings): string {
  const tree: Tree = {};
  for (const [path, value] of settings) setAt(tree, path, value);
  return print(tree, "").trimEnd();
}

function parse(text: string): Tree {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError("FILE_NOT_EDITABLE", "The tool's configuration is not plain JSON.", {
      cause,
      hint: "It was not changed. Run the command without --write and put the lines in by hand.",
    });
  }
  if (isTree(value)) return value;
  throw new CliError("FILE_NOT_EDITABLE", "The tool's configuration holds no settings by name.", {
    hint: "It was not changed. Run the command without --write and put the lines in by hand.",
  });
}

/** Writes a value; undefined takes it away, and objects that are then empty. */
function setAt(tree: Tree, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length > 0) {
    const child = isTree(tree[key]) ? tree[key] : {};
    setAt(child, rest, value);
    if (Object.keys(child).length > 0) tree[key] = child;
    else delete tree[key];
  } else if (value === undefined) delete tree[key];
  else tree[key] = value;
}

function valueAt(tree: Tree, [key, ...rest]: readonly string[]): unknown {
  const value = key === undefined ? undefined : tree[key];
  return rest.length === 0 ? value : isTree(value) ? valueAt(value, rest) : undefined;
}

function print(tree: Tree, like: string): string {
  const indent = /^\{\r?\n(\t| +)/.exec(like)?.[1] ?? "  ";
  return `${JSON.stringify(tree, undefined, indent)}\n`;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
