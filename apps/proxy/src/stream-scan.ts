import type { AnswerChannel, DecidedFinding } from "@infershield/core";
import {
  type BodyShape,
  createAnswerStream,
  type FramingName,
  framings,
  type SseEvent,
  type Usage,
  WireError,
  type WireErrorInput,
} from "@infershield/llm-wire";
import type { AnswerScanner, ScannedText } from "@infershield/threat-engine";

/** A piece of the stream to the client; always whole events. */
export type Piece = string | Uint8Array;

/** What one chunk of the upstream's stream led to. */
export interface ScannedChunk {
  /** To be written now. */
  readonly release: readonly Piece[];
  /** The end of the stream, to be written once the outcome is recorded; undefined while the stream goes on. */
  readonly last?: readonly Piece[];
  readonly blocked: boolean;
}

/** Scans one streamed answer: bytes of the upstream in, events for the client out. Knows no socket. */
export interface StreamScan {
  /** @throws WireError `INVALID_STREAM`, `TOO_LARGE` */
  push(chunk: Uint8Array): ScannedChunk;
  /** The upstream's stream is over. @throws WireError */
  end(): ScannedChunk;
  /** The event that tells the client of a failure, in its dialect. */
  failure(error: WireErrorInput): string;
  readonly decided: readonly DecidedFinding[];
  /** How the provider ended its answer: not at all so far, as it should, or with an error. */
  ending(): "none" | "complete" | "failed";
  usage(): Usage | undefined;
}

/** How a stream is read, and what becomes of it when it is blocked. */
export interface StreamScanOptions {
  readonly shape: BodyShape;
  readonly framing: FramingName;
  readonly scanner: AnswerScanner;
  readonly maxLineBytes: number;
  /** What the client is told when the answer is blocked. */
  readonly blockError: (decided: readonly DecidedFinding[]) => WireErrorInput;
}

/** Choices, calls and parts that may be under way at once; each takes some memory. */
const maxOpenChannels = 1_000;
/** Of the longest answer, events of sixty bytes each, which no event with a text is: some kinds of them are one byte, and each takes its time. */
const maxEvents = 1_000_000;

/** Begins the scan of a stream. */
export function createStreamScan(options: StreamScanOptions): StreamScan {
  const { shape, framing, scanner, maxLineBytes, blockError } = options;
  const parser = framings[framing].createParser(maxLineBytes);
  const answer = createAnswerStream(shape, { framing });
  const open = new Map<string, AnswerChannel>();
  const decided: DecidedFinding[] = [];
  let last: Piece[] | undefined;
  let blocked = false;
  let eventCount = 0;
  let ending: "none" | "complete" | "failed" = "none";

  const note = (scanned: ScannedText): string => {
    decided.push(...scanned.decided);
    blocked ||= scanned.blocked;
    return scanned.text;
  };
  const endChannel = (channel: AnswerChannel, out: Piece[]): void => {
    open.delete(channel.id);
    const text = note(scanner.end(channel));
    if (text !== "") out.push(answer.deltaEvent(channel, text));
  };
  const read = (event: SseEvent, release: Piece[]): void => {
    const step = answer.read(event);
    if (step.done) last ??= [];
    if (step.done && ending !== "failed") ending = step.failed ? "failed" : "complete";
    const out = last ?? release;
    for (const channel of step.ends) endChannel(channel, out);
    const texts = step.deltas.map(({ channel, text, last: final }) => {
      open.set(channel.id, channel);
      if (open.size > maxOpenChannels) throw new WireError("TOO_LARGE", "The answer has too many texts at once.");
      const scanned = note(scanner.push(channel, text));
      if (!final) return scanned;
      open.delete(channel.id);
      return scanned + note(scanner.end(channel));
    });
    if (!blocked) out.push(step.write(texts));
  };
  const readAll = (events: readonly SseEvent[], release: Piece[]): void => {
    eventCount += events.length;
    if (eventCount > maxEvents) throw new WireError("TOO_LARGE", "The answer has too many events.");
    for (const event of events) {
      if (!blocked) read(event, release);
    }
  };
  const result = (release: readonly Piece[]): ScannedChunk => {
    if (blocked) last = [answer.errorEvent(blockError(decided))];
    return { release, blocked, ...(last && { last }) };
  };
  return {
    decided,
    ending: () => (ending === "none" && answer.settled() ? "complete" : ending),
    usage: () => answer.usage(),
    failure: (error) => answer.errorEvent(error),
    push: (chunk) => {
      const release: Piece[] = [];
      readAll(parser.push(chunk), release);
      return result(release);
    },
    end: () => {
      const release: Piece[] = [];
      readAll(parser.end(), release);
      for (const channel of [...open.values()]) {
        if (!blocked) endChannel(channel, release);
      }
      last ??= [];
      return result(release);
    },
  };
}
