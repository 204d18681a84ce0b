import type { AnswerStream } from "./answer-stream.ts";
import { WireError } from "./error.ts";
import type { FramingName } from "./framings.ts";
import type { BodyShape } from "./shape.ts";
import { framingOf, wireFormats } from "./wire-formats.ts";

/**
 * A reader for a streamed answer of this shape.
 *
 * @param options - `framing` is that of the parser which the events come from, by default the shape's own; `json_array` for a Gemini stream
 *   without `alt=sse`.
 * @throws WireError `UNSUPPORTED_SHAPE` for shapes that do not stream
 */
export function createAnswerStream(
  shape: BodyShape,
  { framing = framingOf(shape) }: { readonly framing?: FramingName } = {},
): AnswerStream {
  const { createStream } = wireFormats[shape];
  if (createStream === undefined) throw new WireError("UNSUPPORTED_SHAPE", `Answers of ${shape} do not stream.`);
  return createStream(framing);
}
