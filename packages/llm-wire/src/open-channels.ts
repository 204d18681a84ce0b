import type { AnswerChannel } from "@infershield/core";
import type { TextPlace } from "./answer-text.ts";
import { goesOn } from "./channel-log.ts";
import { mostTexts, tooManyTexts } from "./most-texts.ts";

/** The channels of a stream whose events name no end of a channel, only the end of a whole choice. */
export interface OpenChannels {
  /**
   * Notes the pieces of an event; later pieces of a tool call take its name from the first.
   *
   * @throws WireError `INVALID_STREAM` for text that comes after its end: what was held back is out, and the rest would be read without it
   */
  take(places: readonly TextPlace[]): TextPlace[];
  /**
   * Ends every channel whose id begins with one of the prefixes, such as `choices/0/`: those with a piece in this event end with it, the
   * others before it.
   *
   * @throws WireError `TOO_LARGE`
   */
  close(prefixes: readonly string[], deltas: readonly TextPlace[]): { deltas: TextPlace[]; ends: AnswerChannel[] };
  /** Ends channels as `close` does; others of their choice go on. */
  end(ids: readonly string[], deltas: readonly TextPlace[]): { deltas: TextPlace[]; ends: AnswerChannel[] };
  /** Ends what is open; nothing may follow. */
  closeAll(): AnswerChannel[];
}

/** No channel is open yet. */
export function createOpenChannels(): OpenChannels {
  const open = new Map<string, AnswerChannel>();
  const closed = new Set<string>();
  let isOver = false;
  const isClosed = (id: string): boolean => isOver || (closed.size > 0 && closed.has(prefixOf(id)));
  const endWhere = (isEnding: (id: string) => boolean, deltas: readonly TextPlace[]) => {
    const ending = new Map([...open].filter(([id]) => isEnding(id)));
    for (const id of ending.keys()) open.delete(id);
    const lastPiece = new Map(deltas.map(({ channel }, at) => [channel.id, at]));
    return {
      deltas: deltas.map((delta, at) =>
        ending.has(delta.channel.id) && lastPiece.get(delta.channel.id) === at ? { ...delta, last: true } : delta,
      ),
      ends: [...ending.values()].filter(({ id }) => !lastPiece.has(id)),
    };
  };
  return {
    take: (places) =>
      places.map((found) => {
        if (found.last) return found;
        if (found.text !== "" && isClosed(found.channel.id)) throw goesOn();
        const channel = open.get(found.channel.id) ?? found.channel;
        open.set(channel.id, channel);
        return { ...found, channel };
      }),
    close: (prefixes, deltas) => {
      for (const prefix of prefixes) closed.add(prefix);
      if (closed.size > mostTexts) throw tooManyTexts();
      const closing = new Set(prefixes);
      return endWhere((id) => closing.has(prefixOf(id)), deltas);
    },
    end: (ids, deltas) => {
      const ending = new Set(ids);
      return ending.size === 0 ? { deltas: [...deltas], ends: [] } : endWhere((id) => ending.has(id), deltas);
    },
    closeAll: () => {
      const ends = [...open.values()];
      open.clear();
      isOver = true;
      return ends;
    },
  };
}

/** `choices/0/content` → `choices/0/` */
function prefixOf(id: string): string {
  return id.slice(0, id.indexOf("/", id.indexOf("/") + 1) + 1);
}
