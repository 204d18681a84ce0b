import type { AnswerChannel } from "@infershield/core";
import type { Usage } from "./answer-text.ts";
import type { SseEvent } from "./sse-parser.ts";
import type { WireErrorInput } from "./wire-error-body.ts";

/** A piece of a channel's text in one event. */
export interface StreamDelta {
  readonly channel: AnswerChannel;
  readonly text: string;
  /** Nothing more of this channel follows: what is held back of it must be in this event too. */
  readonly last: boolean;
}

/** One event of an answer, read. */
export interface StreamStep {
  readonly deltas: readonly StreamDelta[];
  /** Channels that are complete before this event: write their held-back text with `deltaEvent` first. */
  readonly ends: readonly AnswerChannel[];
  /** The provider says that the answer is over. */
  readonly done: boolean;
  /** The provider says that the answer is over because it failed. */
  readonly failed: boolean;
  /**
   * The event with these texts, one for each delta; the original bytes when none differs.
   *
   * @throws WireError `INVALID_STREAM` when the number of texts differs from the number of deltas
   */
  write(texts: readonly string[]): string | Uint8Array;
}

/**
 * Reads the events of one streamed answer in their order.
 *
 * For each event: write `ends` with `deltaEvent`, pass each delta's text through the scanner (with what it still holds when `last`), and send `write`.
 */
export interface AnswerStream {
  /** @throws WireError `INVALID_STREAM`, or what the JSON of the event is refused for */
  read(event: SseEvent): StreamStep;
  /** A new event that carries held-back text of a channel. */
  deltaEvent(channel: AnswerChannel, text: string): string;
  /** Ends the stream in the dialect's way with an error that clients do not retry, and without a sign of success. */
  errorEvent(error: WireErrorInput): string;
  /** Tokens counted so far. */
  usage(): Usage | undefined;
  /** Every text that was begun has been ended by the provider: a stream that stops here is complete, though it never said `done`. */
  settled(): boolean;
}
