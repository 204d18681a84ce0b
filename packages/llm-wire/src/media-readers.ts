import { type FieldReader, type FieldReaders, readFields, readOpaque, readText, readTree } from "./field-readers.ts";
import type { JsonValue } from "./json-value.ts";
import { addPart, type PartCollector, type PartContext } from "./part-collector.ts";
import { beginsAsText, dataMark, isTextType, mediaTypeOf, readTextData } from "./text-data.ts";

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

/** The address of an image or a file: a link is text, inline data is read as {@link readData} does. */
export const readMediaUrl: FieldReader = (out, value, path, context) => {
  if (value.kind === "string" && /^data:/i.test(value.text)) {
    readData(out, value, path, context);
    return;
  }
  out.partial = true;
  readTree(out, value, path, context);
};

/** Data of a file: what is text by its media type or by its beginning is read, anything else only noted. */
export const readData: FieldReader = (out, value, path, context) => {
  if (value.kind !== "string") readOpaque(out, value, path, context);
  else if (isTextType(mediaTypeOf(value.text)) || beginsAsText(value.text)) readTextFile(out, value, path, context);
  else if (/^data:/i.test(value.text)) out.partial = true;
  else readOpaque(out, value, path, context);
};

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
  if (data.text !== "") addPart(out, dataMark + path, data.text, context);
};

/** What a person attached are no words of that person: an attack in it is taken out, as from what a tool brought, instead of being blocked. */
export function attached(context: PartContext): PartContext {
  return context.role === "user" ? { ...context, role: "other" } : context;
}
