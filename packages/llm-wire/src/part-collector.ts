import type { PromptPart, PromptRole } from "@infershield/core";
import { WireError } from "./error.ts";
import { type JsonValue, pointer } from "./json-value.ts";
import { keyMark } from "./splice.ts";
import { beginsAsText, dataMark, isTextType, mediaTypeOf, readTextData } from "./text-data.ts";

/** Whose words the strings below a value are, and which tool they concern. */
export interface PartContext {
  readonly role: PromptRole;
  readonly tool?: string | undefined;
}

/** Gathers the parts of one request body in the order of the body. */
export interface PartCollector {
  /** Text of the body that the values point into. */
  readonly source: string;
  readonly parts: PromptPart[];
  /** Set when the body carries something that is no text: images, audio, files, encrypted reasoning. */
  partial: boolean;
  /** How many pieces of base64 data were read as text. */
  decoded: number;
  /** Names of called tools by call id, so that a result tells which tool it came from. */
  readonly calledTools: Map<string, string>;
  /** Paths of the parts that are identifiers. */
  readonly identifiers: Set<string>;
}

/** Reads the value of one known field. */
export type FieldReader = (out: PartCollector, value: JsonValue, path: string, context: PartContext) => void;

/** What to do with each known field of an object. */
export type FieldReaders = ReadonlyMap<string, FieldReader>;

/** An empty collector for a body with this text. */
export function createPartCollector(source: string): PartCollector {
  return { source, parts: [], partial: false, decoded: 0, calledTools: new Map(), identifiers: new Set() };
}

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
      if (!isQuiet(context) && value.end - value.start >= minDigits) addNumber(out, value, path, context);
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

/** Text in a field that no reader knows. */
const other: PartContext = { role: "other" };

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
  if (value.kind === "string" && value.end - value.start > minSealed && isBase64(source, value)) out.partial = true;
  else readTree(out, value, path, context);
};

/** A field whose content is no text: only noted. */
export const readOpaque: FieldReader = (out, value) => {
  if (value.kind !== "null") out.partial = true;
};

/** The address of an image or a file: a link is text, inline data is read as {@link readData} does. */
export const readMediaUrl: FieldReader = (out, value, path, context) => {
  if (value.kind === "string" && /^data:/i.test(value.text)) {
    readData(out, value, path, context);
    return;
  }
  out.partial = true;
  readTree(out, value, path, context);
};

/** The name of something that the provider keeps: noted, and read as an identifier. */
export const readReference: FieldReader = (out, value, path, context) => {
  out.partial = true;
  readIdentifier(out, value, path, context);
};

/** Data of a file: what is text by its media type or by its beginning is read, anything else only noted. */
export const readData: FieldReader = (out, value, path, context) => {
  if (value.kind !== "string") readOpaque(out, value, path, context);
  else if (isTextType(mediaTypeOf(value.text)) || beginsAsText(value.text)) readTextFile(out, value, path, context);
  else out.partial = true;
};

/** What a person attached are no words of that person: an attack in it is taken out, as from what a tool brought, instead of being blocked. */
export function attached(context: PartContext): PartContext {
  return context.role === "user" ? { ...context, role: "other" } : context;
}

/** Base64 data of a text; noted too where another reader might see another text in it. */
export const readTextFile: FieldReader = (out, value, path, beside) => {
  const context = attached(beside);
  const data = value.kind === "string" ? readTextData(value.text) : undefined;
  if (data === undefined) {
    out.partial = true;
    readText(out, value, path, context);
    return;
  }
  out.partial ||= !data.isUtf8;
  out.decoded += 1;
  if (data.text !== "") add(out, dataMark + path, data.text, context);
};

/** An image, a recording or a file: noted unless its data was read as text. */
export function readMediaFields(
  out: PartCollector,
  value: JsonValue,
  path: string,
  readers: FieldReaders,
  context: PartContext,
): void {
  const { decoded } = out;
  readFields(out, value, path, readers, context, "context");
  out.partial ||= out.decoded === decoded;
}

/** A string that is a part whatever it looks like; anything else is read as a tree. */
export const readText: FieldReader = (out, value, path, context) => {
  if (value.kind === "string") addText(out, value, path, context);
  else readTree(out, value, path, context);
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

function addText(out: PartCollector, value: JsonValue, path: string, context: PartContext): void {
  if (value.kind !== "string" || value.end - value.start === 2) return;
  add(out, path, value.text, context);
}

function addNumber(out: PartCollector, value: JsonValue, path: string, context: PartContext): void {
  const digits = out.source.slice(value.start, value.end);
  if (/^[0-9]+$/.test(digits)) add(out, path, digits, context);
}

function addKey(out: PartCollector, key: string, path: string, context: PartContext): void {
  if (key.length >= minKey && !isWord(key, 0, key.length)) add(out, keyMark + path, key, context);
}

function add(out: PartCollector, path: string, text: string, context: PartContext): void {
  if (out.parts.length >= maxParts) throw new WireError("TOO_LARGE", "The body holds too many texts.");
  const { role, tool } = context;
  out.parts.push(tool === undefined ? { role, path, text } : { role, path, text, tool });
}

/** Each text costs a scan of its own; a long session of an agent has some thousands. */
const maxParts = 50_000;
/** Shorter numbers and names hold neither a card, an account nor a token. */
const minDigits = 9;
const minKey = 11;
/** No key or token of a known form is shorter. */
const minToken = 16;
/** Keys that are spelled in plain base64 have at most 88 characters (512 bits); signatures have hundreds. */
const minSealed = 100;

/** Where single words are settings or parts of a schema, not speech. */
function isQuiet(context: PartContext): boolean {
  return context.role === "other" || context.role === "tool_definition";
}

/** Whether the characters are a short word of letters, such as `string`, `auto` or `ephemeral`. */
export function isWord(source: string, start: number, end: number): boolean {
  return end - start <= 24 && /^[A-Za-z_-]*$/.test(source.slice(start, end));
}

function isIdentifier(source: string, start: number, end: number): boolean {
  return end - start <= 64 && /^[\w.:/-]*$/.test(source.slice(start, end));
}

function isBase64(source: string, { start, end }: JsonValue): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(source.slice(start + 1, end - 1));
}
