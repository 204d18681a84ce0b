import type { AnswerChannel } from "@infershield/core";
import { chatPlaces, chatUsage, indexOf } from "./answer-chat.ts";
import { completionPlaces } from "./answer-completions.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { type Usage, unknownPlaces } from "./answer-text.ts";
import { createCallNames } from "./call-names.ts";
import { createEventRepeats } from "./event-repeats.ts";
import { items, member, number, text } from "./json-value.ts";
import { mostTexts, tooManyTexts } from "./most-texts.ts";
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
  const calls = createCallNames();
  const object = shape === "completions" ? "text_completion" : "chat.completion.chunk";
  let head: Record<string, unknown> = { id: "infershield", object, created: 0, model: "" };
  let usage: Usage | undefined;
  /** Choices that were begun and not finished. */
  const running = new Set<number>();
  let hasFinished = false;

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
      const found =
        shape === "completions" ? completionPlaces(source, root) : chatPlaces(source, root, "delta", calls.nameOf);
      const replaced = open.end(calls.replaced(), open.take(found));
      const closing = choices.flatMap((choice, at) => {
        const index = indexOf(source, choice, at);
        running.add(index);
        // Some servers send an empty reason with every piece.
        if ((text(member(choice, "finish_reason")) ?? "") === "") return [];
        running.delete(index);
        hasFinished = true;
        return [`choices/${index}/`];
      });
      if (running.size > mostTexts) throw tooManyTexts();
      if (closing.length === 0) return repeats.step(event, { parts: plainParts(replaced.deltas), ends: replaced.ends });
      const closed = open.close(closing, replaced.deltas);
      return streamStep(event, { parts: plainParts(closed.deltas), ends: [...replaced.ends, ...closed.ends] });
    },
    deltaEvent: (channel, held) => sseBlock(JSON.stringify({ ...head, choices: [choiceOf(channel, held)] })),
    errorEvent: (error) => sseBlock(JSON.stringify(errorObject("openai", asContentFilter(error)))),
    usage: () => usage,
    settled: () => hasFinished && running.size === 0,
  };
}

function choiceOf(channel: AnswerChannel, held: string): Record<string, unknown> {
  const [, choice, field = "content", at, custom] = channel.id.split("/");
  const index = Number(choice);
  if (field === "text") return { index, text: held, finish_reason: null };
  return {
    index,
    delta: deltaOf(field, Number.parseInt(at ?? "0", 10), custom !== undefined, held),
    finish_reason: null,
  };
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
