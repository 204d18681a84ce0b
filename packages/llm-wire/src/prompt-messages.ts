import type { PromptRole } from "@infershield/core";
import { type BodyReader, bodyReader, withMessages } from "./body-reader.ts";
import {
  as,
  each,
  type FieldReader,
  type FieldReaders,
  readFields,
  readIdentifier,
  readOpaque,
  readReference,
  readSealed,
  readText,
  readTree,
} from "./field-readers.ts";
import { items, member, text } from "./json-value.ts";
import { attached, readData, readMediaFields, readMediaUrl, readTextFile } from "./media-readers.ts";
import { readToolDefinition, readToolServer } from "./prompt-tools.ts";
import { isTextType } from "./text-data.ts";

const roles: ReadonlyMap<string, PromptRole> = new Map([
  ["system", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
]);

const readMessage: FieldReader = (out, value, path) =>
  readFields(out, value, path, messageFields, { role: roles.get(text(member(value, "role")) ?? "") ?? "other" });

/** A block of content: what it is decides whose words it holds. */
const readBlock: FieldReader = (out, value, path, context) => {
  if (value.kind !== "object") {
    readText(out, value, path, context);
    return;
  }
  const type = text(member(value, "type")) ?? "";
  if (type.endsWith("tool_use")) {
    const tool = text(member(value, "name"));
    const id = text(member(value, "id"));
    if (id !== undefined && tool !== undefined) out.calledTools.set(id, tool);
    readFields(out, value, path, toolUseFields, { role: "tool_call", tool }, "context");
  } else if (type.endsWith("_result") && type !== "search_result") {
    const tool = out.calledTools.get(text(member(value, "tool_use_id")) ?? "") ?? context.tool;
    readFields(out, value, path, blockFields, { role: "tool_result", tool }, "context");
  } else if (type === "thinking" || type === "redacted_thinking") {
    readFields(out, value, path, blockFields, { role: "reasoning" }, "context");
  } else if (type === "search_result") {
    readFields(out, value, path, searchResultFields, { role: "tool_result", tool: context.tool }, "context");
  } else if (type === "document") {
    readFields(out, value, path, blockFields, attached(context), "context");
  } else {
    readFields(out, value, path, blockFields, context, "context");
  }
};

/** Where an image or a document comes from: plain text, blocks, a link, or bytes. */
const readSource: FieldReader = (out, value, path, context) => {
  const type = text(member(value, "type"));
  if (type === "text" || type === "content") readFields(out, value, path, textSourceFields, context, "context");
  else {
    const isText = isTextType(text(member(value, "media_type")) ?? "");
    readMediaFields(out, value, path, isText ? textFileFields : mediaSourceFields, context);
  }
};

const readContent: FieldReader = (out, value, path, context) => {
  if (items(value).length > 0) each(readBlock)(out, value, path, context);
  else readBlock(out, value, path, context);
};

const blockFields: FieldReaders = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["id", readIdentifier],
  ["tool_use_id", readIdentifier],
  ["text", readText],
  ["thinking", readText],
  ["content", readContent],
  ["source", readSource],
  ["signature", readSealed],
  ["data", readData],
  ["encrypted_content", readOpaque],
  ["encrypted_index", readSealed],
  ["file_id", readReference],
  ["cache_control", as("other", readTree)],
]);

const toolUseFields: FieldReaders = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["id", readIdentifier],
  ["name", readIdentifier],
  ["server_name", readIdentifier],
  ["cache_control", as("other", readTree)],
]);

const searchResultFields: FieldReaders = new Map<string, FieldReader>([...blockFields, ["source", readText]]);

const textSourceFields: FieldReaders = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["media_type", readIdentifier],
  ["data", readText],
  ["content", readContent],
]);

const mediaSourceFields: FieldReaders = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["media_type", readIdentifier],
  ["data", readData],
  ["url", readMediaUrl],
  ["file_id", readReference],
]);

const textFileFields: FieldReaders = new Map<string, FieldReader>([...mediaSourceFields, ["data", readTextFile]]);

const messageFields: FieldReaders = new Map<string, FieldReader>([
  ["role", readIdentifier],
  ["content", readContent],
]);

const bodyFields: FieldReaders = new Map<string, FieldReader>([
  ["model", readIdentifier],
  ["system", as("system", readContent)],
  ["messages", each(readMessage)],
  ["tools", each(readToolDefinition)],
  ["mcp_servers", each(readToolServer)],
  ["output_format", as("tool_definition", readTree)],
]);

/** Reads a messages request, and one that counts its tokens. @see Anthropic API reference, "Messages" */
export const readMessagesPrompt: BodyReader = bodyReader(withMessages("messages"), bodyFields);
