import type { AnswerChannel } from "@infershield/core";
import { blockChannel, blockPlaces, messagesUsage } from "./answer-messages.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { place, type Usage, unknownPlaces } from "./answer-text.ts";
import { createChannelLog } from "./channel-log.ts";
import { type JsonValue, member, number, text } from "./json-value.ts";
import { sseBlock } from "./sse-parser.ts";
import { eventObject, type StepContent, streamStep } from "./stream-step.ts";
import { errorObject } from "./wire-error-body.ts";

/** Reads the stream of a message. @see Anthropic API reference, "Streaming messages" */
export function createMessagesStream(): AnswerStream {
  const log = createChannelLog();
  const openBlocks = new Set<number>();
  let usage: Usage | undefined;

  function blockStart(source: string, block: JsonValue | undefined, index: number): StepContent {
    const id = `content/${index}`;
    openBlocks.add(index);
    log.begin(blockChannel(block, id));
    const places = blockPlaces(source, block, "/content_block", id).filter(({ text }) => text !== "" && text !== "{}");
    // A block that begins with its whole input or with results: nothing of these is streamed.
    return { parts: places.map((it) => log.piece({ ...it, last: it.last || it.channel.kind === "tool_call" })) };
  }

  function blockDelta(source: string, delta: JsonValue | undefined, index: number): StepContent {
    const id = `content/${index}`;
    const key = deltaKeys.get(text(member(delta, "type")) ?? "");
    const streamed =
      key === undefined ? [] : place(source, member(delta, key), `/delta/${key}`, { kind: kindOf(key), id });
    const others = unknownPlaces(source, delta, "/delta", `${id}/`, new Set(["type", "signature", key ?? ""]));
    return { parts: [...streamed.map((it) => log.piece(it)), ...others.map((it) => log.piece(it))] };
  }

  function contentOf(source: string, root: JsonValue): StepContent {
    const index = number(source, member(root, "index")) ?? 0;
    switch (text(member(root, "type"))) {
      case "message_start":
        usage = messagesUsage(source, member(member(root, "message"), "usage"));
        return {};
      case "content_block_start":
        return blockStart(source, member(root, "content_block"), index);
      case "content_block_delta":
        return blockDelta(source, member(root, "delta"), index);
      case "content_block_stop":
        openBlocks.delete(index);
        return { ends: log.end(`content/${index}`) };
      case "message_delta":
        usage = { ...usage, ...messagesUsage(source, member(root, "usage")) };
        return { ends: log.end() };
      case "message_stop":
        return { ends: log.end(), done: true };
      case "error":
        return { ends: log.end(), failed: true };
      case "ping":
        return {};
      default:
        return { parts: unknownPlaces(source, root, "", "event/", new Set(["type"])).map((it) => log.piece(it)) };
    }
  }

  return {
    read: (event) => {
      const root = eventObject(event);
      return streamStep(event, root === undefined ? {} : contentOf(event.data ?? "", root));
    },
    deltaEvent: (channel, held) => {
      const type = "content_block_delta";
      const index = Number(channel.id.split("/")[1]);
      return sseBlock(JSON.stringify({ type, index, delta: deltaOf(channel.kind, held) }), type);
    },
    errorEvent: (error) => {
      const stops = [...openBlocks].map((index) => {
        const type = "content_block_stop";
        return sseBlock(JSON.stringify({ type, index }), type);
      });
      return stops.join("") + sseBlock(JSON.stringify(errorObject("anthropic", error)), "error");
    },
    usage: () => usage,
    settled: () => false,
  };
}

function deltaOf(kind: AnswerChannel["kind"], held: string): Record<string, unknown> {
  switch (kind) {
    case "text":
      return { type: "text_delta", text: held };
    case "reasoning":
      return { type: "thinking_delta", thinking: held };
    case "tool_call":
      return { type: "input_json_delta", partial_json: held };
  }
}

function kindOf(key: string): AnswerChannel["kind"] {
  if (key === "thinking") return "reasoning";
  return key === "text" ? "text" : "tool_call";
}

const deltaKeys: ReadonlyMap<string, string> = new Map([
  ["text_delta", "text"],
  ["thinking_delta", "thinking"],
  ["input_json_delta", "partial_json"],
]);
