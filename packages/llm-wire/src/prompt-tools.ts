import { member, text } from "./json-value.ts";
import { each, type FieldReader, readFields, readText } from "./part-collector.ts";

/** One definition of a tool: its name, every description and the rest of its schema; also the tools inside a group of tools. */
export const readToolDefinition: FieldReader = (out, value, path) => {
  const named = member(value, "function") ?? member(value, "custom") ?? value;
  const tool = text(member(named, "name"));
  readFields(out, value, path, definitionFields, { role: "tool_definition", tool }, "context");
};

const readDefined: FieldReader = (out, value, path, context) =>
  readFields(out, value, path, definitionFields, context, "context");

/** What a caller gives the provider to reach a tool server of its own: no model reads it. */
const readCredential: FieldReader = () => {};

const definitionFields = new Map<string, FieldReader>([
  ["name", readText],
  ["description", readText],
  ["function", readDefined],
  ["custom", readDefined],
  ["tools", each(readToolDefinition)],
  ["functionDeclarations", each(readToolDefinition)],
  ["function_declarations", each(readToolDefinition)],
  ["authorization", readCredential],
  ["authorization_token", readCredential],
  ["headers", readCredential],
]);
