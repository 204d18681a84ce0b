import type { TextEdit } from "@infershield/core";
import type { JsonDocument } from "./json-document.ts";
import { type JsonString, type JsonValue, resolvePointer, text } from "./json-value.ts";
import { dataMark, readTextData } from "./text-data.ts";

/** A stretch of the document's text and what replaces it, both as spelled in JSON. */
export interface RawEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/**
 * Replaces spans of strings inside the original bytes; every other byte stays as it is.
 *
 * An edit names its string as `PromptPart.path` does. Inside a number the edited digits become a string; edited base64 data is encoded anew.
 *
 * @throws RangeError when an edit names nothing editable, lies outside its text, or overlaps another
 */
export function spliceBody(document: JsonDocument, edits: readonly TextEdit[]): Uint8Array {
  if (edits.length === 0) return document.bytes;
  return Buffer.from(spliceText(document.text, rawEdits(document, edits)));
}

/** Puts the replacements into `source`. @throws RangeError when two overlap */
export function spliceText(source: string, edits: readonly RawEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) throw new RangeError("Two edits overlap.");
    result += source.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return result + source.slice(at);
}

/** The spelling of `text` inside a JSON string, without the quotes; a lone surrogate becomes an escape. */
function jsonEscape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function rawEdits(document: JsonDocument, edits: readonly TextEdit[]): RawEdit[] {
  const byPath = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const known = byPath.get(edit.path);
    if (known === undefined) byPath.set(edit.path, [edit]);
    else known.push(edit);
  }
  return [...byPath].flatMap(([path, group]) => {
    group.sort((a, b) => a.start - b.start || a.end - b.end);
    if (path.startsWith(keyMark))
      return editsOfString(document.text, keyOf(document, path.slice(keyMark.length)), group);
    if (path.startsWith(dataMark)) {
      return editsOfData(resolvePointer(document.root, path.slice(dataMark.length)), group);
    }
    return editsOfValue(document.text, resolvePointer(document.root, path), group);
  });
}

/** Begins the path of a part that is the name of a member, not its value. */
export const keyMark = "#";

function editsOfValue(source: string, node: JsonValue | undefined, edits: readonly TextEdit[]): RawEdit[] {
  if (node?.kind === "string") return editsOfString(source, node, edits);
  if (node?.kind !== "number") throw new RangeError("An edit names no string.");
  const digits = source.slice(node.start, node.end);
  const changed = spliceText(digits, edits.map(checkedAgainst(digits)));
  return [{ start: node.start, end: node.end, replacement: JSON.stringify(changed) }];
}

function editsOfData(node: JsonValue | undefined, edits: readonly TextEdit[]): RawEdit[] {
  const data = readTextData(text(node) ?? "");
  if (node === undefined || data === undefined) throw new RangeError("An edit names no data.");
  const changed = data.encode(spliceText(data.text, edits.map(checkedAgainst(data.text))));
  return [{ start: node.start + 1, end: node.end - 1, replacement: jsonEscape(changed) }];
}

function checkedAgainst(text: string): (edit: TextEdit) => TextEdit {
  return (edit) => {
    if (!(edit.start >= 0 && edit.start <= edit.end && edit.end <= text.length)) {
      throw new RangeError("An edit lies outside its text.");
    }
    return edit;
  };
}

function editsOfString(source: string, literal: JsonString, edits: readonly TextEdit[]): RawEdit[] {
  const check = checkedAgainst(literal.text);
  const spelledPlainly = literal.end - literal.start === literal.text.length + 2;
  let raw = literal.start + 1;
  let at = 0;
  /** The offset in the source of an offset in the text; never goes back. An escape spells one UTF-16 unit. */
  const sourceOffset = (to: number): number => {
    if (spelledPlainly) return literal.start + 1 + to;
    for (; at < to; at += 1) raw += source[raw] !== "\\" ? 1 : source[raw + 1] === "u" ? 6 : 2;
    return raw;
  };
  let edited = 0;
  return edits.map((edit) => {
    check(edit);
    if (edit.start < edited) throw new RangeError("Two edits overlap.");
    edited = edit.end;
    const start = sourceOffset(edit.start);
    return wholePairs(source, { start, end: sourceOffset(edit.end), replacement: jsonEscape(edit.replacement) });
  });
}

/** An edit that cuts a character outside the basic plane in two keeps the other half as an escape, since UTF-8 has no halves. */
function wholePairs(source: string, edit: RawEdit): RawEdit {
  const cutsStart = isPair(source, edit.start - 1);
  const cutsEnd = edit.end > edit.start ? isPair(source, edit.end - 1) : cutsStart;
  return {
    start: cutsStart ? edit.start - 1 : edit.start,
    end: cutsEnd ? edit.end + 1 : edit.end,
    replacement:
      (cutsStart ? unitEscape(source, edit.start - 1) : "") +
      edit.replacement +
      (cutsEnd ? unitEscape(source, edit.end) : ""),
  };
}

function isPair(source: string, at: number): boolean {
  return (source.charCodeAt(at) & 0xfc00) === 0xd800 && (source.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}

function unitEscape(source: string, at: number): string {
  return `\\u${source.charCodeAt(at).toString(16)}`;
}

/** The literal of a member's name: the string that ends before the colon before its value. */
function keyOf(document: JsonDocument, path: string): JsonString {
  const value = resolvePointer(document.root, path);
  const owner = resolvePointer(document.root, path.slice(0, path.lastIndexOf("/")));
  if (value === undefined || owner?.kind !== "object") throw new RangeError("An edit names no key.");
  const source = document.text;
  const end = source.lastIndexOf('"', value.start - 1) + 1;
  let start = end - 1;
  // A quote inside the name follows an odd number of backslashes, the opening quote none.
  do start = source.lastIndexOf('"', start - 1);
  while (source[start - 1] === "\\");
  const text: unknown = JSON.parse(source.slice(start, end));
  return { kind: "string", start, end, text: String(text) };
}
