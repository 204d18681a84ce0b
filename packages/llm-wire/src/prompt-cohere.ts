import { WireError } from "./error.ts";
import {
  as,
  each,
  type FieldReader,
  readFields,
  readIdentifier,
  readOpaque,
  readText,
  readTree,
} from "./field-readers.ts";
import { type JsonValue, member } from "./json-value.ts";
import type { PartCollector } from "./part-collector.ts";
import { readBlocks, readMessage } from "./prompt-chat.ts";
import { readToolDefinition } from "./prompt-tools.ts";

/** Reads a chat request; its messages are those of chat completions with a few fields more. @see Cohere API reference v2, "Chat" */
export function readCohereChatPrompt(out: PartCollector, root: JsonValue): void {
  if (member(root, "messages")?.kind !== "array") {
    throw new WireError("UNSUPPORTED_SHAPE", "The body is no Cohere chat request.", {
      hint: "Send `messages` as an array.",
    });
  }
  readFields(out, root, "", chatFields, { role: "other" });
}

/** Reads an embedding request. @see Cohere API reference v2, "Embed" */
export function readCohereEmbedPrompt(out: PartCollector, root: JsonValue): void {
  if (!["texts", "inputs", "images"].some((key) => member(root, key) !== undefined)) {
    throw new WireError("UNSUPPORTED_SHAPE", "The body is no Cohere embed request.", {
      hint: "Send `texts` or `inputs`.",
    });
  }
  readFields(out, root, "", embedFields, { role: "other" });
}

const chatFields = new Map<string, FieldReader>([
  ["model", readIdentifier],
  ["messages", each(readMessage)],
  ["tools", each(readToolDefinition)],
  // Retrieved text is as little trusted as what a tool brings in.
  ["documents", as("tool_result", readTree)],
  ["response_format", as("tool_definition", readTree)],
]);

const inputFields = new Map<string, FieldReader>([["content", readBlocks]]);

const embedFields = new Map<string, FieldReader>([
  ["model", readIdentifier],
  ["texts", as("user", each(readText))],
  ["images", readOpaque],
  ["inputs", each((out, value, path) => readFields(out, value, path, inputFields, { role: "user" }))],
]);
