import type { AnswerChannel } from "@infershield/core";
import type { StreamStep } from "./answer-stream.ts";
import { spelling, type TextPlace } from "./answer-text.ts";
import { WireError } from "./error.ts";
import { parseJsonText } from "./json-parser.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { spliceText } from "./splice.ts";
import { plainBlock, type SseEvent, withData } from "./sse-parser.ts";
import { withoutTokens } from "./token-echo.ts";

/**
 * The object an event carries; undefined for an event without data, which no client is given.
 *
 * @throws WireError `INVALID_STREAM` when the data is JSON but no object, or what the JSON is refused for
 */
export function eventObject(event: SseEvent): JsonObject | undefined {
  if (event.data === undefined || event.data === "") return undefined;
  const root = parseJsonText(event.data);
  if (root.kind !== "object") throw new WireError("INVALID_STREAM", "An event of the stream is no JSON object.");
  return root;
}

/** Whether the event is the mark that ends a stream of OpenAI's. */
export function isDone(event: SseEvent): boolean {
  return event.data?.trim() === "[DONE]";
}

/** A value of an event that carries text of a channel. */
export interface StepPart {
  readonly node: JsonValue;
  /** The piece that is new with this event; absent when the value only repeats what went before. */
  readonly delta?: TextPlace;
  /** What the value is to say, given the new text of its delta. */
  readonly say: (text: string) => string;
}

/** What a dialect found in one event. */
export interface StepContent {
  readonly parts?: readonly StepPart[];
  readonly ends?: readonly AnswerChannel[];
  readonly done?: boolean;
  readonly failed?: boolean;
}

/** The step of an event whose texts stand at the given places of its data. */
export function streamStep(event: SseEvent, content: StepContent): StreamStep {
  const { parts = [], ends = [], failed = false, done = failed } = content;
  const deltas = parts.flatMap(({ delta }) => delta ?? []);
  const source = event.data ?? "";
  return {
    deltas,
    ends,
    done,
    failed,
    write: (texts) => {
      if (texts.length !== deltas.length)
        throw new WireError("INVALID_STREAM", "An event was written with missing texts.");
      let next = 0;
      const edits = [];
      for (const { node, delta, say } of parts) {
        const changed = say(delta === undefined ? "" : (texts[next] ?? ""));
        if (delta !== undefined) next += 1;
        const original = node.kind === "string" ? node.text : source.slice(node.start, node.end);
        if (changed !== original)
          edits.push({ start: node.start, end: node.end, replacement: spelling(node, changed) });
      }
      if ((edits.length > 0 || parts.length === 0) && source.includes('"logprobs')) {
        edits.push(...withoutTokens(parseJsonText(source)));
        edits.sort((one, other) => one.start - other.start);
      }
      if (edits.length === 0 && event.odd) return plainBlock(event);
      return edits.length === 0 ? event.raw : withData(event, spliceText(source, edits));
    },
  };
}

/** Parts whose values are nothing but their deltas. */
export function plainParts(places: readonly TextPlace[]): StepPart[] {
  return places.map((delta) => ({ node: delta.node, delta, say: (text) => text }));
}
