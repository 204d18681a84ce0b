import type { PromptRole } from "@infershield/core";
import { isWord } from "./is-word.ts";
import { type JsonValue, pointer } from "./json-value.ts";
import { addKey, addNumber, addText, type PartCollector, type PartContext } from "./part-collector.ts";

/** Reads the value of one known field. */
export type FieldReader = (out: PartCollector, value: JsonValue, path: string, context: PartContext) => void;

/** What to do with each known field of an object. */
export type FieldReaders = ReadonlyMap<string, FieldReader>;

/**
 * Hands each member of an object to its reader. A member without one is `other` text, or belongs to the context when `rest` says so.
 * Anything but an object is read as a tree.
 */
export function readFields(
  out: PartCollector,
  value: JsonValue,
  path: string,
  readers: FieldReaders,
  context: PartContext,
  rest: "other" | "context" = "other",
): void {
  if (value.kind !== "object") {
    readTree(out, value, path, context);
    return;
  }
  const restContext = rest === "other" ? other : context;
  for (const [key, child] of value.members) {
    const childPath = pointer(path, key);
    const reader = readers.get(key);
    if (reader === undefined) {
      addKey(out, key, childPath, restContext);
      readTree(out, child, childPath, restContext);
    } else reader(out, child, childPath, context);
  }
}

/** Every string below the value, with the names of members and long numbers: nothing a model may read is left out. */
export const readTree: FieldReader = (out, value, path, context) => {
  switch (value.kind) {
    case "string":
      if (!isQuiet(context) || !isWord(out.source, value.start + 1, value.end - 1)) addText(out, value, path, context);
      return;
    case "number":
      if (!isQuiet(context)) addNumber(out, value, path, context);
      return;
    case "array":
      for (const [index, item] of value.items.entries()) readTree(out, item, pointer(path, index), context);
      return;
    case "object":
      for (const [key, child] of value.members) {
        const childPath = pointer(path, key);
        addKey(out, key, childPath, context);
        (key === "description" ? readText : readTree)(out, child, childPath, context);
      }
      return;
    default:
      return;
  }
};

/** Where single words are settings or parts of a schema, not speech. */
function isQuiet(context: PartContext): boolean {
  return context.role === "other" || context.role === "tool_definition";
}

/** Text in a field that no reader knows. */
const other: PartContext = { role: "other" };

/** A string that is a part whatever it looks like; anything else is read as a tree. */
export const readText: FieldReader = (out, value, path, context) => {
  if (value.kind === "string") addText(out, value, path, context);
  else readTree(out, value, path, context);
};

/**
 * An identifier or the name of a variant. One that looks like it is no speech, but many keys and tokens look just like it: what is long
 * enough to be one becomes a part that is marked as an identifier.
 */
export const readIdentifier: FieldReader = (out, value, path) => {
  if (value.kind === "string" && isIdentifier(out.source, value.start + 1, value.end - 1)) {
    if (value.end - value.start - 2 < minToken || isWord(out.source, value.start + 1, value.end - 1)) return;
    out.identifiers.add(path);
  }
  readTree(out, value, path, other);
};

/**
 * A signature or an encrypted index, which only the provider can read: noted when it is spelled as one (base64, longer than any key of
 * that alphabet), otherwise text.
 */
export const readSealed: FieldReader = (out, value, path, context) => {
  const { source } = out;
  if (value.kind === "string" && value.end - value.start - 2 > minSealed && isBase64(source, value)) out.partial = true;
  else readTree(out, value, path, context);
};

/** The name of something that the provider keeps: noted, and read as an identifier. */
export const readReference: FieldReader = (out, value, path, context) => {
  out.partial = true;
  readIdentifier(out, value, path, context);
};

/** A field whose content is no text: only noted where it is spelled as binary data, longer than any key or shorter; otherwise it is read, too. */
export const readOpaque: FieldReader = (out, value, path) => {
  if (value.kind === "null") return;
  out.partial = true;
  if (value.kind === "string" && isBinary(out.source, value)) {
    const length = value.end - value.start - 2;
    if (length < minToken || length > (isBase64(out.source, value) ? minSealed : minBinary)) return;
    out.identifiers.add(path);
  }
  readTree(out, value, path, other);
};

/** A reader that gives everything below a field this role. */
export function as(role: PromptRole, reader: FieldReader = readText): FieldReader {
  return (out, value, path, context) => reader(out, value, path, { role, tool: context.tool });
}

/** A reader for each item of an array; anything but an array is read as one item. */
export function each(reader: FieldReader): FieldReader {
  return (out, value, path, context) => {
    if (value.kind !== "array") reader(out, value, path, context);
    else for (const [index, item] of value.items.entries()) reader(out, item, pointer(path, index), context);
  };
}

/** No key or token of a known form is shorter. */
const minToken = 16;
/** Keys that are spelled in plain base64 have at most 88 characters (512 bits); signatures have hundreds. */
const minSealed = 100;
/** Keys of services, which have hyphens and underscores as well, have at most 200. */
const minBinary = 256;

function isIdentifier(source: string, start: number, end: number): boolean {
  return end - start <= 64 && /^[\w.:/-]*$/.test(source.slice(start, end));
}

function isBinary(source: string, { start, end }: JsonValue): boolean {
  return /^[\w+/-]*={0,2}$/.test(source.slice(start + 1, end - 1));
}

function isBase64(source: string, { start, end }: JsonValue): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(source.slice(start + 1, end - 1));
}
