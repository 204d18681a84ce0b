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
  /** Ids of open channels by their choice: hostile answers have thousands of choices, which end one by one. */
  const idsOf = new Map<string, Set<string>>();
  const closed = new Set<string>();
  let isOver = false;
  const isClosed = (id: string): boolean => isOver || (closed.size > 0 && closed.has(prefixOf(id)));
  const begin = (channel: AnswerChannel): AnswerChannel => {
    open.set(channel.id, channel);
    const prefix = prefixOf(channel.id);
    const ids = idsOf.get(prefix);
    if (ids === undefined) idsOf.set(prefix, new Set([channel.id]));
    else ids.add(channel.id);
    return channel;
  };
  const endAll = (ids: readonly string[], deltas: readonly TextPlace[]) => {
    const ending = new Map<string, AnswerChannel>();
    for (const id of ids) {
      const channel = open.get(id);
      if (channel === undefined) continue;
      ending.set(id, channel);
      open.delete(id);
      idsOf.get(prefixOf(id))?.delete(id);
    }
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
        return { ...found, channel: open.get(found.channel.id) ?? begin(found.channel) };
      }),
    close: (prefixes, deltas) => {
      for (const prefix of prefixes) closed.add(prefix);
      if (closed.size > mostTexts) throw tooManyTexts();
      return endAll(
        prefixes.flatMap((prefix) => [...(idsOf.get(prefix) ?? [])]),
        deltas,
      );
    },
    end: (ids, deltas) => endAll(ids, deltas),
    closeAll: () => {
      const ends = [...open.values()];
      open.clear();
      idsOf.clear();
      isOver = true;
      return ends;
    },
  };
}

/** `choices/0/content` → `choices/0/` */
function prefixOf(id: string): string {
  return id.slice(0, id.indexOf("/", id.indexOf("/") + 1) + 1);
}
