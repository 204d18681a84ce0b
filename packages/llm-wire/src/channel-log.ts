import type { AnswerChannel } from "@infershield/core";
import type { TextPlace } from "./answer-text.ts";
import { WireError } from "./error.ts";
import type { JsonValue } from "./json-value.ts";
import { mostTexts, tooManyTexts } from "./most-texts.ts";
import { spliceText } from "./splice.ts";
import { type SseEvent, sseBlock } from "./sse-parser.ts";
import type { StepPart } from "./stream-step.ts";

/**
 * What a stream brought in each channel and what of it was passed on, for dialects whose later events repeat earlier text:
 * a repetition must say what the client was given, and text that was never streamed must not slip through in one.
 */
export interface ChannelLog {
  /** A channel is there, without text so far. @throws WireError `TOO_LARGE` with more than an answer may hold; so do the others */
  begin(channel: AnswerChannel): void;
  /**
   * A piece that goes on where its channel stands; `event` is the pattern for `heldEvent`.
   *
   * @throws WireError `INVALID_STREAM` when its channel has ended
   */
  piece(place: TextPlace, event?: SseEvent): StepPart;
  /** The whole text of a channel from its beginning. What was not streamed of it is its last piece; nothing but repetitions may follow. */
  whole(place: TextPlace): { parts: StepPart[]; ends: AnswerChannel[] };
  /** Ends the channel, or every channel; gives those that were open. */
  end(id?: string): AnswerChannel[];
  /** An event with held-back text, spelled like the channel's last one. */
  heldEvent(channel: AnswerChannel, text: string): string;
}

interface Entry {
  readonly channel: AnswerChannel;
  seen: string;
  released: string;
  open: boolean;
  /** The provider has said that nothing more follows. */
  ended: boolean;
  pattern?: { readonly event: SseEvent; readonly node: JsonValue };
}

/** The refusal of text that comes after the end of its channel. */
export function goesOn(): WireError {
  return new WireError("INVALID_STREAM", "A text of the answer goes on after its end.");
}

/** An empty log, for one stream. */
export function createChannelLog(): ChannelLog {
  /** The channel that stands at a place now, and every channel that was begun, both by id. */
  const entries = new Map<string, Entry>();
  const begun = new Map<string, Entry>();

  function entryOf(channel: AnswerChannel): Entry {
    const known = entries.get(channel.id);
    if (known !== undefined) return known;
    return begin(channel.id, channel);
  }

  function begin(at: string, channel: AnswerChannel): Entry {
    const entry: Entry = { channel, seen: "", released: "", open: false, ended: false };
    entries.set(at, entry);
    begun.set(channel.id, entry);
    if (begun.size > mostTexts) throw tooManyTexts();
    return entry;
  }

  function end(entry: Entry): AnswerChannel[] {
    if (!entry.open) return [];
    entry.open = false;
    return [entry.channel];
  }

  return {
    begin: (channel) => {
      entryOf(channel);
    },
    piece: (place, event) => {
      const entry = entryOf(place.channel);
      if (entry.ended && !place.last && place.text !== "") throw goesOn();
      entry.seen += place.text;
      entry.open = !place.last;
      if (event !== undefined) entry.pattern = { event, node: place.node };
      return {
        node: place.node,
        delta: { ...place, channel: entry.channel },
        say: (text) => {
          entry.released += text;
          return text;
        },
      };
    },
    whole: (place) => {
      const known = entryOf(place.channel);
      if (place.text !== "") known.ended = true;
      if (known.seen === place.text) {
        const ends = end(known);
        return { parts: place.text === "" ? [] : [{ node: place.node, say: () => known.released }], ends };
      }
      const continues = (known.open || known.seen === "") && place.text.startsWith(known.seen);
      const ends = continues ? [] : end(known);
      // A text that contradicts its own deltas, or goes on after its end, is read anew, from its beginning.
      const again = { ...known.channel, id: `${known.channel.id}/again` };
      const entry = continues ? known : begin(place.channel.id, again);
      const rest = place.text.slice(entry.seen.length);
      entry.seen = place.text;
      entry.open = false;
      entry.ended = true;
      const say = (text: string): string => {
        entry.released += text;
        return entry.released;
      };
      return {
        parts: [{ node: place.node, delta: { ...place, channel: entry.channel, text: rest, last: true }, say }],
        ends,
      };
    },
    end: (id) => {
      const ending =
        id === undefined ? [...entries.values()] : [entries.get(id)].filter((entry) => entry !== undefined);
      for (const entry of ending) entry.ended = true;
      return ending.flatMap(end);
    },
    heldEvent: (channel, text) => {
      const entry = begun.get(channel.id);
      if (entry?.pattern === undefined || text === "") return "";
      entry.released += text;
      const { event, node } = entry.pattern;
      const { start, end } = node;
      return sseBlock(spliceText(event.data ?? "", [{ start, end, replacement: JSON.stringify(text) }]), event.event);
    },
  };
}
