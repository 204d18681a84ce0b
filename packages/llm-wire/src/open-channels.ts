import type { AnswerChannel } from "@infershield/core";
import type { TextPlace } from "./answer-text.ts";

/** The channels of a stream whose events name no end of a channel, only the end of a whole choice. */
export interface OpenChannels {
  /** Notes the pieces of an event; later pieces of a tool call take its name from the first. */
  take(places: readonly TextPlace[]): TextPlace[];
  /**
   * Ends every channel whose id begins with one of the prefixes: those with a piece in this event end with it, the others before it.
   */
  close(prefixes: readonly string[], deltas: readonly TextPlace[]): { deltas: TextPlace[]; ends: AnswerChannel[] };
  /** Ends what is open. */
  closeAll(): AnswerChannel[];
}

/** No channel is open yet. */
export function createOpenChannels(): OpenChannels {
  const open = new Map<string, AnswerChannel>();
  return {
    take: (places) =>
      places.map((found) => {
        if (found.last) return found;
        const channel = open.get(found.channel.id) ?? found.channel;
        open.set(channel.id, channel);
        return { ...found, channel };
      }),
    close: (prefixes, deltas) => {
      const closing = [...open.values()].filter(({ id }) => prefixes.some((prefix) => id.startsWith(prefix)));
      for (const { id } of closing) open.delete(id);
      const lastPiece = new Map(deltas.map(({ channel }, at) => [channel.id, at]));
      return {
        deltas: deltas.map((delta, at) =>
          closing.includes(delta.channel) && lastPiece.get(delta.channel.id) === at ? { ...delta, last: true } : delta,
        ),
        ends: closing.filter(({ id }) => !lastPiece.has(id)),
      };
    },
    closeAll: () => {
      const ends = [...open.values()];
      open.clear();
      return ends;
    },
  };
}
