import type { AnswerStream } from "./answer-stream.ts";
import type { AnswerContent } from "./answer-text.ts";
import type { BodyReader } from "./body-reader.ts";
import type { FramingName } from "./framings.ts";
import type { JsonValue } from "./json-value.ts";

/** How the bodies of one shape are read. */
export interface WireFormat {
  readonly readPrompt: BodyReader;
  /** Finds every text of a whole answer. @throws WireError `UNSUPPORTED_SHAPE` */
  readonly readAnswer: (source: string, root: JsonValue) => AnswerContent;
  /** Begins to read a streamed answer. Absent where answers are numbers: they hold no text and do not stream. */
  readonly createStream?: (framing: FramingName) => AnswerStream;
  /** How its streams are framed, where that is not by server-sent events. */
  readonly framing?: FramingName;
}
