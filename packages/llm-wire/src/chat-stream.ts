import type { AnswerChannel } from "@infershield/core";
import { chatPlaces, chatUsage, indexOf } from "./answer-chat.ts";
import { completionPlaces } from "./answer-completions.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { type TextPlace, type Usage, unknownPlaces } from "./answer-text.ts";
import { goesOn } from "./channel-log.ts";
import { createEventRepeats } from "./event-repeats.ts";
import { items, member, number, text } from "./json-value.ts";
import { createOpenChannels } from "./open-channels.ts";
import { sseBlock } from "./sse-parser.ts";
import { eventObject, isDone, plainParts, streamStep } from "./stream-step.ts";
import { asContentFilter, errorObject } from "./wire-error-body.ts";

/**
 * Reads the stream of a chat completion or of a completion.
 *
 * @see OpenAI API reference, "The chat completion chunk object" and "The completion object"
 */
export function createChatStream(shape: "chat_completions" | "completions"): AnswerStream {
  const open = createOpenChannels();
  const repeats = createEventRepeats();
  const object = shape === "completions" ? "text_completion" : "chat.completion.chunk";
  let head: Record<string, unknown> = { id: "infershield", object, created: 0, model: "" };
  let usage: Usage | undefined;
  /** Choices that were begun and not finished. */
  const running = new Set<number>();
  /** How the ids of the channels of finished choices begin. */
  const finished = new Set<string>();

  return {
    read: (event) => {
      const repeated = repeats.read(event);
      if (repeated !== undefined) return repeated;
      if (isDone(event)) return streamStep(event, { ends: open.closeAll(), done: true });
      const root = eventObject(event);
      if (root === undefined) return streamStep(event, {});
      const source = event.data ?? "";
      if (member(root, "error") !== undefined) {
        const told = unknownPlaces(source, root, "", "", new Set(["object"]));
        return streamStep(event, { parts: plainParts(told), ends: open.closeAll(), failed: true });
      }
      const choices = items(member(root, "choices"));
      head = {
        ...head,
        id: text(member(root, "id")) ?? head["id"],
        created: number(source, member(root, "created")) ?? head["created"],
        model: text(member(root, "model")) ?? head["model"],
      };
      usage = chatUsage(source, root) ?? usage;
      const found = shape === "completions" ? completionPlaces(source, root) : chatPlaces(source, root, "delta");
      if (finished.size > 0) refuseMore(found, finished);
      const deltas = open.take(found);
      const closing = choices.flatMap((choice, at) => {
        const index = indexOf(source, choice, at);
        running.add(index);
        // Some servers send an empty reason with every piece.
        if ((text(member(choice, "finish_reason")) ?? "") === "") return [];
        running.delete(index);
        return [`choices/${index}/`];
      });
      if (closing.length === 0) return repeats.step(event, { parts: plainParts(deltas) });
      for (const prefix of closing) finished.add(prefix);
      const closed = open.close(closing, deltas);
      return streamStep(event, { parts: plainParts(closed.deltas), ends: closed.ends });
    },
    deltaEvent: (channel, held) => sseBlock(JSON.stringify({ ...head, choices: [choiceOf(channel, held)] })),
    errorEvent: (error) => sseBlock(JSON.stringify(errorObject("openai", asContentFilter(error)))),
    usage: () => usage,
    settled: () => finished.size > 0 && running.size === 0,
  };
}

/** What was held back of a finished text is out: a piece that comes after it would be read without what went before. */
function refuseMore(found: readonly TextPlace[], finished: ReadonlySet<string>): void {
  for (const { channel, text, last } of found) {
    const [choices, index] = channel.id.split("/", 2);
    if (!last && text !== "" && finished.has(`${choices}/${index}/`)) throw goesOn();
  }
}

function choiceOf(channel: AnswerChannel, held: string): Record<string, unknown> {
  const [, choice, field = "content", at, custom] = channel.id.split("/");
  const index = Number(choice);
  if (field === "text") return { index, text: held, finish_reason: null };
  return { index, delta: deltaOf(field, Number(at), custom !== undefined, held), finish_reason: null };
}

function deltaOf(field: string, index: number, custom: boolean, held: string): Record<string, unknown> {
  switch (field) {
    case "tool_calls":
      return { tool_calls: [{ index, ...(custom ? { custom: { input: held } } : { function: { arguments: held } }) }] };
    case "function_call":
      return { function_call: { arguments: held } };
    case "audio":
      return { audio: { transcript: held } };
    case "reasoning_details":
      return { reasoning_details: [{ type: "reasoning.text", text: held, index }] };
    default:
      return { [field]: held };
  }
}
