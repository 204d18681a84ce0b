import type { CallNaming } from "./answer-chat.ts";
import { type JsonValue, member, text } from "./json-value.ts";

/** Tells the tool calls of one stream apart. */
export interface CallNames {
  readonly nameOf: CallNaming;
  /** Channels of the calls that others have taken the places of since this was last asked. */
  replaced(): readonly string[];
}

interface StandingCall {
  readonly callId: string;
  readonly channel: string;
  readonly count: number;
}

/**
 * No call has been seen yet.
 *
 * Most servers give each call an index of its own. Some give all of them the same one, or none: there a call with another id and a name is a
 * new call, and the pieces that follow belong to it. Some give every piece another id: without a name it is a piece.
 */
export function createCallNames(): CallNames {
  const standing = new Map<string, StandingCall>();
  let replaced: string[] = [];
  return {
    nameOf: (place, call) => {
      const callId = text(member(call, "id")) ?? "";
      const known = standing.get(place);
      if (known !== undefined && (callId === "" || callId === known.callId || !isNamed(call))) return known.channel;
      const count = (known?.count ?? 0) + 1;
      const channel = count === 1 ? place : `${place}~${count}`;
      standing.set(place, { callId, channel, count });
      if (known !== undefined) replaced.push(known.channel);
      return channel;
    },
    replaced: () => {
      const gone = replaced;
      replaced = [];
      return gone;
    },
  };
}

function isNamed(call: JsonValue): boolean {
  return (text(member(member(call, "function") ?? member(call, "custom"), "name")) ?? "") !== "";
}
