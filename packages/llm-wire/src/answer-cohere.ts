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

/** Reads a chat answer. @see Cohere API reference v2, "Chat" */
export function readCohereAnswer(source: string, root: JsonValue): AnswerContent {
  return {
    places: [...cohereMessagePlaces(source, member(root, "message")), ...unknownPlaces(source, root, "", "", bodyKeys)],
    usage: cohereUsage(source, member(root, "usage")),
  };
}

/** Tokens as Cohere counts them; the billed ones where it tells no others. */
export function cohereUsage(source: string, usage: JsonValue | undefined): Usage | undefined {
  const tokens = member(usage, "tokens") ?? member(usage, "billed_units");
  return usageOf(source, tokens, "input_tokens", "output_tokens");
}

function cohereMessagePlaces(source: string, message: JsonValue | undefined): TextPlace[] {
  return [
    ...listOf(member(message, "content")).flatMap((block, at) =>
      cohereBlockPlaces(source, block, pointer("/message/content", at), `content/${at}`),
    ),
    ...place(source, member(message, "tool_plan"), "/message/tool_plan", { kind: "reasoning", id: "tool_plan" }),
    ...listOf(member(message, "tool_calls")).flatMap((call, at) =>
      cohereCallPlaces(source, call, pointer("/message/tool_calls", at), `tool_calls/${at}`),
    ),
    ...unknownPlaces(source, message, "/message", "", new Set(["role", "content", "tool_plan", "tool_calls"])),
  ];
}

/** The text or the thinking of a content block. */
export function cohereBlockPlaces(source: string, block: JsonValue | undefined, path: string, id: string): TextPlace[] {
  return [
    ...place(source, member(block, "text"), `${path}/text`, { kind: "text", id }),
    ...place(source, member(block, "thinking"), `${path}/thinking`, { kind: "reasoning", id }),
    ...unknownPlaces(source, block, path, `${id}/`, new Set(["type", "text", "thinking"])),
  ];
}

/** The arguments of a tool call, and what stands beside them. */
export function cohereCallPlaces(source: string, call: JsonValue | undefined, path: string, id: string): TextPlace[] {
  const called = member(call, "function");
  const tool = text(member(called, "name"));
  const channel = { kind: "tool_call", id, ...(tool !== undefined && { tool }) } as const;
  return [
    ...place(source, member(called, "arguments"), `${path}/function/arguments`, channel),
    ...unknownPlaces(source, called, `${path}/function`, `${id}/called/`, calledKeys),
    ...unknownPlaces(source, call, path, `${id}/call/`, callKeys),
  ];
}

const callKeys: ReadonlySet<string> = new Set(["id", "type", "function"]);
const calledKeys: ReadonlySet<string> = new Set(["arguments"]);
const bodyKeys: ReadonlySet<string> = new Set(["id", "message", "finish_reason", "usage", "logprobs"]);
