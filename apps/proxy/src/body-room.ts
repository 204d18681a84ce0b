import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

/**
 * Memory for the request bodies of everybody together. A body that finds no room is not read on until there is some: its sender waits.
 *
 * Bodies that still come in hold no more than half of what the largest one may have, but for the one among them that came first: it always
 * gets to its end, so that nobody waits for ever. The first bytes of a body need no room, so that short ones never wait for long ones.
 */
export interface BodyRoom {
  /** A place for one request's body; it holds nothing yet. */
  enter(): BodyPlace;
  /** Bytes of all bodies together. */
  readonly heldBytes: number;
}

/** What one body holds. */
export interface BodyPlace {
  /** Counts bytes that came. @returns whether more may come at once; if not, wait for `ready` first */
  take(bytes: number): boolean;
  /** Resolves when more may come. @throws ProxyError `TOO_MANY_REQUESTS_IN_FLIGHT` after half a minute */
  ready(): Promise<void>;
  /** Waits for room for so many bytes and counts them, before they are made. @throws ProxyError `TOO_MANY_REQUESTS_IN_FLIGHT` */
  reserve(bytes: number): Promise<void>;
  /** The body is whole and has so many bytes, whatever was counted before. */
  arrived(bytes: number): void;
  /** Nothing of the body is kept any more. */
  leave(): void;
  /** Others wait for room. */
  isCrowded(): boolean;
}

/** How much room there is. */
export interface BodyRoomLimits {
  /** Of all bodies together, until the provider's answer begins; at least `bodyBytes`. */
  readonly bodiesBytes: number;
  /** Of one body. */
  readonly bodyBytes: number;
}

/** What a body may bring before it needs room. */
export const firstBytes = 65_536;
/** What a body is promised when it may go on: about as much as a socket brings at once. */
const stepBytes = 65_536;
const waitMs = 30_000;

interface Held {
  bytes: number;
  /** Counted and not yet come. */
  promised: number;
  isArriving: boolean;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: ProxyError) => void;
  since?: number;
}

/** Opens it, empty. */
export function createBodyRoom({ bodiesBytes, bodyBytes }: BodyRoomLimits, ticker: Ticker): BodyRoom {
  const mostBytes = Math.max(bodiesBytes, bodyBytes);
  const mostArrivingBytes = bodyBytes / 2;
  let heldBytes = 0;
  let arrivingBytes = 0;
  /** Bodies beyond their first bytes that still come in; the first of them is the one that came first. */
  const large = new Set<Held>();
  const waiting = new Map<Held, Waiting>();

  const count = (held: Held, bytes: number): void => {
    held.bytes += bytes;
    heldBytes += bytes;
    if (!held.isArriving) return;
    arrivingBytes += bytes;
    if (held.bytes >= firstBytes) large.add(held);
  };
  const mayGrow = (held: Held): boolean => {
    if (!large.has(held)) return true;
    const [first] = large;
    // Those that are whole leave by themselves; the others wait for this one.
    if (held === first) return heldBytes - arrivingBytes < mostBytes;
    return isRoomLeft();
  };
  const isRoomLeft = (): boolean => heldBytes < mostBytes && arrivingBytes < mostArrivingBytes;
  const promise = (held: Held): void => {
    held.promised += stepBytes;
    count(held, stepBytes);
  };
  const wake = (held: Held): void => {
    const waiter = waiting.get(held);
    if (waiter === undefined || !mayGrow(held)) return;
    waiting.delete(held);
    promise(held);
    waiter.resolve();
  };
  const wakeAll = (): void => {
    if (waiting.size === 0) return;
    const [first] = large;
    if (first !== undefined) wake(first);
    for (const held of waiting.keys()) {
      if (!isRoomLeft()) return;
      wake(held);
    }
  };
  const settle = (held: Held, bytes: number): void => {
    if (held.isArriving) arrivingBytes -= held.bytes;
    large.delete(held);
    held.isArriving = false;
    held.promised = 0;
    heldBytes += bytes - held.bytes;
    held.bytes = bytes;
    wakeAll();
  };
  ticker.watch((now) => {
    for (const [held, waiter] of waiting) {
      waiter.since ??= now;
      if (now - waiter.since < waitMs) continue;
      waiting.delete(held);
      waiter.reject(noRoom());
    }
  });

  return {
    get heldBytes() {
      return heldBytes;
    },
    enter: () => {
      const held: Held = { bytes: 0, promised: 0, isArriving: true };
      const ready = (): Promise<void> => {
        if (!mayGrow(held)) return new Promise((resolve, reject) => waiting.set(held, { resolve, reject }));
        promise(held);
        return Promise.resolve();
      };
      return {
        take: (bytes) => {
          const expected = Math.min(held.promised, bytes);
          held.promised -= expected;
          count(held, bytes - expected);
          return held.promised > 0 || mayGrow(held);
        },
        ready,
        reserve: async (bytes) => {
          large.add(held);
          await ready();
          count(held, bytes - held.promised);
          held.promised = 0;
        },
        arrived: (bytes) => settle(held, bytes),
        leave: () => {
          waiting.delete(held);
          settle(held, 0);
        },
        isCrowded: () => waiting.size > 0,
      };
    },
  };
}

function noRoom(): ProxyError {
  return new ProxyError(
    "TOO_MANY_REQUESTS_IN_FLIGHT",
    "The bodies of the requests that are being served fill the memory set aside for them. Try again shortly.",
    { reason: "in_flight_bodies", retryAfterSeconds: 5 },
  );
}
