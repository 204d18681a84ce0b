import type { PromptRole } from "@infershield/core";
import { WireError } from "./error.ts";
import { items, type JsonValue, member, text } from "./json-value.ts";
import {
  as,
  each,
  type FieldReader,
  type FieldReaders,
  type PartCollector,
  readFields,
  readIdentifier,
  readMediaUrl,
  readOpaque,
  readSealed,
  readText,
  readTree,
} from "./part-collector.ts";
import { readToolDefinition, readToolServer } from "./prompt-tools.ts";

/** Reads a messages request, and one that counts its tokens. @see Anthropic API reference, "Messages" */
export function readMessagesPrompt(out: PartCollector, root: JsonValue): void {
  if (member(root, "messages")?.kind !== "array") {
    throw new WireError("UNSUPPORTED_SHAPE", "The body is no messages request.", {
      hint: "Send `messages` as an array.",
    });
  }
  readFields(out, root, "", bodyFields, { role: "other" });
}

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
  } else if (type.endsWith("tool_result")) {
    const tool = out.calledTools.get(text(member(value, "tool_use_id")) ?? "");
    readFields(out, value, path, blockFields, { role: "tool_result", tool }, "context");
  } else if (type === "thinking" || type === "redacted_thinking") {
    readFields(out, value, path, blockFields, { role: "reasoning" }, "context");
  } else if (type === "search_result") {
    readFields(out, value, path, searchResultFields, { role: "tool_result", tool: context.tool }, "context");
  } else {
    readFields(out, value, path, blockFields, context, "context");
  }
};

/** Where an image or a document comes from: plain text, blocks, a link, or bytes. */
const readSource: FieldReader = (out, value, path, context) => {
  const type = text(member(value, "type"));
  const isText = type === "text" || type === "content";
  if (!isText) out.partial = true;
  readFields(out, value, path, isText ? textSourceFields : mediaSourceFields, context, "context");
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
  ["data", readOpaque],
  ["encrypted_content", readOpaque],
  ["encrypted_index", readSealed],
  ["file_id", readOpaque],
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
  ["data", readOpaque],
  ["url", readMediaUrl],
  ["file_id", readIdentifier],
]);

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
