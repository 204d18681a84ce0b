import type { AnswerChannel } from "@infershield/core";
import { blockChannel, blockPlaces, messageKeys, messagesUsage } from "./answer-messages.ts";
import type { AnswerStream, StreamStep } from "./answer-stream.ts";
import { indexIn, place, textName, type Usage, unknownPlaces } from "./answer-text.ts";
import { createChannelLog } from "./channel-log.ts";
import { createEventRepeats } from "./event-repeats.ts";
import { type JsonValue, member, pointer, text } from "./json-value.ts";
import { type SseEvent, sseBlock } from "./sse-parser.ts";
import { eventObject, type StepContent, streamStep } from "./stream-step.ts";
import { asContentFilter, errorObject, isRefusal, refusalNotice, type WireErrorInput } from "./wire-error-body.ts";

/** Reads the stream of a message. @see Anthropic API reference, "Streaming messages" */
export function createMessagesStream(): AnswerStream {
  const log = createChannelLog();
  const repeats = createEventRepeats();
  /** Blocks of text that are open at the client. One of a tool is never stopped for the provider: clients run a call that was cut short. */
  const openBlocks = new Set<number>();
  /** Channels of a block beside its own: its deltas are of a kind that this version does not know. */
  const further = new Map<number, ReadonlySet<string>>();
  let nextBlock = 0;
  let usage: Usage | undefined;

  function blockStart(source: string, block: JsonValue | undefined, index: number): StepContent {
    const id = `content/${index}`;
    const channel = blockChannel(block, id);
    log.begin(channel);
    const places = blockPlaces(source, block, "/content_block", id).filter(({ text }) => text !== "" && text !== "{}");
    // A block that begins with its whole input or with results: nothing of these is streamed.
    return { parts: places.map((it) => log.piece({ ...it, last: it.last || it.channel.kind === "tool_call" })) };
  }

  function blockDelta(source: string, delta: JsonValue | undefined, index: number, event: SseEvent): StepContent {
    const id = `content/${index}`;
    const type = text(member(delta, "type")) ?? "";
    if (type === "signature_delta") return unknown(source, delta, "/delta", `${id}/`, new Set(["type", "signature"]));
    const key = deltaKeys.get(type);
    const streamed =
      key === undefined ? [] : place(source, member(delta, key), `/delta/${key}`, { kind: kindOf(key), id });
    const names = stringsOf(delta).filter((name) => name !== key && textName.test(name));
    const pieces = names.flatMap((name) =>
      place(source, member(delta, name), pointer("/delta", name), { kind: "text", id: `${id}/${name}` }),
    );
    if (pieces.length > 0)
      further.set(index, new Set([...(further.get(index) ?? []), ...pieces.map(({ channel }) => channel.id)]));
    // What else a delta holds, such as a citation, is whole.
    const whole = unknownPlaces(source, delta, "/delta", `${id}/`, new Set(["type", key ?? "", ...names]));
    return {
      parts: [...[...streamed, ...whole].map((it) => log.piece(it)), ...pieces.map((it) => log.piece(it, event))],
    };
  }

  function unknown(
    source: string,
    value: JsonValue | undefined,
    path: string,
    id: string,
    known: ReadonlySet<string>,
  ): StepContent {
    return { parts: unknownPlaces(source, value, path, id, known).map((it) => log.piece(it)) };
  }

  function noteWritten(source: string, root: JsonValue): void {
    const index = indexIn(source, root, "index");
    const type = text(member(root, "type"));
    if (type === "content_block_stop") openBlocks.delete(index);
    if (type !== "content_block_start") return;
    nextBlock = Math.max(nextBlock, index + 1);
    if (blockChannel(member(root, "content_block"), "").kind !== "tool_call") openBlocks.add(index);
  }

  function contentOf(source: string, root: JsonValue, event: SseEvent): StepContent {
    const index = indexIn(source, root, "index");
    switch (text(member(root, "type"))) {
      case "message_start":
        usage = messagesUsage(source, member(member(root, "message"), "usage"));
        return unknown(source, member(root, "message"), "/message", "start/", headKeys);
      case "content_block_start":
        return blockStart(source, member(root, "content_block"), index);
      case "content_block_delta":
        return blockDelta(source, member(root, "delta"), index, event);
      case "content_block_stop":
        return { ends: [`content/${index}`, ...(further.get(index) ?? [])].flatMap((id) => log.end(id)) };
      case "message_delta":
        usage = { ...usage, ...messagesUsage(source, member(root, "usage")) };
        return { ...unknown(source, member(root, "delta"), "/delta", "end/", endKeys), ends: log.end() };
      case "message_stop":
        return { ends: log.end(), done: true };
      case "error":
        return { ...unknown(source, root, "", "error/", typeKey), ends: log.end(), failed: true };
      default:
        return unknown(source, root, "", "event/", typeKey);
    }
  }

  return {
    read: (event) => {
      const repeated = repeats.read(event);
      if (repeated !== undefined) return repeated;
      const root = eventObject(event);
      if (root === undefined) return streamStep(event, {});
      const source = event.data ?? "";
      const step = repeats.step(event, contentOf(source, root, event));
      const write: StreamStep["write"] = (texts) => {
        noteWritten(source, root);
        return step.write(texts);
      };
      return { ...step, write };
    },
    deltaEvent: (channel, held) => {
      const alike = log.heldEvent(channel, held);
      if (alike !== "") return alike;
      const type = "content_block_delta";
      const index = Number(channel.id.split("/")[1]);
      return sseBlock(JSON.stringify({ type, index, delta: deltaOf(channel.kind, held) }), type);
    },
    errorEvent: (error) => {
      const events = [...openBlocks].map((index) => ({ type: "content_block_stop", index }));
      const notice = isRefusal(error) ? noticeBlock(error, nextBlock) : [];
      const written = [...events, ...notice].map((event) => sseBlock(JSON.stringify(event), event.type)).join("");
      return written + sseBlock(JSON.stringify(errorObject("anthropic", asContentFilter(error))), "error");
    },
    usage: () => usage,
    settled: () => false,
  };
}

/** Names of the strings in a delta. */
function stringsOf(delta: JsonValue | undefined): string[] {
  if (delta?.kind !== "object") return [];
  return [...delta.members].flatMap(([name, { kind }]) => (kind === "string" ? [name] : []));
}

/** A whole block of text. Without one Claude Code asks again, not streaming, when the refused block was the first. */
function noticeBlock(error: WireErrorInput, index: number): readonly { readonly type: string }[] {
  const at = (type: string, more: Readonly<Record<string, unknown>> = {}) => ({ type, index, ...more });
  return [
    at("content_block_start", { content_block: { type: "text", text: "" } }),
    at("content_block_delta", { delta: { type: "text_delta", text: refusalNotice(error) } }),
    at("content_block_stop"),
  ];
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
const typeKey: ReadonlySet<string> = new Set(["type"]);
const headKeys: ReadonlySet<string> = new Set(messageKeys);
const endKeys: ReadonlySet<string> = new Set(["stop_reason", "container"]);
