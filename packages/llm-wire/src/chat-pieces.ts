import type { AnswerChannel } from "@infershield/core";
import { chatPlaces, chatUsage } from "./answer-chat.ts";
import { completionPlaces } from "./answer-completions.ts";
import { indexIn } from "./answer-text.ts";
import { createCallNames } from "./call-names.ts";
import { items, member, text } from "./json-value.ts";
import { answersInPieces, type PieceFormat } from "./piece-stream.ts";
import { asContentFilter, errorObject } from "./wire-error-body.ts";
import type { WireFormat } from "./wire-format.ts";

type Answers = Pick<Required<WireFormat>, "readAnswer" | "createStream">;

/** What chat completions and completions have in common. */
const completionStream: Pick<PieceFormat, "usage" | "choices" | "hasDoneMark" | "areAlike" | "head" | "failure"> = {
  usage: chatUsage,
  choices: (source, root) =>
    items(member(root, "choices")).map((choice, at) => ({
      id: `choices/${indexIn(source, choice, "index", at)}/`,
      // Some servers send an empty reason with every piece.
      isFinished: (text(member(choice, "finish_reason")) ?? "") !== "",
    })),
  hasDoneMark: true,
  areAlike: true,
  head: { id: "infershield", created: 0, model: "" },
  failure: (error) => [errorObject("openai", asContentFilter(error))],
};

/** Chat completions. @see OpenAI API reference, "The chat completion object" and "The chat completion chunk object" */
export const chatAnswers: Answers = answersInPieces({
  ...completionStream,
  places: (source, root) => chatPlaces(source, root, "message"),
  createReader: () => {
    const calls = createCallNames();
    return { places: (source, root) => chatPlaces(source, root, "delta", calls.nameOf), replaced: calls.replaced };
  },
  held: (channel, held) => ({
    object: "chat.completion.chunk",
    choices: [{ index: choiceOf(channel), delta: messageOf(channel, held), finish_reason: null }],
  }),
});

/** Completions. @see OpenAI API reference, "The completion object" */
export const completionAnswers: Answers = answersInPieces({
  ...completionStream,
  places: completionPlaces,
  held: (channel, held) => ({
    object: "text_completion",
    choices: [{ index: choiceOf(channel), text: held, finish_reason: null }],
  }),
});

function choiceOf({ id }: AnswerChannel): number {
  return Number(id.split("/")[1]);
}

/** A piece of a message that carries nothing but text of this channel. */
export function messageOf({ id }: AnswerChannel, held: string): Record<string, unknown> {
  const [, , field = "content", at = "0", custom] = id.split("/");
  const index = Number.parseInt(at, 10);
  switch (field) {
    case "tool_calls":
      return {
        tool_calls: [
          { index, ...(custom === undefined ? { function: { arguments: held } } : { custom: { input: held } }) },
        ],
      };
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
