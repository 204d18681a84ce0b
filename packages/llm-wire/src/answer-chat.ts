import type { AnswerChannel } from "@infershield/core";
import {
  indexIn,
  listOf,
  place,
  places,
  type TextPlace,
  textName,
  type Usage,
  unknownPlaces,
  usageOf,
} from "./answer-text.ts";
import { type JsonValue, member, pointer, text } from "./json-value.ts";

/** Tokens as OpenAI's objects count them. */
export function chatUsage(source: string, root: JsonValue): Usage | undefined {
  const usage = member(root, "usage");
  return (
    usageOf(source, usage, "prompt_tokens", "completion_tokens") ??
    usageOf(source, usage, "input_tokens", "output_tokens")
  );
}

/**
 * Every text of a completion. Whole answers hold it in `message`, chunks in `delta`; both name the same channels, so that a stream and a
 * whole answer read alike.
 *
 * @param nameCall - gives a tool call its channel id; by default that of its place
 */
export function chatPlaces(
  source: string,
  root: JsonValue,
  holder: "message" | "delta",
  nameCall: CallNaming = (place) => place,
): TextPlace[] {
  const choices = listOf(member(root, "choices"));
  return [
    ...choices.flatMap((choice, position) => choicePlaces(source, choice, position, { holder, nameCall })),
    ...unknownPlaces(source, root, "", "", bodyKeys),
  ];
}

/** @param place - Such as `choices/0/tool_calls/1`. */
export type CallNaming = (place: string, call: JsonValue) => string;

interface ChoiceReading {
  readonly holder: "message" | "delta";
  readonly nameCall: CallNaming;
}

function choicePlaces(
  source: string,
  choice: JsonValue,
  position: number,
  { holder, nameCall }: ChoiceReading,
): TextPlace[] {
  const id = `choices/${indexIn(source, choice, "index", position)}`;
  const choicePath = pointer("/choices", position);
  return [
    ...chatMessagePlaces(source, member(choice, holder), { path: pointer(choicePath, holder), id, nameCall }),
    ...unknownPlaces(source, choice, choicePath, `${id}/`, holder === "delta" ? chunkChoiceKeys : wholeChoiceKeys),
  ];
}

/** The texts of one message, or of a piece of one, under ids that begin with `id`. */
export function chatMessagePlaces(
  source: string,
  message: JsonValue | undefined,
  {
    path: holderPath,
    id,
    nameCall = (place) => place,
  }: { readonly path: string; readonly id: string; readonly nameCall?: CallNaming },
): TextPlace[] {
  if (message?.kind !== "object") return [];
  const found: TextPlace[] = [];
  for (const [key, value] of message.members) {
    const path = pointer(holderPath, key);
    const channel: AnswerChannel = { kind: reasoningName.test(key) ? "reasoning" : "text", id: `${id}/${key}` };
    if (key === "tool_calls") {
      for (const [at, call] of listOf(value).entries()) {
        const callId = nameCall(`${id}/tool_calls/${indexIn(source, call, "index", at)}`, call);
        found.push(...toolCallPlaces(source, call, pointer(path, at), callId));
      }
    } else if (key === "function_call") {
      found.push(...calledPlaces(source, value, path, channel.id, "arguments"));
    } else if (key === "audio") {
      const transcript = { kind: "text", id: `${channel.id}/transcript` } as const;
      found.push(
        ...place(source, member(value, "transcript"), pointer(path, "transcript"), transcript),
        ...unknownPlaces(source, value, path, `${channel.id}/`, audioKeys),
      );
    } else if (key === "content") {
      found.push(...contentPlaces(source, value, path, channel));
    } else if (key === "reasoning_details" || (value.kind === "string" && textName.test(key))) {
      found.push(...places(source, value, path, channel, false));
    } else if (!messageKeys.has(key)) {
      found.push(...places(source, value, path, channel, true));
    }
  }
  return found;
}

/** A string, or blocks: a client shows the texts of all blocks as one, and as one with pieces that come as strings. */
function contentPlaces(source: string, content: JsonValue, path: string, channel: AnswerChannel): TextPlace[] {
  const isOfBlock = (place: TextPlace): boolean => /^\/\d+(?:\/text)?$/.test(place.path.slice(path.length));
  return places(source, content, path, channel, false).map((it) => (isOfBlock(it) ? { ...it, channel } : it));
}

function toolCallPlaces(source: string, call: JsonValue, path: string, id: string): TextPlace[] {
  return [
    ...calledPlaces(source, member(call, "function"), `${path}/function`, id, "arguments"),
    ...calledPlaces(source, member(call, "custom"), `${path}/custom`, `${id}/custom`, "input"),
    ...unknownPlaces(source, call, path, `${id}/call/`, callKeys),
  ];
}

function calledPlaces(
  source: string,
  called: JsonValue | undefined,
  path: string,
  id: string,
  argument: string,
): TextPlace[] {
  const tool = text(member(called, "name"));
  const channel: AnswerChannel = { kind: "tool_call", id, ...(tool !== undefined && { tool }) };
  return [
    ...place(source, member(called, argument), pointer(path, argument), channel),
    ...unknownPlaces(source, called, path, `${id}/called/`, new Set([argument])),
  ];
}

const reasoningName = /reason|think|thought/i;
const callKeys: ReadonlySet<string> = new Set(["index", "id", "type", "function", "custom"]);
const audioKeys: ReadonlySet<string> = new Set(["id", "data", "expires_at", "transcript"]);
const choiceKeys: readonly string[] = [
  "index",
  "finish_reason",
  "native_finish_reason",
  "stop_reason",
  "logprobs",
  "content_filter_results",
];
const wholeChoiceKeys: ReadonlySet<string> = new Set([...choiceKeys, "message"]);
const chunkChoiceKeys: ReadonlySet<string> = new Set([...choiceKeys, "delta"]);
const messageKeys: ReadonlySet<string> = new Set(["role"]);
/** What stands around the choices of a completion of either kind. */
export const bodyKeys: ReadonlySet<string> = new Set([
  "id",
  "object",
  "created",
  "model",
  "choices",
  "usage",
  "system_fingerprint",
  "service_tier",
  "obfuscation",
]);
