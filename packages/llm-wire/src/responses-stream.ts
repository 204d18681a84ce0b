import type { AnswerChannel } from "@infershield/core";
import { chatUsage } from "./answer-chat.ts";
import { contentPartPlaces, outputItemPlaces, responsePlaces } from "./answer-responses.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { indexIn, place, places, type TextPlace, type Usage, unknownPlaces } from "./answer-text.ts";
import { createChannelLog } from "./channel-log.ts";
import { type JsonValue, member, number, text } from "./json-value.ts";
import { type SseEvent, sseBlock } from "./sse-parser.ts";
import { eventObject, isDone, type StepContent, streamStep } from "./stream-step.ts";
import { isRefusal, type WireErrorInput } from "./wire-error-body.ts";

/**
 * Reads the stream of a response. Text comes in deltas and again, whole, in the `done` events, in the finished item and in the last
 * event; every repetition is written as the deltas were.
 *
 * @see OpenAI API reference, "Streaming events" of responses
 */
export function createResponsesStream(): AnswerStream {
  const log = createChannelLog();
  let usage: Usage | undefined;
  let head: Record<string, unknown> = { id: "resp_infershield", object: "response", created_at: 0, model: "" };
  let sequence = 0;

  function whole(places: readonly TextPlace[]): StepContent {
    const found = places.map((it) => log.whole(it));
    return { parts: found.flatMap(({ parts }) => parts), ends: found.flatMap(({ ends }) => ends) };
  }

  function contentOf(source: string, root: JsonValue, type: string, event: SseEvent): StepContent {
    const item = `output/${indexIn(source, root, "output_index")}`;
    const contentId = `${item}/content/${indexIn(source, root, "content_index")}`;
    const summaryId = `${item}/summary/${indexIn(source, root, "summary_index")}`;
    const dot = type.lastIndexOf(".");
    const known = streamedTexts.get(type.slice(0, dot));
    if (known !== undefined) {
      const id = known.at === "content" ? contentId : known.at === "summary" ? summaryId : `${item}/${known.at}`;
      const channel: AnswerChannel = { kind: known.kind, id };
      if (type.endsWith(".delta")) {
        return { parts: place(source, member(root, "delta"), "/delta", channel).map((it) => log.piece(it, event)) };
      }
      const more = unknownPlaces(source, root, "", `${id}/`, eventKeys);
      return whole([...place(source, member(root, known.whole), `/${known.whole}`, channel), ...more]);
    }
    switch (type) {
      case "response.output_item.added":
      case "response.output_item.done":
        return whole(outputItemPlaces(source, member(root, "item"), "/item", item));
      case "response.content_part.added":
      case "response.content_part.done":
        return whole(contentPartPlaces(source, member(root, "part"), "/part", contentId, false));
      case "response.reasoning_summary_part.added":
      case "response.reasoning_summary_part.done":
        return whole(contentPartPlaces(source, member(root, "part"), "/part", summaryId, true));
      case "response.output_text.annotation.added": {
        const id = `${contentId}/annotations/${indexIn(source, root, "annotation_index")}`;
        return whole(unknownPlaces(source, member(root, "annotation"), "/annotation", `${id}/`, eventKeys));
      }
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        return whole(responsePlaces(source, member(root, "response"), "/response"));
      case "response.completed":
      case "response.incomplete":
      case "response.failed": {
        const last = whole(responsePlaces(source, member(root, "response"), "/response"));
        return { ...last, ends: [...(last.ends ?? []), ...log.end()], done: true, failed: type.endsWith("failed") };
      }
      case "response.audio.delta":
        return {};
      case "error":
        return { ...unknownEvent(source, root, type, item, event), ends: log.end(), failed: true };
      default:
        return unknownEvent(source, root, type, item, event);
    }
  }

  /** An event of a kind that this version does not know: its text may come in pieces. */
  function unknownEvent(source: string, root: JsonValue, type: string, item: string, event: SseEvent): StepContent {
    const isPiece = type.endsWith(".delta");
    const piece = isPiece
      ? places(source, member(root, "delta"), "/delta", { kind: "text", id: `${item}/${type}` }, false)
      : [];
    const more = unknownPlaces(source, root, "", `${type}/`, new Set([...frameKeys, ...(isPiece ? ["delta"] : [])]));
    return { parts: [...piece.map((it) => log.piece(it, event)), ...more.map((it) => log.piece(it))] };
  }

  return {
    read: (event) => {
      if (isDone(event)) return streamStep(event, { ends: log.end(), done: true });
      const root = eventObject(event);
      if (root === undefined) return streamStep(event, {});
      const source = event.data ?? "";
      const response = member(root, "response");
      if (response !== undefined) {
        usage = chatUsage(source, response) ?? usage;
        head = {
          ...head,
          id: text(member(response, "id")) ?? head["id"],
          created_at: number(source, member(response, "created_at")) ?? head["created_at"],
          model: text(member(response, "model")) ?? head["model"],
        };
      }
      sequence = number(source, member(root, "sequence_number")) ?? sequence;
      return streamStep(event, contentOf(source, root, text(member(root, "type")) ?? event.event ?? "", event));
    },
    deltaEvent: (channel, held) => log.heldEvent(channel, held),
    errorEvent: (error) => {
      const response = { ...head, status: "failed", error: failure(error), incomplete_details: null, output: [] };
      const type = "response.failed";
      return sseBlock(JSON.stringify({ type, sequence_number: sequence + 1, response }), type);
    },
    usage: () => usage,
    settled: () => false,
  };
}

/** Codex retries a failed response unless its code is one of a few; `invalid_prompt` says that asking again is of no use. */
function failure(error: WireErrorInput): Record<string, unknown> {
  const { code, message, requestId, extra } = error;
  return {
    code: isRefusal(error) ? "invalid_prompt" : code,
    message,
    ...(error.type !== undefined && { type: error.type }),
    infershield_code: code,
    ...(requestId !== undefined && { request_id: requestId }),
    ...extra,
  };
}

interface StreamedText {
  readonly kind: AnswerChannel["kind"];
  /** Member of the output item that the text ends up in. */
  readonly at: string;
  /** Member of the `done` event that repeats the whole. */
  readonly whole: string;
}

const streamedTexts: ReadonlyMap<string, StreamedText> = new Map([
  ["response.output_text", { kind: "text", at: "content", whole: "text" }],
  ["response.refusal", { kind: "text", at: "content", whole: "refusal" }],
  ["response.reasoning_text", { kind: "reasoning", at: "content", whole: "text" }],
  ["response.reasoning_summary_text", { kind: "reasoning", at: "summary", whole: "text" }],
  ["response.function_call_arguments", { kind: "tool_call", at: "arguments", whole: "arguments" }],
  ["response.mcp_call_arguments", { kind: "tool_call", at: "arguments", whole: "arguments" }],
  ["response.custom_tool_call_input", { kind: "tool_call", at: "input", whole: "input" }],
  ["response.code_interpreter_call_code", { kind: "tool_call", at: "code", whole: "code" }],
]);

/** Members around the text of an event. */
const frameKeys: readonly string[] = [
  "type",
  "item_id",
  "call_id",
  "name",
  "sequence_number",
  "obfuscation",
  "logprobs",
  "partial_image_b64",
  "delta_b64",
];
const eventKeys: ReadonlySet<string> = new Set([
  ...frameKeys,
  ...[...streamedTexts.values()].map(({ whole }) => whole),
]);
