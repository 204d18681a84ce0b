import type { PromptRole } from "@infershield/core";
import { type BodyReader, bodyReader, withOneOf } from "./body-reader.ts";
import {
  as,
  each,
  type FieldReader,
  readFields,
  readIdentifier,
  readOpaque,
  readReference,
  readText,
  readTree,
} from "./field-readers.ts";
import { items, type JsonValue, member, text } from "./json-value.ts";
import { readData } from "./media-readers.ts";
import type { PartCollector, PartContext } from "./part-collector.ts";
import { readMedia } from "./prompt-media.ts";
import { readToolDefinition } from "./prompt-tools.ts";

const messageRoles: ReadonlyMap<string, PromptRole> = new Map([
  ["system", "system"],
  ["developer", "developer"],
  ["user", "user"],
  ["assistant", "assistant"],
]);

/** An item of the input; those of unknown kinds are read by the ending of their name. */
const readItem: FieldReader = (out, value, path) => {
  if (value.kind === "string") {
    readText(out, value, path, { role: "user" });
    return;
  }
  const type = text(member(value, "type")) ?? "message";
  readFields(out, value, path, itemFields, contextOf(out, type, value), "context");
};

function contextOf(out: PartCollector, type: string, item: JsonValue): PartContext {
  const callId = text(member(item, "call_id"));
  if (type === "message" || type === "additional_tools") {
    return { role: messageRoles.get(text(member(item, "role")) ?? "user") ?? "other" };
  }
  if (type === "reasoning") return { role: "reasoning" };
  if (type === "mcp_list_tools") return { role: "tool_definition" };
  if (type.endsWith("_output")) {
    return { role: "tool_result", tool: callId === undefined ? undefined : out.calledTools.get(callId) };
  }
  if (type.endsWith("_call") || type === "mcp_approval_request") {
    const tool = text(member(item, "name")) ?? type.replace(/_call$/, "");
    if (callId !== undefined) out.calledTools.set(callId, tool);
    return { role: "tool_call", tool };
  }
  return { role: "other" };
}

/** Text in pieces of a few characters, of which no rule sees the whole. */
const readLogprobs: FieldReader = (out, value, path) => {
  out.partial ||= items(value).length > 0;
  readTree(out, value, path, { role: "other" });
};

const contentFields = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["text", readText],
  ["refusal", readText],
  ["image_url", readMedia],
  ["file_url", readMedia],
  ["file_data", readData],
  ["file_id", readReference],
  ["input_audio", readMedia],
  ["detail", readIdentifier],
  ["encrypted_content", readOpaque],
  ["logprobs", readLogprobs],
]);

const readContent: FieldReader = each((out, value, path, context) => {
  if (value.kind === "string") readText(out, value, path, context);
  else readFields(out, value, path, contentFields, context, "context");
});

/** What a built-in tool found or answered, kept in the item of its call. */
const asResult: FieldReader = (out, value, path, context) =>
  readContent(out, value, path, context.role === "tool_call" ? { role: "tool_result", tool: context.tool } : context);

const actionFields = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["sources", asResult],
]);

const readAction: FieldReader = (out, value, path, context) =>
  readFields(out, value, path, actionFields, context, "context");

function isImage(context: PartContext): boolean {
  return context.tool === "image_generation";
}

const itemFields = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["id", readIdentifier],
  ["role", readIdentifier],
  ["status", readIdentifier],
  ["call_id", readIdentifier],
  ["name", readIdentifier],
  ["phase", readIdentifier],
  ["content", readContent],
  ["summary", readContent],
  ["arguments", readText],
  ["input", readText],
  ["code", readText],
  ["action", readAction],
  ["output", asResult],
  ["outputs", asResult],
  ["results", asResult],
  ["result", (out, value, path, context) => (isImage(context) ? readOpaque : asResult)(out, value, path, context)],
  ["encrypted_content", readOpaque],
  ["tools", each(readToolDefinition)],
]);

const promptFields = new Map<string, FieldReader>([
  ["id", readIdentifier],
  ["version", readIdentifier],
  ["variables", as("user", readTree)],
]);

const bodyFields = new Map<string, FieldReader>([
  ["model", readIdentifier],
  ["instructions", as("system", each(readItemOrText))],
  ["input", each(readItem)],
  ["prompt", (out, value, path) => readFields(out, value, path, promptFields, { role: "user" })],
  ["tools", each(readToolDefinition)],
  ["text", as("tool_definition", readTree)],
  ["previous_response_id", readIdentifier],
  ["prompt_cache_key", readIdentifier],
  ["include", each(readIdentifier)],
]);

function readItemOrText(out: PartCollector, value: JsonValue, path: string, context: PartContext): void {
  if (value.kind === "string") readText(out, value, path, context);
  else readItem(out, value, path, context);
}

/** Reads a responses request, and one that compacts a conversation. @see OpenAI API reference, "Create a model response" */
export const readResponsesPrompt: BodyReader = bodyReader(
  withOneOf("responses", ["input", "instructions", "prompt", "previous_response_id", "conversation"], "Send `input`."),
  bodyFields,
);
