import { each, type FieldReader, readFields, readText } from "./field-readers.ts";
import { member, pointer, text } from "./json-value.ts";

/** One definition of a tool: its name, every description and the rest of its schema; also the tools inside a group of tools. */
export const readToolDefinition: FieldReader = (out, value, path) => {
  const named = member(value, "function") ?? member(value, "custom") ?? value;
  const tool = text(member(named, "name"));
  const fields = text(member(value, "type")) === "mcp" ? serverFields : definitionFields;
  readFields(out, value, path, fields, { role: "tool_definition", tool }, "context");
};

/** A remote tool server that the provider calls by itself. */
export const readToolServer: FieldReader = (out, value, path) =>
  readFields(out, value, path, serverFields, { role: "tool_definition" }, "context");

const readDefined: FieldReader = (out, value, path, context) =>
  readFields(out, value, path, definitionFields, context, "context");

const definitionFields = new Map<string, FieldReader>([
  ["name", readText],
  ["description", readText],
  ["function", readDefined],
  ["custom", readDefined],
  ["tools", each(readToolDefinition)],
  ["functionDeclarations", each(readToolDefinition)],
  ["function_declarations", each(readToolDefinition)],
]);

/** What a caller gives the provider to reach a tool server of its own: no model reads it. A token of ours must not leave even there. */
const readCredential: FieldReader = (out, value, path, context) => {
  if (value.kind === "string") {
    if (!/ifs[parsd]_/.test(value.text)) return;
    out.identifiers.add(path);
    readText(out, value, path, context);
  } else if (value.kind === "array") {
    for (const [index, item] of value.items.entries()) readCredential(out, item, pointer(path, index), context);
  } else if (value.kind === "object") {
    for (const [key, child] of value.members) readCredential(out, child, pointer(path, key), context);
  }
};

const serverFields = new Map<string, FieldReader>([
  ...definitionFields,
  ["authorization", readCredential],
  ["authorization_token", readCredential],
  ["headers", readCredential],
]);
