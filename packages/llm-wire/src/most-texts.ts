import { WireError } from "./error.ts";

/** Texts that an answer may hold, streamed or whole: each takes memory for as long as the answer goes on. As many as a request may hold. */
export const mostTexts = 50_000;

/** The refusal of an answer with more. */
export function tooManyTexts(): WireError {
  return new WireError("TOO_LARGE", "The answer holds too many texts.");
}
