import type { AnswerChannel } from "@infershield/core";
import type { AnswerStream, StreamStep } from "./answer-stream.ts";
import { type TextPlace, type Usage, unknownPlaces } from "./answer-text.ts";
import { createEventRepeats } from "./event-repeats.ts";
import { type FramingName, framings } from "./framings.ts";
import { type JsonObject, type JsonValue, member, number, text } from "./json-value.ts";
import { mostTexts, tooManyTexts } from "./most-texts.ts";
import { createOpenChannels } from "./open-channels.ts";
import type { SseEvent } from "./sse-parser.ts";
import { eventObject, isDone, plainParts, streamStep } from "./stream-step.ts";
import type { WireErrorInput } from "./wire-error-body.ts";
import type { WireFormat } from "./wire-format.ts";

/** Finds the texts in the events of one stream. */
export interface PieceReader {
  readonly places: (source: string, root: JsonValue) => TextPlace[];
  /** Channels that others have taken the places of since this was last asked. */
  readonly replaced?: () => readonly string[];
}

/** The answers of a shape whose streams bring the whole answer in pieces of the same form. */
export interface PieceFormat {
  /** Every text of a whole answer; of an event as well, unless `createReader` reads those. */
  readonly places: PieceReader["places"];
  readonly createReader?: () => PieceReader;
  readonly usage: (source: string, root: JsonValue) => Usage | undefined;
  /** The choices that an event goes on with, such as `choices/0/`: what the ids of their channels begin with. */
  readonly choices: (
    source: string,
    root: JsonValue,
  ) => readonly { readonly id: string; readonly isFinished: boolean }[];
  /** The stream says `[DONE]` at its end; without such a mark it is over when every choice is. */
  readonly hasDoneMark?: true;
  /** Most events differ from the one before in their text alone, and need not be parsed; others change a time or a count each time. */
  readonly areAlike?: true;
  /** Members that every event carries, with what they say where no event has said it. */
  readonly head: Readonly<Record<string, string | number>>;
  /** The other members of an event that carries held-back text of a channel. */
  readonly held: (channel: AnswerChannel, text: string) => object;
  /** Events that end a stream with an error which clients do not retry, without a sign of success. */
  readonly failure: (error: WireErrorInput) => readonly object[];
}

/** Reads whole answers and streams of such a shape. */
export function answersInPieces(format: PieceFormat): Pick<Required<WireFormat>, "readAnswer" | "createStream"> {
  return {
    readAnswer: (source, root) => ({ places: format.places(source, root), usage: format.usage(source, root) }),
    createStream: (framing) => createPieceStream(format, framing),
  };
}

function createPieceStream(format: PieceFormat, framing: FramingName): AnswerStream {
  const open = createOpenChannels();
  const repeats = format.areAlike && createEventRepeats();
  const writer = framings[framing].createWriter();
  const reader: PieceReader = format.createReader?.() ?? format;
  const head = { ...format.head };
  let usage: Usage | undefined;
  /** Choices that were begun and not finished. */
  const running = new Set<string>();
  let hasFinished = false;

  function noteHead(source: string, root: JsonObject): void {
    for (const key of Object.keys(head)) {
      const value = member(root, key);
      const told = text(value) ?? number(source, value);
      if (told !== undefined) head[key] = told;
    }
  }

  /** @returns the choices that end with this event */
  function noteChoices(source: string, root: JsonObject): string[] {
    const finished: string[] = [];
    for (const { id, isFinished } of format.choices(source, root)) {
      if (isFinished) finished.push(id);
      if (isFinished) running.delete(id);
      else running.add(id);
    }
    if (running.size > mostTexts) throw tooManyTexts();
    hasFinished ||= finished.length > 0;
    return finished;
  }

  function readObject(event: SseEvent, root: JsonObject): StreamStep {
    const source = event.data ?? "";
    if (member(root, "error") !== undefined) {
      const told = unknownPlaces(source, root, "", "", new Set());
      return streamStep(event, { parts: plainParts(told), ends: open.closeAll(), failed: true });
    }
    noteHead(source, root);
    usage = format.usage(source, root) ?? usage;
    const found = reader.places(source, root);
    const replaced = open.end(reader.replaced?.() ?? [], open.take(found));
    const finished = noteChoices(source, root);
    if (finished.length === 0) {
      const content = { parts: plainParts(replaced.deltas), ends: replaced.ends };
      return repeats === undefined ? streamStep(event, content) : repeats.step(event, content);
    }
    const closed = open.close(finished, replaced.deltas);
    return streamStep(event, {
      parts: plainParts(closed.deltas),
      ends: [...replaced.ends, ...closed.ends],
      done: !format.hasDoneMark && running.size === 0,
    });
  }

  function readEvent(event: SseEvent): StreamStep {
    const repeated = repeats?.read(event);
    if (repeated !== undefined) return repeated;
    if (format.hasDoneMark && isDone(event)) return streamStep(event, { ends: open.closeAll(), done: true });
    const root = eventObject(event);
    return root === undefined ? streamStep(event, {}) : readObject(event, root);
  }

  return {
    read: (event) => {
      const step = readEvent(event);
      const { noteWritten } = writer;
      if (noteWritten === undefined) return step;
      const write: StreamStep["write"] = (texts) => {
        noteWritten();
        return step.write(texts);
      };
      return { ...step, write };
    },
    deltaEvent: (channel, held) => writer.write({ ...head, ...format.held(channel, held) }, { isLast: false }),
    errorEvent: (error) => {
      const events = format.failure(error);
      return events.map((event, at) => writer.write(event, { isLast: at === events.length - 1 })).join("");
    },
    usage: () => usage,
    settled: () => hasFinished && running.size === 0,
  };
}
