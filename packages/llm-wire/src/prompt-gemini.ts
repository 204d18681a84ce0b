import type { PromptRole } from "@infershield/core";
import { type BodyReader, bodyReader, withOneOf } from "./body-reader.ts";
import {
  as,
  each,
  type FieldReader,
  type FieldReaders,
  readFields,
  readIdentifier,
  readSealed,
  readText,
  readTree,
} from "./field-readers.ts";
import { member, text } from "./json-value.ts";
import { readData, readMediaFields, readMediaUrl, readTextFile } from "./media-readers.ts";
import { readToolDefinition } from "./prompt-tools.ts";
import { isTextType } from "./text-data.ts";

const roles: ReadonlyMap<string, PromptRole> = new Map([
  ["user", "user"],
  ["model", "assistant"],
  ["function", "tool_result"],
  ["system", "system"],
]);

const readBody: FieldReader = (out, value, path, context) => readFields(out, value, path, bodyFields, context);

const readContent: FieldReader = (out, value, path) => {
  const role = text(member(value, "role"));
  readFields(out, value, path, contentFields, { role: role === undefined ? "user" : (roles.get(role) ?? "other") });
};

const readSystem: FieldReader = (out, value, path) => {
  if (value.kind === "string") readText(out, value, path, { role: "system" });
  else readFields(out, value, path, contentFields, { role: "system" });
};

const readPart: FieldReader = (out, value, path, context) => {
  const isThought = member(value, "thought")?.kind === "true";
  readFields(out, value, path, partFields, isThought ? { role: "reasoning" } : context, "context");
};

const readCall: FieldReader = (out, value, path) =>
  readFields(out, value, path, callFields, { role: "tool_call", tool: text(member(value, "name")) }, "context");

const readResponse: FieldReader = (out, value, path) =>
  readFields(out, value, path, callFields, { role: "tool_result", tool: text(member(value, "name")) }, "context");

const readMedia: FieldReader = (out, value, path, context) => {
  const mediaType = text(member(value, "mimeType") ?? member(value, "mime_type")) ?? "";
  readMediaFields(out, value, path, isTextType(mediaType) ? textFileFields : mediaFields, context);
};

/** A map with each name in camel case and in snake case. */
function bothCases(readers: readonly (readonly [string, FieldReader])[]): FieldReaders {
  return new Map(
    readers.flatMap(([name, reader]) => [
      [name, reader],
      [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), reader],
    ]),
  );
}

const mediaFields = bothCases([
  ["mimeType", readIdentifier],
  ["data", readData],
  ["fileUri", readMediaUrl],
]);
const textFileFields: FieldReaders = new Map([...mediaFields, ["data", readTextFile]]);

const callFields = bothCases([
  ["id", readIdentifier],
  ["name", readIdentifier],
  ["parts", each((out, value, path, context) => readPart(out, value, path, context))],
]);

const codeFields = bothCases([
  ["language", readIdentifier],
  ["outcome", readIdentifier],
]);

const partFields = bothCases([
  ["text", readText],
  ["functionCall", readCall],
  ["functionResponse", readResponse],
  ["toolCall", readCall],
  ["toolResponse", readResponse],
  ["inlineData", readMedia],
  ["fileData", readMedia],
  [
    "executableCode",
    (out, value, path) =>
      readFields(out, value, path, codeFields, { role: "tool_call", tool: "code_execution" }, "context"),
  ],
  [
    "codeExecutionResult",
    (out, value, path) =>
      readFields(out, value, path, codeFields, { role: "tool_result", tool: "code_execution" }, "context"),
  ],
  ["thoughtSignature", readSealed],
]);

const contentFields = bothCases([
  ["role", readIdentifier],
  ["parts", each(readPart)],
]);

const generationFields = bothCases([
  ["responseSchema", as("tool_definition", readTree)],
  ["responseJsonSchema", as("tool_definition", readTree)],
]);

const bodyFields = bothCases([
  ["model", readIdentifier],
  ["contents", each(readContent)],
  ["content", readContent],
  ["systemInstruction", readSystem],
  ["tools", each(readToolDefinition)],
  ["generationConfig", (out, value, path, context) => readFields(out, value, path, generationFields, context)],
  ["generateContentRequest", (out, value, path, context) => readBody(out, value, path, context)],
  ["requests", each((out, value, path, context) => readBody(out, value, path, context))],
]);

/**
 * Reads a request to generate, to count tokens or to embed. The service takes every name in camel case and in snake case.
 *
 * @see Gemini API reference, "Generating content"
 */
export const readGeminiPrompt: BodyReader = bodyReader(
  withOneOf(
    "Gemini",
    ["contents", "content", "requests", "generateContentRequest", "generate_content_request"],
    "Send `contents`.",
  ),
  bodyFields,
);
