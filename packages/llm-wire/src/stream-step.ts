import type { AnswerChannel } from "@infershield/core";
import type { StreamStep } from "./answer-stream.ts";
import { spelling, type TextPlace } from "./answer-text.ts";
import { WireError } from "./error.ts";
import { spliceText } from "./splice.ts";
import { type SseEvent, withData } from "./sse-parser.ts";

/** What a dialect found in one event. */
export interface StepContent {
  readonly deltas?: readonly TextPlace[];
  readonly ends?: readonly AnswerChannel[];
  readonly done?: boolean;
}

/** The step of an event whose texts stand at the given places of its data. */
export function streamStep(event: SseEvent, content: StepContent): StreamStep {
  const { deltas = [], ends = [], done = false } = content;
  return {
    event,
    deltas,
    ends,
    done,
    write: (texts) => {
      if (texts.length !== deltas.length)
        throw new WireError("INVALID_STREAM", "An event was written with missing texts.");
      const edits = deltas.flatMap(({ node, text }, at) => {
        const changed = texts[at];
        if (changed === undefined || changed === text) return [];
        return [{ start: node.start, end: node.end, replacement: spelling(node, changed) }];
      });
      return edits.length === 0 ? event.raw : withData(event, spliceText(event.data ?? "", edits));
    },
  };
}
