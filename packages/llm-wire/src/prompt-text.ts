import { WireError } from "./error.ts";
import { as, each, type FieldReader, readFields, readIdentifier, readText } from "./field-readers.ts";
import { type JsonValue, member } from "./json-value.ts";
import type { PartCollector } from "./part-collector.ts";

/** Reads a completions request. @see OpenAI API reference, "Create completion" */
export function readCompletionsPrompt(out: PartCollector, root: JsonValue): void {
  if (member(root, "prompt") === undefined) {
    throw new WireError("UNSUPPORTED_SHAPE", "The body is no completions request.", { hint: "Send `prompt`." });
  }
  readFields(out, root, "", bodyFields, { role: "other" });
}

/** Reads an embeddings request. @see OpenAI API reference, "Create embeddings" */
export function readEmbeddingsPrompt(out: PartCollector, root: JsonValue): void {
  if (member(root, "input") === undefined) {
    throw new WireError("UNSUPPORTED_SHAPE", "The body is no embeddings request.", { hint: "Send `input`." });
  }
  readFields(out, root, "", bodyFields, { role: "other" });
}

/** Text, or token numbers, which only the provider can turn into text. */
const readTextOrTokens: FieldReader = each(
  each((out, value, path, context) => {
    if (value.kind === "number") out.partial = true;
    else readText(out, value, path, context);
  }),
);

const bodyFields = new Map<string, FieldReader>([
  ["model", readIdentifier],
  ["prompt", as("user", readTextOrTokens)],
  ["suffix", as("user")],
  ["input", as("user", readTextOrTokens)],
]);
