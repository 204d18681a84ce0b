import type { AnswerChannel } from "@infershield/core";
import { WireError } from "./error.ts";
import { isWord } from "./is-word.ts";
import { parseJsonText } from "./json-parser.ts";
import { items, type JsonValue, member, number, pointer } from "./json-value.ts";

/** Where one piece of a channel's text stands in an answer or an event. */
export interface TextPlace {
  readonly channel: AnswerChannel;
  readonly text: string;
  /** JSON pointer of the value that holds the text. */
  readonly path: string;
  /** The value itself: a string, or an object whose spelling is the text (the input of a tool call). */
  readonly node: JsonValue;
  /** The piece is whole: nothing more of its channel follows. */
  readonly last: boolean;
}

/** Tokens a provider counted; only what the answer tells. */
export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** What one dialect finds in a whole answer. */
export interface AnswerContent {
  readonly places: readonly TextPlace[];
  readonly usage: Usage | undefined;
}

/** Counted tokens, under the names that the dialect has for them; undefined when the answer tells neither. */
export function usageOf(
  source: string,
  counts: JsonValue | undefined,
  inputName: string,
  outputName: string,
): Usage | undefined {
  const inputTokens = number(source, member(counts, inputName));
  const outputTokens = number(source, member(counts, outputName));
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return { ...(inputTokens !== undefined && { inputTokens }), ...(outputTokens !== undefined && { outputTokens }) };
}

/**
 * How `text` is spelled in place of a value: as a string literal, or as it is when the value was an object.
 *
 * @throws WireError `INVALID_JSON` when an object would be replaced by text that is no JSON
 */
export function spelling(node: JsonValue, text: string): string {
  if (node.kind === "string") return JSON.stringify(text);
  parseJsonText(text);
  return text;
}

/**
 * The index that `value` names, or `position` where it names none.
 *
 * @throws WireError `UNSUPPORTED_SHAPE` for one that is no whole number: clients would not agree what the text belongs to
 */
export function indexIn(source: string, value: JsonValue | undefined, name: string, position = 0): number {
  const found = member(value, name);
  if (found === undefined || found.kind === "null") return position;
  const index = found.kind === "string" && /^\d{1,9}$/.test(found.text) ? Number(found.text) : number(source, found);
  if (index !== undefined && Number.isSafeInteger(index)) return index;
  throw new WireError("UNSUPPORTED_SHAPE", "The answer has an index that is no whole number.");
}

/**
 * The items of a list; none where it is absent.
 *
 * @throws WireError `UNSUPPORTED_SHAPE` for an object with members in its place: `choices[0]` reads `{"0": …}` in JavaScript
 */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value?.kind !== "object" || value.members.size === 0) return items(value);
  throw new WireError("UNSUPPORTED_SHAPE", "The answer has an object in the place of a list.");
}

/** The place of a string, or of an object that is read as it is spelled and is whole. Nothing for other values and for absent ones. */
export function place(
  source: string,
  node: JsonValue | undefined,
  path: string,
  channel: AnswerChannel,
  last = false,
): TextPlace[] {
  if (node?.kind === "string") return [{ channel, text: node.text, path, node, last }];
  if (node?.kind === "object" || node?.kind === "array") {
    return [{ channel, text: source.slice(node.start, node.end), path, node, last: true }];
  }
  return [];
}

/** Every string below a value as a channel of its own, named by its path; `last` when each is whole. */
export function places(
  source: string,
  node: JsonValue | undefined,
  path: string,
  channel: AnswerChannel,
  last: boolean,
): TextPlace[] {
  switch (node?.kind) {
    case "string":
      if (last && isWord(source, node.start + 1, node.end - 1)) return [];
      return [{ channel, text: node.text, path, node, last }];
    case "array":
      return node.items.flatMap((item, index) =>
        places(source, item, pointer(path, index), below(channel, index), last),
      );
    case "object":
      return [...node.members].flatMap(([key, child]) =>
        opaqueKeys.has(key) ? [] : places(source, child, pointer(path, key), below(channel, key), last),
      );
    default:
      return [];
  }
}

/** Names under which providers bring a text in pieces: `content`, `refusal`, and whatever they call their reasoning. Ids and the like are whole. */
export const textName: RegExp = /^(?:\w+_)?(?:reasoning|thinking|thoughts?|text|content|summary|refusal)$/i;

/** Text in members that are not `known`: each a channel of its own whose id begins with `id`. */
export function unknownPlaces(
  source: string,
  value: JsonValue | undefined,
  path: string,
  id: string,
  known: ReadonlySet<string>,
): TextPlace[] {
  const found: TextPlace[] = [];
  if (value?.kind !== "object") return found;
  for (const [key, child] of value.members) {
    if (known.has(key)) continue;
    found.push(...places(source, child, pointer(path, key), { kind: "text", id: `${id}${key}` }, true));
  }
  return found;
}

function below(channel: AnswerChannel, step: string | number): AnswerChannel {
  return { ...channel, id: pointer(channel.id, step) };
}

/** Members that hold signatures, encrypted or binary data, or the names of variants, never text for a person. */
const opaqueKeys: ReadonlySet<string> = new Set([
  "type",
  "id",
  "role",
  "index",
  "signature",
  "thought_signature",
  "thoughtSignature",
  "encrypted_content",
  "data",
  "logprobs",
]);
