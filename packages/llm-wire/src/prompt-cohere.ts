import { type BodyReader, bodyReader, withOneOf } from "./body-reader.ts";
import { as, each, type FieldReader, readFields, readIdentifier, readText, readTree } from "./field-readers.ts";
import { readMediaUrl } from "./media-readers.ts";
import { chatPromptReader, readBlocks } from "./prompt-chat.ts";

/** Reads a chat request. @see Cohere API reference v2, "Chat" */
export const readCohereChatPrompt: BodyReader = chatPromptReader("Cohere chat", {
  // Retrieved text is as little trusted as what a tool brings in.
  body: { documents: as("tool_result", readTree) },
});

const inputFields = new Map<string, FieldReader>([["content", readBlocks]]);

/** Reads an embedding request. @see Cohere API reference v2, "Embed" */
export const readCohereEmbedPrompt: BodyReader = bodyReader(
  withOneOf("Cohere embed", ["texts", "inputs", "images"], "Send `texts` or `inputs`."),
  new Map<string, FieldReader>([
    ["model", readIdentifier],
    ["texts", as("user", each(readText))],
    ["images", each(readMediaUrl)],
    ["inputs", each((out, value, path) => readFields(out, value, path, inputFields, { role: "user" }))],
  ]),
);
