import type { StreamStep } from "./answer-stream.ts";
import type { TextPlace } from "./answer-text.ts";
import type { SseEvent } from "./sse-parser.ts";
import { plainParts, type StepContent, streamStep } from "./stream-step.ts";

/**
 * Spares the parser events that say the same as the one before but for one text: most events of a stream do.
 *
 * For dialects whose state is the same after such an event as before it.
 */
export interface EventRepeats {
  /** The step of an event that differs from the last one in its text alone; otherwise undefined, and the last one is forgotten. */
  read(event: SseEvent): StreamStep | undefined;
  /** The step of an event that was parsed; the next one may repeat it. */
  step(event: SseEvent, content: StepContent): StreamStep;
}

/** An event around its text. */
interface Frame {
  readonly event: string | undefined;
  /** The data up to and including the quote before the text, and from the quote after it on. */
  readonly before: string;
  readonly after: string;
  readonly delta: TextPlace;
}

/** What stands in a JSON string as it is. @see RFC 8259 section 7 */
const plain = /^[ !#-[\]-\uffff]*$/;

/** Nothing to repeat yet. */
export function createEventRepeats(): EventRepeats {
  let frame: Frame | undefined;
  return {
    read: (event) => {
      const text = frame && textWithin(event, frame);
      if (frame === undefined || text === undefined) {
        frame = undefined;
        return undefined;
      }
      const start = frame.before.length - 1;
      const node = { kind: "string", start, end: start + text.length + 2, text } as const;
      return streamStep(event, { parts: plainParts([{ ...frame.delta, text, node }]) });
    },
    step: (event, content) => {
      frame = frameOf(event, content);
      return streamStep(event, content);
    },
  };
}

/** The text that an event has in place of the frame's: with any other text without escapes the JSON is as valid and as deep. */
function textWithin({ event, data = "" }: SseEvent, frame: Frame): string | undefined {
  const { before, after } = frame;
  const fits =
    event === frame.event &&
    data.length >= before.length + after.length &&
    data.startsWith(before) &&
    data.endsWith(after);
  if (!fits) return undefined;
  const text = data.slice(before.length, data.length - after.length);
  return plain.test(text) ? text : undefined;
}

function frameOf(
  { event, data = "" }: SseEvent,
  { parts = [], ends = [], done, failed }: StepContent,
): Frame | undefined {
  const [part, ...others] = parts;
  if (part?.delta === undefined || others.length > 0 || ends.length > 0 || done || failed) return undefined;
  const { node, delta } = part;
  if (node.kind !== "string" || delta.last || node.text !== data.slice(node.start + 1, node.end - 1)) return undefined;
  return { event, before: data.slice(0, node.start + 1), after: data.slice(node.end - 1), delta };
}
