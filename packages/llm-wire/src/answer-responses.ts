import type { AnswerChannel } from "@infershield/core";
import { chatUsage } from "./answer-chat.ts";
import { type AnswerContent, listOf, place, type TextPlace, unknownPlaces } from "./answer-text.ts";
import { type JsonValue, member, pointer, text } from "./json-value.ts";

/** Reads a response. @see OpenAI API reference, "The response object" */
export function readResponsesAnswer(source: string, root: JsonValue): AnswerContent {
  return { places: responsePlaces(source, root, ""), usage: chatUsage(source, root) };
}

/** Every text of a response but what it repeats of the request. */
export function responsePlaces(source: string, response: JsonValue | undefined, path: string): TextPlace[] {
  return [
    ...listOf(member(response, "output")).flatMap((item, index) =>
      outputItemPlaces(source, item, `${path}/output/${index}`, `output/${index}`),
    ),
    ...unknownPlaces(source, response, path, "response/", responseKeys),
  ];
}

/** The output, numbers and names, and what the request said. */
const responseKeys: ReadonlySet<string> = new Set([
  "background",
  "billing",
  "completed_at",
  "context_management",
  "conversation",
  "created_at",
  "id",
  "instructions",
  "metadata",
  "model",
  "object",
  "output",
  "previous_response_id",
  "prompt",
  "prompt_cache_key",
  "prompt_cache_retention",
  "reasoning",
  "safety_identifier",
  "service_tier",
  "status",
  "store",
  "text",
  "tool_choice",
  "tools",
  "truncation",
  "usage",
  "user",
]);

/** Every text of one output item, under ids that begin with `id`. */
export function outputItemPlaces(source: string, item: JsonValue | undefined, path: string, id: string): TextPlace[] {
  const isReasoning = text(member(item, "type")) === "reasoning";
  const tool = text(member(item, "name")) ?? text(member(item, "type"))?.replace(/_call$/, "");
  const found: TextPlace[] = [];
  for (const list of ["content", "summary"]) {
    for (const [at, part] of listOf(member(item, list)).entries()) {
      const partId = `${id}/${list}/${at}`;
      found.push(...contentPartPlaces(source, part, pointer(pointer(path, list), at), partId, isReasoning));
    }
  }
  for (const key of callKeys) {
    const channel: AnswerChannel = { kind: "tool_call", id: `${id}/${key}`, ...(tool !== undefined && { tool }) };
    found.push(...place(source, member(item, key), pointer(path, key), channel));
  }
  const known = text(member(item, "type")) === "image_generation_call" ? imageKeys : itemKeys;
  return [...found, ...unknownPlaces(source, item, path, `${id}/`, known)];
}

/** The text of one content part, and what hangs on it. */
export function contentPartPlaces(
  source: string,
  part: JsonValue | undefined,
  path: string,
  id: string,
  isReasoning: boolean,
): TextPlace[] {
  const key = member(part, "text") === undefined ? "refusal" : "text";
  const kind = isReasoning || text(member(part, "type"))?.startsWith("reasoning") ? "reasoning" : "text";
  return [
    ...place(source, member(part, key), pointer(path, key), { kind, id }),
    ...unknownPlaces(source, part, path, `${id}/`, partKeys),
  ];
}

/** Where the different kinds of calls keep what the tool is given. */
const callKeys = ["arguments", "input", "code", "action", "operation"];
const itemKeys: ReadonlySet<string> = new Set([
  "type",
  "id",
  "status",
  "role",
  "call_id",
  "name",
  "phase",
  "content",
  "summary",
  "encrypted_content",
  "container_id",
  "server_label",
  ...callKeys,
]);
const imageKeys: ReadonlySet<string> = new Set([...itemKeys, "result"]);
const partKeys: ReadonlySet<string> = new Set(["type", "text", "refusal", "logprobs"]);
