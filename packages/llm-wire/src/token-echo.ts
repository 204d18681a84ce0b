import type { JsonValue } from "./json-value.ts";
import type { RawEdit } from "./splice.ts";

/**
 * Edits that take the log probabilities out of an answer or an event. They spell the provider's text token by token, so they stay only
 * beside text that stays as it is.
 */
export function withoutTokens(root: JsonValue): RawEdit[] {
  switch (root.kind) {
    case "array":
      return root.items.flatMap(withoutTokens);
    case "object":
      return [...root.members].flatMap(([key, value]) =>
        tokenKeys.has(key) ? cleared(value) : holderKeys.has(key) ? withoutTokens(value) : [],
      );
    default:
      return [];
  }
}

function cleared(value: JsonValue): RawEdit[] {
  const { start, end } = value;
  if (value.kind === "array") return value.items.length === 0 ? [] : [{ start, end, replacement: "[]" }];
  return value.kind === "object" ? [{ start, end, replacement: "null" }] : [];
}

/** Where a dialect's text hangs; the arguments of a call are no such place, whatever they are called. */
const holderKeys: ReadonlySet<string> = new Set([
  "choices",
  "candidates",
  "response",
  "output",
  "item",
  "part",
  "content",
]);
const tokenKeys: ReadonlySet<string> = new Set(["logprobs", "logprobsResult"]);
