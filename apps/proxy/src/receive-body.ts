import type { IncomingMessage, ServerResponse } from "node:http";
import { type BodyPlace, firstBytes } from "./body-room.ts";
import { gatherBytes } from "./gather-bytes.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Ticker } from "./ticker.ts";

/** How much may come, and how fast it has to. */
export interface ReceiveOptions {
  readonly bodyBytes: number;
  readonly ticker: Ticker;
  /** Counts what comes. */
  readonly place: BodyPlace;
}

/** From here on a body must have come at one byte a millisecond (1 kB/s) on average. */
const patienceMs = 10_000;
/** While others wait for the room that a long body takes, it must have come so many times faster. */
const hurry = 64;
/** So many pieces may be of any size; from there on they must have some bytes each on average, since each costs as much as thousands. */
const manyChunks = 10_000;
const leastBytes = 32;

/**
 * Reads the request body into memory, never more than the limit. Where there is no room for it, the sender is kept waiting.
 *
 * @returns The bytes as sent, still compressed when they were.
 * @throws ProxyError `BODY_TOO_LARGE` (before reading when Content-Length tells), `REQUEST_TIMEOUT`, `CLIENT_GONE`, `BAD_REQUEST`,
 * `TOO_MANY_REQUESTS_IN_FLIGHT`
 */
export function receiveBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { bodyBytes, ticker, place }: ReceiveOptions,
): Promise<Uint8Array> {
  if (Number(incoming.headers["content-length"] ?? 0) > bodyBytes) return Promise.reject(tooLarge(bodyBytes));
  // Behind an answer that is still running Node would put it between the head and the body of the answer to come.
  if (incoming.headers.expect !== undefined && outgoing.socket !== null) outgoing.writeContinue();
  return new Promise((resolve, reject) => {
    const gathered = gatherBytes();
    let chunks = 0;
    let watchedAt: number | undefined;
    let elapsedMs = 0;
    let isOver = false;
    let isWaiting = false;
    const unwatch = ticker.watch((now) => {
      const beatMs = now - (watchedAt ?? now);
      watchedAt = now;
      // What the sender is kept waiting is not its own time.
      if (isWaiting) return;
      elapsedMs += beatMs;
      const pace = place.isCrowded() && gathered.size() > firstBytes ? hurry : 1;
      if (elapsedMs >= patienceMs && gathered.size() < elapsedMs * pace) {
        fail(new ProxyError("REQUEST_TIMEOUT", "The request body came too slowly.", { reason: "slow_body" }));
      }
    });
    const settle = (): void => {
      isOver = true;
      unwatch();
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).pause();
    };
    const fail = (error: ProxyError): void => {
      if (isOver) return;
      settle();
      gathered.forget();
      reject(error);
    };
    const goOn = (): void => {
      isWaiting = false;
      if (!isOver) incoming.resume();
    };
    const onData = (chunk: Buffer): void => {
      gathered.add(chunk);
      chunks += 1;
      if (gathered.size() > bodyBytes) {
        fail(tooLarge(bodyBytes));
        return;
      }
      if (chunks > manyChunks && gathered.size() < chunks * leastBytes) {
        fail(new ProxyError("BAD_REQUEST", "The request body comes in too many pieces.", { reason: "tiny_chunks" }));
        return;
      }
      if (place.take(chunk.length)) return;
      incoming.pause();
      isWaiting = true;
      place.ready().then(goOn, fail);
    };
    const onEnd = (): void => {
      if (incoming.rawTrailers.length > 0) {
        fail(new ProxyError("BAD_REQUEST", "Trailers are not accepted.", { reason: "trailer" }));
        return;
      }
      settle();
      resolve(gathered.whole());
    };
    const onClose = (): void => fail(new ProxyError("CLIENT_GONE", "The client left.", { reason: "client_gone" }));
    incoming.on("data", onData).on("end", onEnd).on("close", onClose);
  });
}

function tooLarge(bodyBytes: number): ProxyError {
  return new ProxyError("BODY_TOO_LARGE", `The request body is larger than ${bodyBytes} bytes.`, {
    reason: "body_too_large",
  });
}
