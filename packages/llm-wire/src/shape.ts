/** Families of request, answer and error formats. */
export type Dialect = "openai" | "anthropic" | "gemini" | "cohere";

/** The body formats this package reads, each named after the route that takes it. */
export type BodyShape =
  | "chat_completions"
  | "completions"
  | "embeddings"
  | "responses"
  | "messages"
  | "count_tokens"
  | "generate_content"
  | "cohere_chat"
  | "cohere_embed";

/** Whether answers to requests of a shape hold text. The others are numbers, and do not stream. */
export function answersInText(shape: BodyShape): boolean {
  return shape !== "embeddings" && shape !== "cohere_embed" && shape !== "count_tokens";
}
