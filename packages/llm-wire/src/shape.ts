/** Families of request, answer and error formats. */
export type Dialect = "openai" | "anthropic" | "gemini" | "cohere" | "ollama";

/** The body formats this package reads, each named after the route that takes it. */
export const bodyShapes = [
  "chat_completions",
  "completions",
  "embeddings",
  "responses",
  "messages",
  "count_tokens",
  "generate_content",
  "cohere_chat",
  "cohere_embed",
  "ollama_chat",
] as const;

/** One of `bodyShapes`. */
export type BodyShape = (typeof bodyShapes)[number];
