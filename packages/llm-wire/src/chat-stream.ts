import type { AnswerChannel } from "@infershield/core";
import { chatPlaces, chatUsage, indexOf } from "./answer-chat.ts";
import type { AnswerStream } from "./answer-stream.ts";
import type { TextPlace, Usage } from "./answer-text.ts";
import { parseJsonText } from "./json-parser.ts";
import { items, member, number, text } from "./json-value.ts";
import { sseBlock } from "./sse-parser.ts";
import { streamStep } from "./stream-step.ts";
import { errorObject } from "./wire-error-body.ts";

/** Reads the stream of a chat completion. @see OpenAI API reference, "The chat completion chunk object" */
export function createChatStream(): AnswerStream {
  /** Channels that may go on, by id. */
  const open = new Map<string, AnswerChannel>();
  let head: Record<string, unknown> = {};
  let usage: Usage | undefined;

  function opened(found: TextPlace): TextPlace {
    if (found.last) return found;
    // Later pieces of a tool call do not repeat its name.
    const known = open.get(found.channel.id) ?? found.channel;
    open.set(known.id, known);
    return { ...found, channel: known };
  }

  /** Closes the channels of finished choices: those without a piece in this event end before it. */
  function close(
    finished: readonly string[],
    deltas: readonly TextPlace[],
  ): { deltas: TextPlace[]; ends: AnswerChannel[] } {
    const closing = [...open.values()].filter(({ id }) => finished.some((choice) => id.startsWith(`${choice}/`)));
    for (const { id } of closing) open.delete(id);
    const lastPiece = new Map(deltas.map(({ channel }, at) => [channel.id, at]));
    return {
      deltas: deltas.map((delta, at) =>
        closing.includes(delta.channel) && lastPiece.get(delta.channel.id) === at ? { ...delta, last: true } : delta,
      ),
      ends: closing.filter(({ id }) => !lastPiece.has(id)),
    };
  }

  return {
    read: (event) => {
      if (event.data === undefined) return streamStep(event, {});
      if (event.data.trim() === "[DONE]") {
        const ends = [...open.values()];
        open.clear();
        return streamStep(event, { ends, done: true });
      }
      const source = event.data;
      const root = parseJsonText(source);
      const choices = items(member(root, "choices"));
      head = {
        id: text(member(root, "id")) ?? head["id"],
        created: number(source, member(root, "created")) ?? head["created"],
        model: text(member(root, "model")) ?? head["model"],
      };
      usage = chatUsage(source, root) ?? usage;
      if (member(root, "error") !== undefined) {
        const ends = [...open.values()];
        open.clear();
        return streamStep(event, { ends, done: true });
      }
      const deltas = chatPlaces(source, root, "delta").map(opened);
      const finished = choices.flatMap((choice, at) =>
        member(choice, "finish_reason")?.kind === "string" ? [`choices/${indexOf(source, choice, at)}`] : [],
      );
      return streamStep(event, finished.length === 0 ? { deltas } : close(finished, deltas));
    },
    deltaEvent: (channel, text) => sseBlock(JSON.stringify({ ...chunkHead(head), choices: [choiceOf(channel, text)] })),
    errorEvent: (error) => sseBlock(JSON.stringify(errorObject("openai", error))),
    usage: () => usage,
  };
}

function chunkHead(head: Record<string, unknown>): Record<string, unknown> {
  return {
    id: head["id"] ?? "chatcmpl-infershield",
    object: "chat.completion.chunk",
    created: head["created"] ?? 0,
    model: head["model"] ?? "",
  };
}

function choiceOf(channel: AnswerChannel, text: string): Record<string, unknown> {
  const [, choice, field = "content", at, custom] = channel.id.split("/");
  return { index: Number(choice), delta: deltaOf(field, Number(at), custom !== undefined, text), finish_reason: null };
}

function deltaOf(field: string, index: number, custom: boolean, text: string): Record<string, unknown> {
  switch (field) {
    case "tool_calls":
      return { tool_calls: [{ index, ...(custom ? { custom: { input: text } } : { function: { arguments: text } }) }] };
    case "function_call":
      return { function_call: { arguments: text } };
    case "reasoning_details":
      return { reasoning_details: [{ type: "reasoning.text", text, index }] };
    default:
      return { [field]: text };
  }
}
