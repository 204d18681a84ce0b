import type { AnswerChannel } from "@infershield/core";
import {
  type AnswerContent,
  listOf,
  place,
  type TextPlace,
  type Usage,
  unknownPlaces,
  usageOf,
} from "./answer-text.ts";
import { type JsonValue, member, pointer, text } from "./json-value.ts";

/** Reads a message, or a count of tokens. @see Anthropic API reference, "Messages" */
export function readMessagesAnswer(source: string, root: JsonValue): AnswerContent {
  return {
    places: [
      ...listOf(member(root, "content")).flatMap((block, at) =>
        blockPlaces(source, block, pointer("/content", at), `content/${at}`),
      ),
      ...unknownPlaces(source, root, "", "", bodyKeys),
    ],
    usage: messagesUsage(source, member(root, "usage")),
  };
}

/** Tokens as Anthropic counts them; a stream tells the answer's only at its end. */
export function messagesUsage(source: string, usage: JsonValue | undefined): Usage | undefined {
  return usageOf(source, usage, "input_tokens", "output_tokens");
}

/** The channel of a content block: its text, its thinking, or the input of its tool. */
export function blockChannel(block: JsonValue | undefined, id: string): AnswerChannel {
  const type = text(member(block, "type")) ?? "";
  if (type === "thinking") return { kind: "reasoning", id };
  if (!type.endsWith("tool_use")) return { kind: "text", id };
  const tool = text(member(block, "name"));
  return { kind: "tool_call", id, ...(tool !== undefined && { tool }) };
}

/** Every text of a content block. The input of a tool is read as it is spelled, as a stream brings it. */
export function blockPlaces(source: string, block: JsonValue | undefined, path: string, id: string): TextPlace[] {
  const channel = blockChannel(block, id);
  const key = channel.kind === "tool_call" ? "input" : channel.kind === "reasoning" ? "thinking" : "text";
  return [
    ...place(source, member(block, key), pointer(path, key), channel),
    ...unknownPlaces(source, block, path, `${id}/`, new Set([...blockKeys, key])),
  ];
}

/** What stands around the content of a message. */
export const messageKeys: readonly string[] = ["id", "type", "role", "model", "usage", "stop_reason", "container"];
const bodyKeys: ReadonlySet<string> = new Set([...messageKeys, "content"]);
const blockKeys: readonly string[] = [
  "type",
  "id",
  "name",
  "tool_use_id",
  "server_name",
  "signature",
  "data",
  "caller",
];
