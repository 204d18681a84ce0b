import type { AnswerStream } from "./answer-stream.ts";
import { createChatStream } from "./chat-stream.ts";
import { createCohereStream } from "./cohere-stream.ts";
import { WireError } from "./error.ts";
import { createGeminiStream } from "./gemini-stream.ts";
import { createMessagesStream } from "./messages-stream.ts";
import { createResponsesStream } from "./responses-stream.ts";
import type { BodyShape } from "./shape.ts";

/**
 * A reader for a streamed answer of this shape.
 *
 * @param options - `framing` is `json_array` for a Gemini stream without `alt=sse`, whose events come from `createJsonArrayParser`.
 * @throws WireError `UNSUPPORTED_SHAPE` for shapes that do not stream
 */
export function createAnswerStream(
  shape: BodyShape,
  options: { readonly framing?: "sse" | "json_array" } = {},
): AnswerStream {
  switch (shape) {
    case "chat_completions":
    case "completions":
      return createChatStream(shape);
    case "responses":
      return createResponsesStream();
    case "messages":
      return createMessagesStream();
    case "generate_content":
      return createGeminiStream(options.framing ?? "sse");
    case "cohere_chat":
      return createCohereStream();
    case "embeddings":
    case "count_tokens":
    case "cohere_embed":
      throw new WireError("UNSUPPORTED_SHAPE", `Answers of ${shape} do not stream.`);
  }
}
