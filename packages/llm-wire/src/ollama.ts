import { chatMessagePlaces } from "./answer-chat.ts";
import { unknownPlaces, usageOf } from "./answer-text.ts";
import { messageOf } from "./chat-pieces.ts";
import { as, each, readTree } from "./field-readers.ts";
import { member } from "./json-value.ts";
import { readData } from "./media-readers.ts";
import { answersInPieces } from "./piece-stream.ts";
import { chatPromptReader } from "./prompt-chat.ts";
import { errorObject } from "./wire-error-body.ts";
import type { WireFormat } from "./wire-format.ts";

const aroundMessage: ReadonlySet<string> = new Set(["model", "created_at", "message", "done_reason"]);

/** Chat with messages like OpenAI's, answered in lines. @see Ollama API reference, "Generate a chat message" */
export const ollamaChat: WireFormat = {
  framing: "json_lines",
  readPrompt: chatPromptReader("Ollama chat", {
    body: { format: as("tool_definition", readTree) },
    message: { thinking: as("reasoning"), images: each(readData) },
  }),
  ...answersInPieces({
    places: (source, root) => [
      ...chatMessagePlaces(source, member(root, "message"), { path: "/message", id: "choices/0" }),
      ...unknownPlaces(source, root, "", "", aroundMessage),
    ],
    usage: (source, root) => usageOf(source, root, "prompt_eval_count", "eval_count"),
    choices: (_source, root) => [{ id: "choices/0/", isFinished: member(root, "done")?.kind === "true" }],
    head: { model: "", created_at: "" },
    held: (channel, held) => ({ message: { role: "assistant", ...messageOf(channel, held) }, done: false }),
    failure: (error) => [errorObject("ollama", error)],
  }),
};
