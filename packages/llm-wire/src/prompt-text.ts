import { type BodyReader, bodyReader, withOneOf } from "./body-reader.ts";
import { as, each, type FieldReader, readIdentifier, readText } from "./field-readers.ts";

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

/** Reads a completions request. @see OpenAI API reference, "Create completion" */
export const readCompletionsPrompt: BodyReader = bodyReader(
  withOneOf("completions", ["prompt"], "Send `prompt`."),
  bodyFields,
);

/** Reads an embeddings request. @see OpenAI API reference, "Create embeddings" */
export const readEmbeddingsPrompt: BodyReader = bodyReader(
  withOneOf("embeddings", ["input"], "Send `input`."),
  bodyFields,
);
