import type { PromptRole } from "@infershield/core";
import { type BodyMark, type BodyReader, bodyReader, withMessages } from "./body-reader.ts";
import {
  as,
  each,
  type FieldReader,
  type FieldReaders,
  readFields,
  readIdentifier,
  readOpaque,
  readText,
  readTree,
} from "./field-readers.ts";
import { member, text } from "./json-value.ts";
import { readMedia } from "./prompt-media.ts";
import { readToolDefinition } from "./prompt-tools.ts";

const roles: ReadonlyMap<string, PromptRole> = new Map([
  ["system", "system"],
  ["developer", "developer"],
  ["user", "user"],
  ["assistant", "assistant"],
  ["tool", "tool_result"],
  ["function", "tool_result"],
]);

function messageReader(fields: FieldReaders): FieldReader {
  return (out, value, path) => {
    const role = roles.get(text(member(value, "role")) ?? "") ?? "other";
    const callId = text(member(value, "tool_call_id"));
    const tool =
      role === "tool_result"
        ? ((callId === undefined ? undefined : out.calledTools.get(callId)) ??
          text(member(value, "name") ?? member(value, "tool_name")))
        : undefined;
    readFields(out, value, path, fields, { role, tool });
  };
}

/** A tool call in an assistant message: its name goes with the arguments. */
const readToolCall: FieldReader = (out, value, path) => {
  const called = member(value, "function") ?? member(value, "custom") ?? value;
  const tool = text(member(called, "name"));
  const id = text(member(value, "id"));
  if (id !== undefined && tool !== undefined) out.calledTools.set(id, tool);
  readFields(out, value, path, toolCallFields, { role: "tool_call", tool });
};

const calledFunction: FieldReader = (out, value, path, context) =>
  readFields(out, value, path, calledFunctionFields, context);

const calledFunctionFields = new Map<string, FieldReader>([
  ["name", readIdentifier],
  ["arguments", readText],
  ["input", readText],
]);

const toolCallFields = new Map<string, FieldReader>([
  ["id", readIdentifier],
  ["type", readIdentifier],
  ["index", readIdentifier],
  ["function", calledFunction],
  ["custom", calledFunction],
  ["name", readIdentifier],
  ["arguments", readText],
]);

const contentFields = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["text", readText],
  ["refusal", readText],
  ["image_url", readMedia],
  ["video_url", readMedia],
  ["input_audio", readMedia],
  ["file", readMedia],
  ["document", as("tool_result", readTree)],
]);

/** A string, or an array of blocks; a block of an unknown type is read whole, as its message's words. */
export const readBlocks: FieldReader = each((out, value, path, context) => {
  if (value.kind === "string") readText(out, value, path, context);
  else readFields(out, value, path, contentFields, context, "context");
});

const reasoningFields = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["id", readIdentifier],
  ["format", readIdentifier],
  ["data", readOpaque],
  ["signature", readOpaque],
]);

const readReasoningDetail: FieldReader = (out, value, path) =>
  readFields(out, value, path, reasoningFields, { role: "reasoning" }, "context");

const messageFields = new Map<string, FieldReader>([
  ["role", readIdentifier],
  ["content", readBlocks],
  ["name", readIdentifier],
  ["refusal", readText],
  ["reasoning", as("reasoning")],
  ["reasoning_content", as("reasoning")],
  ["tool_plan", as("reasoning")],
  ["reasoning_details", each(readReasoningDetail)],
  ["tool_calls", each(readToolCall)],
  ["function_call", readToolCall],
  ["tool_call_id", readIdentifier],
  ["audio", readMedia],
]);

const predictionFields = new Map<string, FieldReader>([
  ["type", readIdentifier],
  ["content", readBlocks],
]);

type Fields = Readonly<Record<string, FieldReader>>;

/**
 * A reader of chat requests in the form that most providers have taken over from OpenAI.
 *
 * @param mark - How such a body is known, or what it is called.
 * @param more - Fields that only this dialect has, in the body and in a message.
 */
export function chatPromptReader(
  mark: BodyMark | string,
  { body = {}, message = {} }: { readonly body?: Fields; readonly message?: Fields },
): BodyReader {
  const readMessage = messageReader(new Map([...messageFields, ...Object.entries(message)]));
  const fields: Fields = {
    model: readIdentifier,
    messages: each(readMessage),
    tools: each(readToolDefinition),
    response_format: as("tool_definition", readTree),
    ...body,
  };
  return bodyReader(typeof mark === "string" ? withMessages(mark) : mark, new Map(Object.entries(fields)));
}

const chatMark: BodyMark = {
  ...withMessages("chat completions"),
  hint: (root) =>
    member(root, "input") === undefined
      ? "Send `messages` as an array."
      : "This is a body of /v1/responses; send it there, or set the tool to chat completions.",
};

/** Reads a chat completions request. @see OpenAI API reference, "Create chat completion" */
export const readChatPrompt: BodyReader = chatPromptReader(chatMark, {
  body: {
    prompt_cache_key: readIdentifier,
    functions: each(readToolDefinition),
    prediction: (out, value, path) => readFields(out, value, path, predictionFields, { role: "user" }),
  },
});
