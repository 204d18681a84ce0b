import { chatUsage } from "./answer-chat.ts";
import { readCohereAnswer } from "./answer-cohere.ts";
import { readMessagesAnswer } from "./answer-messages.ts";
import { readResponsesAnswer } from "./answer-responses.ts";
import { chatAnswers, completionAnswers } from "./chat-pieces.ts";
import { createCohereStream } from "./cohere-stream.ts";
import type { FramingName } from "./framings.ts";
import { geminiAnswers } from "./gemini-pieces.ts";
import { createMessagesStream } from "./messages-stream.ts";
import { ollamaChat } from "./ollama.ts";
import { readChatPrompt } from "./prompt-chat.ts";
import { readCohereChatPrompt, readCohereEmbedPrompt } from "./prompt-cohere.ts";
import { readGeminiPrompt } from "./prompt-gemini.ts";
import { readMessagesPrompt } from "./prompt-messages.ts";
import { readResponsesPrompt } from "./prompt-responses.ts";
import { readCompletionsPrompt, readEmbeddingsPrompt } from "./prompt-text.ts";
import { createResponsesStream } from "./responses-stream.ts";
import type { BodyShape } from "./shape.ts";
import type { WireFormat } from "./wire-format.ts";

const readNumbers: WireFormat["readAnswer"] = (source, root) => ({ places: [], usage: chatUsage(source, root) });

/** How the bodies of each shape are read. */
export const wireFormats: Readonly<Record<BodyShape, WireFormat>> = {
  chat_completions: { readPrompt: readChatPrompt, ...chatAnswers },
  completions: { readPrompt: readCompletionsPrompt, ...completionAnswers },
  embeddings: { readPrompt: readEmbeddingsPrompt, readAnswer: readNumbers },
  responses: {
    readPrompt: readResponsesPrompt,
    readAnswer: readResponsesAnswer,
    createStream: createResponsesStream,
  },
  messages: { readPrompt: readMessagesPrompt, readAnswer: readMessagesAnswer, createStream: createMessagesStream },
  count_tokens: { readPrompt: readMessagesPrompt, readAnswer: readMessagesAnswer },
  generate_content: { readPrompt: readGeminiPrompt, ...geminiAnswers },
  cohere_chat: { readPrompt: readCohereChatPrompt, readAnswer: readCohereAnswer, createStream: createCohereStream },
  ollama_chat: ollamaChat,
  cohere_embed: { readPrompt: readCohereEmbedPrompt, readAnswer: readNumbers },
};

/** How streams of a shape are framed, unless the request asks for another framing. */
export function framingOf(shape: BodyShape): FramingName {
  return wireFormats[shape].framing ?? "sse";
}

/** Whether answers to requests of a shape hold text. The others are numbers, and do not stream. */
export function answersInText(shape: BodyShape): boolean {
  return wireFormats[shape].createStream !== undefined;
}
